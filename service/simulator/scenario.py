"""A scenario: what happens to one family, who does what when, and what must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment of the scenario: `at` a local date and time, or `after` a while; neither: at once."""

    at: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class StartProcess:
    process: str
    event: str | None = None
    answers: Data = field(default_factory=dict)
    when: When = field(default_factory=When)


@dataclass(frozen=True, kw_only=True)
class Do:
    """A person of a role does a task."""

    task: str  # name or element id
    role: str
    user: str | None = None
    item: str | None = None
    answers: Data = field(default_factory=dict)
    when: When = field(default_factory=When)


@dataclass(frozen=True, kw_only=True)
class Wait:
    when: When = field(default_factory=When)
    next_timer: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    name: str
    payload: Data
    keys: Data | None
    when: When = field(default_factory=When)


@dataclass(frozen=True, kw_only=True)
class Concern:
    """Somebody raises an urgent concern about the family."""

    payload: Data
    when: When = field(default_factory=When)


@dataclass(frozen=True, kw_only=True)
class Service:
    """The outside world answers a call: with a result, a BPMN error, or not at all."""

    topic: str
    result: Data = field(default_factory=dict)
    error: str | None = None
    error_message: str = ""
    fail: str | None = None
    when: When = field(default_factory=When)


@dataclass(frozen=True, kw_only=True)
class Retry:
    """An operator runs a failed element again."""

    element: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Cancel:
    process: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MoveSitting:
    """`regular`: when the panel sits by its rule; without it the sitting nearest to the new time is moved."""

    panel: str
    to: str
    regular: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Must be refused with these words, and change nothing."""

    action: Do | StartProcess
    because: str


@dataclass(frozen=True, kw_only=True)
class Expect:
    tasks: Sequence[Data] = ()
    no_tasks: Sequence[str] = ()
    only_tasks: Sequence[str] | None = None
    deadlines: Mapping[str, Data] = field(default_factory=dict)
    case: Data = field(default_factory=dict)
    events: Mapping[str, str | date | None] = field(default_factory=dict)
    sent: Sequence[Data] = ()
    not_sent: Sequence[Data] = ()
    processes: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Data] = field(default_factory=dict)
    incidents: int | None = None


Action = StartProcess | Do | Wait | Message | Concern | Service | Retry | Cancel | MoveSitting | Refuse | Expect


@dataclass(frozen=True, kw_only=True)
class Step:
    number: int  # 0 is the start
    line: int
    words: str  # as the file says it: "do Triage the referral"
    action: Action
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Child:
    id: str
    name: str
    date_of_birth: date | None


@dataclass(frozen=True, kw_only=True)
class CaseOf:
    family: str
    family_reference: str
    children: tuple[Child, ...]
    team: str | None
    lead: str | None
    record_link: str | None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    file: str
    title: str
    about: str
    case: CaseOf | None
    steps: tuple[Step, ...]  # the first is the start
    manual_services: bool
    schedules: frozenset[str] | None  # processes that begin by themselves; None: all that can
    diary: Mapping[str, Sequence[str]]

"""What came into a process from outside, in its order: enough to play it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.clocks import SetSitting

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Began:
    """`stored`: answers of the start form as they are kept; `payload`: of the message, where a message began it."""

    at: datetime
    process: str
    event: str
    form: str | None = None
    stored: Data = field(default_factory=dict)
    payload: Data = field(default_factory=dict)
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """Somebody did a task."""

    at: datetime
    process: str
    element: str
    name: str
    item: str | None
    form: str | None
    stored: Data
    actor: str | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message was delivered."""

    at: datetime
    message: str
    keys: Mapping[str, str]
    payload: Data


@dataclass(frozen=True, kw_only=True)
class Signalled:
    at: datetime
    name: str
    payload: Data


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A call to another system ended; `error`: with the code of a BPMN error."""

    at: datetime
    process: str
    element: str
    name: str
    topic: str
    result: Data = field(default_factory=dict)
    error: str | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """An operator ended the process."""

    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class EventElsewhere:
    """Another process of the case told an event; `when` it happened."""

    at: datetime
    name: str
    when: datetime


@dataclass(frozen=True, kw_only=True)
class RecordElsewhere:
    """Another process of the case left a record, or somebody corrected one; of which form it is the latest now."""

    at: datetime
    form: str
    stored: Data


@dataclass(frozen=True, kw_only=True)
class SittingMoved:
    at: datetime
    panel: str
    sitting: SetSitting


Happening = Done | Told | Signalled | Answered | Stopped | EventElsewhere | RecordElsewhere | SittingMoved


@dataclass(frozen=True, kw_only=True)
class CaseThen:
    """The case as the process found it."""

    reference: str
    authority: str
    family: Mapping[str, object]
    children: tuple[Mapping[str, object], ...]
    opened: datetime
    episode: int
    team: str | None
    lead: str | None
    record_link: str | None
    consent: str | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """One process, from its beginning to `until`; `case` None: it ran outside any case."""

    case: CaseThen | None
    began: Began
    happenings: tuple[Happening, ...]
    until: datetime

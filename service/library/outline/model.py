"""A diagram as a list that can be read, printed and spoken."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a fact is about."""

    ROLES = "roles"
    PERSON = "person"
    FORM = "form"
    DUE = "due"
    FOLLOW_UP = "follow_up"
    DEADLINES = "deadlines"
    TIMER = "timer"
    WAITS = "waits"
    CALLED = "called"
    DECISION = "decision"
    SERVICE = "service"
    REPEATED = "repeated"
    EVENTS = "events"
    CASE = "case"
    RULES = "rules"
    INSTRUCTIONS = "instructions"
    NOTES = "notes"
    HANDED_ON = "handed_on"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that the file says of a step; `formula`: as the file has it, where `words` are a translation."""

    about: About
    label: str
    words: str
    formula: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A flow to what happens next; `words`: its condition in words, "" where there are none for it."""

    id: str
    name: str
    to: str  # id of the step
    to_name: str
    to_number: str
    condition: str  # FEEL
    words: str
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class Values:
    """What can be changed about a step, as the file has it; formulas begin with `=`."""

    roles: tuple[str, ...] = ()  # ids; none where a formula finds them
    roles_formula: str = ""
    lane: str = ""  # id of the lane that lists it, "" for none
    due: str = ""
    follow_up: str = ""
    deadlines: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    instructions: str = ""
    timer_kind: str = ""
    timer: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A task, event, gateway or part.  `number`: its place in the order of the flow, such as "3", "3a" or "4.2"."""

    id: str
    number: str
    name: str  # "" when it has none
    kind: str  # BPMN name
    kind_words: str
    lane: str
    facts: tuple[Fact, ...]
    ways: tuple[Way, ...]
    boundary: "tuple[Step, ...]" = ()
    inner: "tuple[Step, ...]" = ()
    form: str = ""  # id
    called: str = ""  # id of the process
    decision: str = ""  # id
    is_reached: bool = True
    values: Values = Values()

    @property
    def label(self) -> str:
        return self.name or self.kind_words

    def walk(self) -> "Iterator[Step]":
        """Yield it, what is on its border and in it."""
        yield self
        for each in (*self.boundary, *self.inner):
            yield from each.walk()


@dataclass(frozen=True, kw_only=True)
class Lane:
    """`is_divided`: other lanes are in it, which list the steps."""

    id: str
    name: str
    is_divided: bool = False


@dataclass(frozen=True, kw_only=True)
class Process:
    """`by_themselves`: parts that begin whenever their message or time comes, whatever is going on."""

    id: str
    name: str
    pool: str  # id of what it is drawn in, "" for none
    rules: tuple[str, ...]
    facts: tuple[Fact, ...]
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    by_themselves: tuple[Step, ...]

    def walk(self) -> Iterator[Step]:
        for step in (*self.steps, *self.by_themselves):
            yield from step.walk()


@dataclass(frozen=True, kw_only=True)
class Outline:
    """`beside`: what is drawn and never run: notes, other pools, messages between pools."""

    file: str
    processes: tuple[Process, ...]
    beside: tuple[Fact, ...]

    @property
    def steps(self) -> dict[str, Step]:
        """Every step by id."""
        return {step.id: step for process in self.processes for step in process.walk()}

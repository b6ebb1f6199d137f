"""What a move to another release would mean for one running process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from service.engine.errors import EngineError
from service.engine.migration.alike import Likeness
from service.engine.reading.elements import TimerKind
from service.engine.step import TaskChange
from service.errors import ConflictError


class Place(NamedTuple):
    """An element of a diagram."""

    process: str
    element: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Something that waits, at its place in the old and in the new release."""

    id: str  # of the token: that of the task, timer, message, call or incident
    old: Place
    new: Place
    name: str  # in the new release
    kind: str  # BPMN name of the element, in the new release
    item: str | None = None

    @property
    def stays(self) -> bool:
        """Whether the element has the same id in the same process."""
        return self.old == self.new


class Reason(StrEnum):
    """Why something cannot move."""

    OVER = "over"  # the process has ended
    PROCESS_GONE = "process-gone"
    ELEMENT_GONE = "element-gone"
    ELSEWHERE = "elsewhere"  # the element stands inside another sub-process, or outside of it
    OTHER_KIND = "other-kind"
    OTHER_EVENT = "other-event"
    OTHER_REPETITION = "other-repetition"
    INTERRUPTS = "interrupts"  # an open event sub-process that would (not) have taken everything else away
    CALLED_OUT = "called-out"  # a service call that has left under another topic
    CAME_BY = "came-by"  # the flow by which a token came to a join
    NEVER_TOGETHER = "never-together"  # two steps that are not open together in the new release
    WAITS_FOR_EVER = "waits-for-ever"  # a join to which not all tokens can come
    GOES_ON = "goes-on"  # a join that waits, and would not in the new release
    CANNOT_BEGIN = "cannot-begin"  # what the new release adds fails
    NOT_KEPT = "not-kept"  # the proof at the end failed


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why the process has to stay where it is: a sentence, and the element of the old release that it is about."""

    reason: Reason
    place: Place
    name: str
    message: str
    id: str | None = None  # of the token


class DueKind(StrEnum):
    TASK = "task"
    TIMER = "timer"
    DEADLINE = "deadline"


@dataclass(frozen=True, kw_only=True)
class DueChange:
    """A due date that would be another one; None: it has none.

    `kept`: the new release says `after`, but a timer that waits keeps `before`.
    Deadlines: `id` is the key, and a host may know that the deadline has been met by another process of the case.
    """

    kind: DueKind
    id: str
    name: str
    place: Place | None
    before: datetime | None
    after: datetime | None
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class Listening:
    """An event that begins or ceases to be waited for beside the steps that are open."""

    place: Place
    name: str
    due_at: datetime | None = None  # of a timer


@dataclass(frozen=True, kw_only=True)
class Left:
    """A timer beside an open step, as it was when the process moved to a release that does not have it.

    Later moves are asked with it, and give the timer its due time again where a release has it, or one that was drawn
    anew in its place.
    """

    host: str  # id of the token beside which it waited
    place: Place
    likeness: Likeness
    due_at: datetime | None = None  # None: it had fired, and would not again
    anchor: datetime | None = None  # from when its turns count

    @property
    def repeats(self) -> bool:
        return self.likeness.timer is TimerKind.CYCLE


@dataclass(frozen=True, kw_only=True)
class MigrationPlan:
    """Made for one state, to be carried out on that state only; `possible` exactly when nothing is refused.

    `opened`, `left`: what the plan was asked with, see `plan_migration`.
    """

    old: str  # digests of the releases
    new: str
    state: str  # digest of the state
    mapping: Mapping[Place, Place] = field(default_factory=lambda: MappingProxyType({}))
    opened: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    left: tuple[Left, ...] = ()
    standing: tuple[Standing, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    due: tuple[DueChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    begins: tuple[Listening, ...] = ()
    ceases: tuple[Listening, ...] = ()
    leaves: tuple[Left, ...] = ()  # all that is left behind from now on: to be kept, and asked with the next time

    @property
    def possible(self) -> bool:
        return not self.refusals

    @property
    def moved(self) -> tuple[Standing, ...]:
        """What would stand at an element with another id."""
        return tuple(each for each in self.standing if not each.stays)


class MigrationRefusedError(ConflictError, EngineError):
    """The process stays where it is; nothing was changed."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.message for refusal in refusals))
        self.refusals = tuple(refusals)


class PlanOutdatedError(ConflictError, EngineError):
    def __init__(self) -> None:
        super().__init__("The process has gone on since the move was planned. Plan it again.")

"""What an operator may move to another step of a running process, where to, and what would come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock


class StandingKind(StrEnum):
    """What stands at a step."""

    TASK = "task"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CALL = "call"
    INCIDENT = "incident"
    GATEWAY = "gateway"  # it waits at a gateway for others to come
    PART = "part"  # a sub-process, a called process or a step done for each of several items: all of it


@dataclass(frozen=True, kw_only=True)
class RedirectTarget:
    """A step that may be begun instead."""

    element: str
    name: str
    kind: str
    lane: str | None


@dataclass(frozen=True, kw_only=True)
class RedirectSource:
    """Something that stands at a step.

    `within`: name of the sub-process or called process in which it stands; None: in the process itself.
    `refusal`: why it cannot be moved anywhere; `targets` is empty then.
    """

    id: UUID
    kind: StandingKind
    process: str
    element: str
    name: str
    item: str | None
    within: str | None
    targets: tuple[RedirectTarget, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, kw_only=True)
class RedirectChoices:
    instance_id: UUID
    revision: int
    sources: tuple[RedirectSource, ...]


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`lane`: who does it; `due_at`: of a task that would be opened, as of now."""

    element: str
    name: str
    lane: str | None
    item: str | None
    due_at: datetime | None
    assignee: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimerLine:
    element: str
    name: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    element: str
    message: str


@dataclass(frozen=True, kw_only=True)
class CallLine:
    element: str
    name: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class DeadlineLine:
    """`due_at` is None for one that ends without having been met."""

    key: str
    label: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RedirectPreview:
    """Before and after.  `refusal`: why it cannot be done; everything after it is empty then.

    `revision`: of the instance this was worked out for; give it to `redirect_instance` as `if_revision`.
    `events` and `case`: what would be recorded on the case at once (a step that does its work by itself).
    """

    instance_id: UUID
    revision: int
    source: RedirectSource
    target: RedirectTarget
    refusal: str | None = None
    tasks_closed: tuple[TaskLine, ...] = ()
    tasks_opened: tuple[TaskLine, ...] = ()
    timers_dropped: tuple[TimerLine, ...] = ()
    timers_armed: tuple[TimerLine, ...] = ()
    messages_dropped: tuple[MessageLine, ...] = ()
    messages_awaited: tuple[MessageLine, ...] = ()
    calls_dropped: tuple[CallLine, ...] = ()
    calls_made: tuple[CallLine, ...] = ()
    incidents_ended: tuple[str, ...] = ()
    deadlines_ended: tuple[DeadlineLine, ...] = ()
    deadlines_started: tuple[DeadlineLine, ...] = ()
    events: tuple[str, ...] = ()
    case: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False


def redirect_targets(*, instance_id: UUID, actor: Actor, clock: Clock) -> RedirectChoices:
    """Everything that stands somewhere in the process, and the steps that each may be moved to.

    What a step can be moved to is judged by the diagram; whether it can be begun with the data there are, by the
    preview.  For operators.
    :raises NotFoundError: there is no such process that the actor may see.
    """
    raise NotImplementedError


def preview_redirect(
    *,
    instance_id: UUID,
    from_id: UUID,
    to: str,
    actor: Actor,
    clock: Clock,
    data: Mapping[str, object] | None = None,
) -> RedirectPreview:
    """What moving `from_id` (see RedirectSource) to the step `to` would mean.  Changes nothing.

    :raises NotFoundError: there is no such process that the actor may see, or nothing stands under the id.
    :raises InvalidInputError: the step is not in the diagram.
    """
    raise NotImplementedError

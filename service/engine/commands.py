"""What can be asked of a running process.  One command in, one Step out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Data = Mapping[str, object]  # FEEL values: None, bool, int, Decimal, str, date, time, datetime, durations, list, dict


@dataclass(frozen=True, kw_only=True)
class Start:
    """Start `process` at the start event `event` (None: its only none start event).

    `answers` are the start form's answers or the message's payload; the start event's output parameters map them
    to process variables.  `data` is put into the process as it is (called by other code, not by people).
    `received_at`: when what starts it came in, where it lay waiting: the start event's `event` happened then.
    """

    process: str
    event: str | None = None
    answers: Data = field(default_factory=dict)
    data: Data = field(default_factory=dict)
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CompleteTask:
    task_id: str
    answers: Data = field(default_factory=dict)
    actor: str | None = None  # user name, for history


@dataclass(frozen=True, kw_only=True)
class FireTimers:
    """Fire every timer whose moment is not after clock.now(); does nothing when none is due."""


@dataclass(frozen=True, kw_only=True)
class DeliverMessage:
    """Give a message to the one catch that waits under `waiting_id` (see AwaitedMessage)."""

    waiting_id: str
    payload: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RaiseSignal:
    """Give a signal to every catch of that name in this instance; does nothing when none waits."""

    name: str
    payload: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CompleteService:
    call_id: str
    result: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FailService:
    """The outbox gave up on the call: an incident is raised, the call stays and can be retried."""

    call_id: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ThrowServiceError:
    """The service answered with a BPMN error; the nearest error boundary event catches it."""

    call_id: str
    code: str
    message: str = ""
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Cancel:
    reason: str


@dataclass(frozen=True, kw_only=True)
class RetryIncident:
    """Run the failed element again, with `data` laid over its variables first."""

    incident_id: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SkipIncident:
    """Pass over the failed element: the process goes on behind it, with `data` laid over its variables.

    Nothing of what the element would have done is done: its output parameters are not evaluated, it records no event,
    changes nothing of the case and meets no deadline; deadlines that only it could meet end as no longer applying.
    What an event throws is not thrown, except that a terminate event ends its scope.  An event that failed to begin
    waiting beside other work is not waited for.  A service call is not made, or its answer no longer awaited.
    """

    incident_id: str
    data: Data = field(default_factory=dict)
    actor: str | None = None  # user name, for history


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """Take one token away and begin the element `to` of the same process or sub-process instead.

    `from_id`: id of the task, timer, awaited message, call or incident, or of any token that stands at an element
    (see `redirecting`).  Only this token moves; with an event behind an event gateway go the others behind it.
    What is left is cancelled, what is begun is begun as if a sequence flow had led there: its boundary events and
    deadlines begin, its stage is entered.  The element that is left records no event and meets no deadline; a deadline
    of both elements runs on.  Nothing between the two elements happens.  `data` is laid over the variables first.
    """

    from_id: str
    to: str
    data: Data = field(default_factory=dict)
    actor: str | None = None  # user name, for history


Command = (
    Start
    | CompleteTask
    | FireTimers
    | DeliverMessage
    | RaiseSignal
    | CompleteService
    | FailService
    | ThrowServiceError
    | Cancel
    | RetryIncident
    | SkipIncident
    | Redirect
)

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
)

"""What can be asked of a diagram through its outline."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.errors import InvalidInputError


@dataclass(frozen=True, kw_only=True)
class Rename:
    """Of a step, flow, lane or process; a process's pool of the same name is renamed with it."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SetRoles:
    """Ids of the roles that a task is offered to."""

    id: str
    roles: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SetLane:
    """The lane, by its id, in which a task of people lies; what can happen during the task goes with it."""

    id: str
    lane: str


@dataclass(frozen=True, kw_only=True)
class SetForm:
    id: str
    form: str  # id; "" takes it away from a start event


@dataclass(frozen=True, kw_only=True)
class SetDue:
    """FEEL with `=`, or a moment with its zone; "" for none."""

    id: str
    due: str
    follow_up: str


@dataclass(frozen=True, kw_only=True)
class SetDeadlines:
    """Keys of the deadlines that begin with a step."""

    id: str
    deadlines: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SetRules:
    """Ids of the rules that a step or process carries out."""

    id: str
    rules: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SetInstructions:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SetCondition:
    """FEEL, with or without `=`, of a flow out of a choice."""

    id: str
    condition: str


@dataclass(frozen=True, kw_only=True)
class SetDefault:
    """The flow that is taken when no condition is true; `condition`: FEEL for the flow that was so until now."""

    id: str
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class SetTimer:
    """`kind`: timeDate, timeDuration or timeCycle."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SetCalled:
    id: str
    process: str


@dataclass(frozen=True, kw_only=True)
class SetDecision:
    id: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class AddTask:
    """A task of people on a flow: after what the flow comes from, before what it leads to."""

    flow: str
    name: str
    roles: Sequence[str]
    form: str
    due: str = ""
    lane: str = ""  # id of the lane that stands for the role, where it is to be drawn there


@dataclass(frozen=True, kw_only=True)
class AddBranch:
    """A choice on a flow: under the condition to an existing step, or to a new end; otherwise on as before."""

    flow: str
    question: str
    condition: str
    label: str  # of the new way
    otherwise: str  # label of the way as before
    to: str = ""  # id of a step; "" for a new end
    end: str = ""  # name of the new end


@dataclass(frozen=True, kw_only=True)
class Remove:
    """A step with one way in and one way out; what it stood between is joined."""

    id: str


Change = (
    Rename
    | SetRoles
    | SetLane
    | SetForm
    | SetDue
    | SetDeadlines
    | SetRules
    | SetInstructions
    | SetCondition
    | SetDefault
    | SetTimer
    | SetCalled
    | SetDecision
    | AddTask
    | AddBranch
    | Remove
)


def refuse(field: str, sentence: str) -> InvalidInputError:
    """Return the error that says why a change makes no sense; `field`: of the change that it is about."""
    return InvalidInputError({field: [sentence]}, sentence)

"""How errors, escalations and signals find the one who catches them."""

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from service.engine.failures import ElementFailure, FailureKind
from service.engine.observe.items import holder
from service.engine.reading.elements import Occasion
from service.engine.step import ThrownSignal
from service.engine.workflow import is_listening


def throw_code(task: Any, occasion: Occasion, code: str | None, *, payload: Mapping[str, object]) -> None:
    """Give an error or escalation to the nearest catcher around the token.

    Nearest: a boundary event of the token's own activity, an event sub-process of its scope, then the same for the
    element that holds the scope.  An escalation that nobody catches is lost, as BPMN says.
    :raises ElementFailure: an error that nobody catches.
    """
    catcher = _catcher(task, occasion, code)
    if catcher is not None:
        catcher.task_spec.fire(catcher, {**payload, "code": code})
    elif occasion is Occasion.ERROR:
        raise _uncaught(code, str(payload.get("message") or ""))


def require_catcher(task: Any, code: str | None) -> None:
    """Make sure that an error will be caught.  :raises ElementFailure: when nobody would."""
    if _catcher(task, Occasion.ERROR, code) is None:
        raise _uncaught(code)


def _uncaught(code: str | None, message: str = "") -> ElementFailure:
    return ElementFailure(f'Nobody catches the error "{code}". {message}'.strip(), FailureKind.UNCAUGHT_ERROR)


def send_signal(task: Any, name: str, payload: Mapping[str, object]) -> None:
    """Give a signal to everyone in the instance who waits for it, and to the outside."""
    task.workflow.turn.journal.signals.append(ThrownSignal(signal=name, payload=dict(payload)))
    give_signal(task.workflow.top_workflow, name, payload)


def give_signal(top: Any, name: str, payload: Mapping[str, object]) -> bool:
    """Fire every catch of the signal; False when none waits."""
    waiting = [task for scope in top.scopes() for task in scope.live() if _awaits_signal(task, name)]
    for task in waiting:
        if task.state == TaskState.WAITING:  # an earlier one may have interrupted it
            task.task_spec.fire(task, payload)
    return bool(waiting)


def _awaits_signal(task: Any, name: str) -> bool:
    if task.state != TaskState.WAITING:
        return False
    definition = task.task_spec.element.event
    return definition.occasion is Occasion.SIGNAL and definition.name == name


def _catcher(task: Any, occasion: Occasion, code: str | None) -> Any:
    for other in _catchers(task):
        definition = other.task_spec.element.event
        if definition.occasion is occasion and definition.name in (None, code):
            return other
    return None


def _catchers(task: Any) -> Iterator[Any]:
    """Yield the tokens around this one that may catch what it throws, nearest first."""
    while task is not None:
        yield from _boundary_events(task)
        yield from (other for other in task.workflow.live() if is_listening(other))
        task = holder(task)


def _boundary_events(task: Any) -> Iterator[Any]:
    split = task.parent
    if split is not None and isinstance(split.task_spec, MultiInstanceTask):
        split = split.parent
    if split is not None and isinstance(split.task_spec, BoundaryEventSplit):
        for other in split.children:
            if isinstance(other.task_spec, BoundaryEvent) and other.state == TaskState.WAITING:
                yield other

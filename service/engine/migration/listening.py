"""Events of the new release that begin to be waited for beside what is open, and timers that repeat from now on."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from service.clocks import ClockError, CronCycle, parse_cycle
from service.engine import timers
from service.engine.expressions import value
from service.engine.failures import ElementFailure
from service.engine.migration.survey import HOLDERS, ScopePair, interrupted
from service.engine.reading.elements import EventDefinition, Occasion, TimerKind
from service.engine.specs.catching import BoundaryEvent, CatchingNode
from service.engine.specs.gateways import EventBasedGateway
from service.engine.specs.sub_process import EventSubProcess


def begin_listening(pair: ScopePair, scope: Any) -> list[Any]:
    """Let every event begin to be waited for that the old release did not know; return the new tokens.

    One that has happened and does not happen again is not waited for once more.
    """
    known = {name for name, repeats in _known(pair) if not repeats}
    missing = [(holder, spec) for holder in _holders(scope) for spec in _missing(holder, known)]
    return [_arm(holder, spec) for holder, spec in missing]


def let_repeat(token: Any) -> None:
    """Give a waiting timer the cycle of its new element; when it is due next stays as it is.

    :raises ElementFailure: the new cycle cannot be worked out, or would have to know how often it has turned.
    """
    definition = token.task_spec.element.event
    if definition.timer is not TimerKind.CYCLE:
        token.internal_data.pop(timers.CYCLE, None)
        return
    text, cycle = value(token, definition.expression), token.internal_data.get(timers.CYCLE)
    turns = _parsed(text)
    if cycle is None and not isinstance(turns, CronCycle) and turns.repeats is not None:
        message = "The timer waits once and would repeat a number of times: which turn this is cannot be told."
        raise ElementFailure(message)
    anchor = token.internal_data[timers.DUE] if cycle is None else cycle["anchor"]
    token.internal_data[timers.CYCLE] = {"text": text, "anchor": anchor}


def _parsed(text: object) -> Any:
    if not isinstance(text, str):
        raise ElementFailure(f"{text!r} is not a cycle such as R3/PT1H.")
    try:
        return parse_cycle(text)
    except ClockError as error:
        raise ElementFailure(str(error)) from error


def _known(pair: ScopePair) -> Iterator[tuple[str, bool]]:
    """Yield the events that the old release has too, and whether they begin to repeat in the new one."""
    for old in pair.old.task_specs.values():
        if isinstance(old, BoundaryEvent | EventSubProcess):
            new = pair.goes_on_waiting(old)
            if new is not None:
                yield new.name, _repeats(new.element.event) and not _repeats(old.element.event)


def _repeats(definition: EventDefinition) -> bool:
    return definition.occasion is Occasion.TIMER and definition.timer is TimerKind.CYCLE


def _holders(scope: Any) -> list[Any]:
    """Return the tokens beside whose followers events are waited for; none where everything was interrupted."""
    tokens = list(scope.tasks.values())
    if scope.completed or interrupted(scope):
        tokens.remove(scope.task_tree)
    return [token for token in tokens if token is scope.task_tree or isinstance(token.task_spec, HOLDERS)]


def _missing(holder: Any, known: set[str]) -> Iterator[Any]:
    """Yield the events that are waited for beside the holder's followers, and are neither known nor waiting."""
    specs = holder.workflow.spec.task_specs
    waiting = {child.task_spec.name for child in holder.children}
    for flow in holder.task_spec.outgoing:
        beside = isinstance(specs[flow.target], _beside(holder.task_spec))
        if beside and flow.target not in known | waiting:
            yield specs[flow.target]


def _beside(holder: Any) -> type[Any]:
    if isinstance(holder, BoundaryEventSplit):
        return BoundaryEvent
    return CatchingNode if isinstance(holder, EventBasedGateway) else EventSubProcess


def _arm(holder: Any, spec: Any) -> Any:
    scope, case = holder.workflow, holder.workflow.turn.journal.case
    stage, told = scope.stage, dict(case)
    token = holder._add_child(spec, TaskState.FUTURE)
    spec._update(token)
    # it was there before what is open: its stage has been left
    scope.stage = stage
    case.clear()
    case.update(told)
    return token

"""Events of the new release that begin to be waited for beside what is open, and timers that repeat from now on."""

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.clocks import ClockError, CronCycle, parse_cycle
from service.engine import timers
from service.engine.expressions import value
from service.engine.failures import ElementFailure
from service.engine.migration.left import LeftBehind, holders, host_beside, repeats, specs_beside
from service.engine.migration.plan import Left
from service.engine.migration.survey import ScopePair
from service.engine.reading.elements import TimerKind


def begin_listening(pair: ScopePair, scope: Any, left: LeftBehind) -> list[Any]:
    """Let every event begin to be waited for that the old release did not know; return the new tokens.

    One that has happened and does not happen again is not waited for once more.  A timer that was left behind has its
    due time again.
    :raises ElementFailure: a timer cannot repeat as the new release has it.
    """
    before = {host.id: holder for holder in holders(pair.scope) if (host := host_beside(holder)) is not None}
    missing = [
        (holder, *each)
        for holder in holders(scope)
        if (host := host_beside(holder)) is not None
        for each in _missing(holder, dict(_known(pair, before.get(host.id))), left)
    ]
    return [_arm(holder, spec, was) for holder, spec, was in missing]


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


def _known(pair: ScopePair, holder: Any) -> Iterator[tuple[str, bool]]:
    """Yield the events that were there beside the same token before, and whether they begin to repeat now."""
    for old in specs_beside(holder) if holder is not None else ():
        new = pair.goes_on_waiting(old)
        if new is not None:
            yield new.name, repeats(new.element.event) and not repeats(old.element.event)


def _missing(holder: Any, known: Mapping[str, bool], left: LeftBehind) -> Iterator[tuple[Any, Left | None]]:
    """Yield the events that are to be waited for beside the holder's followers and are not yet, and what they were."""
    waiting = {child.task_spec.name for child in holder.children}
    taken_up = left.take_up(holder, there=known.keys() | waiting)
    for spec in specs_beside(holder):
        if spec.name in waiting or not known.get(spec.name, True):
            continue
        was = taken_up.get(spec.name)
        if was is None or was.due_at is not None:
            yield spec, was
        elif repeats(spec.element.event) and not was.repeats:
            yield spec, None  # what has fired once counts anew where it repeats


def _arm(holder: Any, spec: Any, was: Left | None) -> Any:
    scope, case = holder.workflow, holder.workflow.turn.journal.case
    stage, told = scope.stage, dict(case)
    token = holder._add_child(spec, TaskState.FUTURE)
    if was is not None:
        token.internal_data.update(_as_it_was(was))
    spec._update(token)
    if was is not None:
        let_repeat(token)
    # it was there before what is open: its stage has been left
    scope.stage = stage
    case.clear()
    case.update(told)
    return token


def _as_it_was(left: Left) -> dict[str, object]:
    due: dict[str, object] = {} if left.due_at is None else {timers.DUE: left.due_at.isoformat()}
    return due if left.anchor is None else {**due, timers.CYCLE: {"text": "", "anchor": left.anchor.isoformat()}}

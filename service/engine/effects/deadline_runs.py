"""Deadlines that begin to run, are met or no longer apply because of what an instance does.

The instance remembers which keys run, so that the same clock is not started twice.  A deadline that is met by an event
is reported as ended even when another instance of the case started it: the host ends what runs and ignores the rest.
"""

from collections.abc import Collection
from typing import Any, cast

from service.clocks import ClockError, DeadlineRule
from service.engine.failures import ElementFailure
from service.engine.reading.elements import Element
from service.engine.step import CaseEvent, DeadlineEnded, DeadlineStarted, Ending


def start(task: Any, element: Element, *, own_events: Collection[str]) -> None:
    """Start the element's deadlines that count from elsewhere, or, once it is done, those that count from itself."""
    for key in element.words("deadlines"):
        rule = _rule(task, key)
        if rule is None:
            continue
        if rule.start in own_events or (not own_events and rule.start not in element.words("event")):
            _start(task, element, rule)


def _rule(task: Any, key: str) -> DeadlineRule | None:
    try:
        return cast(DeadlineRule | None, task.workflow.turn.release.deadline(key))
    except KeyError as error:
        raise ElementFailure(error.args[0]) from error


def _start(task: Any, element: Element, rule: DeadlineRule) -> None:
    """Start the deadline unless its start event has not happened or the same clock already runs."""
    turn, running, key = task.workflow.turn, task.workflow.top_workflow.deadlines, rule.key
    base = turn.event_at(rule.start)
    if base is None or running.get(key) == base.isoformat():
        return
    try:
        due = turn.release.calendar.due(rule, base)
    except ClockError as error:
        raise ElementFailure(f"The deadline {key} has no due time: {error}") from error
    running[key] = base.isoformat()
    turn.journal.deadlines.append(
        DeadlineStarted(key=key, base_at=base, due_at=due.due_at, breach_at=due.breach_at, element=element.id)
    )


def meet(task: Any, event: CaseEvent) -> None:
    """End every deadline that the event meets."""
    for rule in task.workflow.turn.release.deadlines.values():
        if rule.met_by == event.name:
            _end(task, DeadlineEnded(key=rule.key, at=event.at, ending=Ending.COMPLETED))


def end(task: Any, element: Element, ending: Ending) -> None:
    """End the deadlines that the element itself meets by being done, or that fall away with it."""
    turn, running = task.workflow.turn, task.workflow.top_workflow.deadlines
    for key in element.words("deadlines"):
        rule = turn.release.deadlines.get(key)
        if rule is not None and rule.met_by is None and key in running and not _runs_elsewhere(task, key):
            _end(task, DeadlineEnded(key=key, at=turn.now, ending=ending))


def _runs_elsewhere(task: Any, key: str) -> bool:
    """Whether another token still stands at an element with the same deadline, such as that of another child."""
    tokens = (other for scope in task.workflow.top_workflow.scopes() for other in scope.live())
    elements = (getattr(other.task_spec, "element", None) for other in tokens if other is not task)
    return any(key in element.words("deadlines") for element in elements if element is not None)


def _end(task: Any, ended: DeadlineEnded) -> None:
    task.workflow.top_workflow.deadlines.pop(ended.key, None)
    task.workflow.turn.journal.deadlines.append(ended)

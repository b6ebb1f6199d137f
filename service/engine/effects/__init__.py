"""What the properties of an element bring about for the case when a token enters and leaves it.

Of a multi-instance this is done once, for the element as a whole, not for each item.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from service.engine.effects import deadline_runs
from service.engine.expressions import text, truth, value
from service.engine.failures import ElementFailure
from service.engine.moments import as_moment
from service.engine.reading.elements import Element
from service.engine.step import CaseEvent, Ending
from service.engine.turn import Turn

FARTHEST = timedelta(days=36_525)  # no event lies a hundred years away; deadlines from there leave the calendar
_ON_LEAVING = {
    "case_status": "status",
    "case_outcome": "outcome",
    "case_team": "team",
    "case_lead": "lead",
    "case_consent": "consent",
}


def enter(task: Any, element: Element) -> None:
    """Move the case to its stage and start the deadlines that begin here."""
    if stage := text(task, element.expression("case_stage")):
        task.workflow.stage = stage
        task.workflow.turn.journal.case["stage"] = stage
    deadline_runs.start(task, element, own_events=())


def leave(task: Any, element: Element, given: Mapping[str, object]) -> None:
    """Record the element's events, change the case, end the deadlines that it meets."""
    events = _events(task, element, given)
    changes = {field: text(task, element.expression(name), given) for name, field in _ON_LEAVING.items()}
    # nothing above this line changes anything, so that a failure leaves nothing half done
    for event in events:
        task.workflow.turn.record_event(event)
        deadline_runs.meet(task, event)
    task.workflow.turn.journal.case.update({field: found for field, found in changes.items() if found is not None})
    deadline_runs.end(task, element, Ending.COMPLETED)
    if events:
        deadline_runs.start(task, element, own_events=[event.name for event in events])


def withdraw(task: Any, element: Element) -> None:
    """End the deadlines that ran for a token which was taken away."""
    deadline_runs.end(task, element, Ending.CANCELLED)


def _events(task: Any, element: Element, given: Mapping[str, object]) -> list[CaseEvent]:
    names = element.words("event")
    when = element.formula("event_when")
    if not names or (when is not None and not truth(task, when, given)):
        return []
    turn = task.workflow.turn
    at, formula = _when(task), element.formula("event_at")
    if formula is not None:
        moment = as_moment(value(task, formula, given), turn.release.calendar.zone)
        if moment is None:
            raise ElementFailure(f"The event {names[0]} has no time: ={formula.text} is null.")
        if abs(moment - turn.now) > FARTHEST:
            raise ElementFailure(f"The event {names[0]} cannot be of {moment.date().isoformat()}: is the year right?")
        at = moment
    return [CaseEvent(name=name, at=at, element=element.id) for name in names]


def _when(task: Any) -> datetime:
    """Now, or for what starts the process the moment at which it came in."""
    turn: Turn = task.workflow.turn
    begins = task.workflow is task.workflow.top_workflow and task.task_spec.element.kind == "startEvent"
    return turn.received_at if begins and turn.received_at is not None else turn.now

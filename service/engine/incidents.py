"""Tokens that failed: they stay where they are until an operator has them run again."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.failures import ElementFailure
from service.engine.observe import history
from service.engine.step import HistoryState, Incident

FAILURE = "failure"  # internal data: kind of the incident that is open for the token
AT_WORK = "at_work"  # internal data: the token had arrived and failed while the element did its work


def fail(task: Any, failure: ElementFailure, *, at_work: bool) -> None:
    """Stop the token and raise an incident for it."""
    task._set_state(TaskState.ERROR)
    task.internal_data[AT_WORK] = at_work
    history.note(task, HistoryState.ERROR)
    raise_incident(task, failure)


def raise_incident(task: Any, failure: ElementFailure) -> None:
    """Raise an incident for a token that may still be waiting."""
    element = task.task_spec.element
    report(task, failure, process=element.process, element=element.id, name=element.name)


def report(task: Any, failure: ElementFailure, **place: str) -> None:
    """Raise an incident under the token's id, at a place of the diagram: `process`, `element`, `name`."""
    task.internal_data[FAILURE] = failure.kind.value
    task.workflow.turn.journal.incidents.append(
        Incident(id=str(task.id), kind=failure.kind.value, message=failure.message, **place)
    )

"""An operator has a failed element passed over."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.commands import SkipIncident
from service.engine.errors import SkipRefusedError, TaskNotOpenError
from service.engine.incidents import AT_WORK, FAILURE
from service.engine.observe import history
from service.engine.observe.openings import Openings
from service.engine.runner import run_token
from service.engine.specs.catching import CatchEvent
from service.engine.specs.flow_node import SKIPPED
from service.engine.specs.gateways import ChoosingGateway
from service.engine.specs.joins import Join
from service.engine.step import HistoryState
from service.engine.workflow import cancel, is_armed

_READY = TaskState.READY


def skip_incident(instance: Any, command: SkipIncident, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    task = before.incidents.get(command.incident_id)
    if task is None:
        raise TaskNotOpenError(command.incident_id)
    if (refusal := _refusal(task)) is not None:
        raise SkipRefusedError(refusal)
    task.data.update(command.data)
    if command.actor is not None:
        task.internal_data[history.ACTOR] = command.actor
    only_listened = is_armed(task)
    for name in (FAILURE, AT_WORK):
        task.internal_data.pop(name, None)
    if only_listened:
        history.note(task, HistoryState.SKIPPED)
        cancel(task)
    else:
        _pass_over(task)
    return True


def _pass_over(task: Any) -> None:
    task.internal_data[SKIPPED] = True
    task._set_state(_READY)
    if isinstance(task.task_spec, CatchEvent):
        task.task_spec.happened(task)
    run_token(task)


def _refusal(task: Any) -> str | None:
    """Return why nobody can say where the process would go on, or None."""
    spec = task.task_spec
    if getattr(spec, "element", None) is None:
        return "No step has failed here that could be passed over. Move what waits at the gateway to another step."
    if isinstance(spec, ChoosingGateway) and len(spec.outgoing) > 1:
        return f'"{spec.element.name}" decides how it goes on. Correct its data and retry it, or move to another step.'
    if isinstance(spec, Join) and spec.joins and not task.internal_data.get(AT_WORK):
        return f'"{spec.element.name}" waits for others to come. Correct its data and retry it.'
    return None

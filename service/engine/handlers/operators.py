"""Commands of operators: cancel an instance, run a failed element again."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.commands import Cancel, RetryIncident
from service.engine.errors import TaskNotOpenError
from service.engine.failures import FailureKind
from service.engine.incidents import AT_WORK, FAILURE
from service.engine.observe.openings import Openings
from service.engine.runner import run_token
from service.engine.specs.flow_node import ANSWERS
from service.engine.step import InstanceStatus
from service.engine.workflow import cancel

_READY, _FUTURE = TaskState.READY, TaskState.FUTURE


def cancel_instance(instance: Any, command: Cancel, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    if instance.status is not InstanceStatus.RUNNING:
        return False
    instance.status = InstanceStatus.CANCELLED
    instance.completed = True
    for task in instance.live():
        cancel(task)
    return True


def retry_incident(instance: Any, command: RetryIncident, before: Openings) -> bool:  # noqa: ARG001 - as above
    """Lay the data over the variables and run the element again from where it failed."""
    task = before.incidents.get(command.incident_id)
    if task is None:
        raise TaskNotOpenError(command.incident_id)
    task.data.update(command.data)
    if ANSWERS in task.internal_data:
        # answers go over variables, so a wrong answer can only be mended here
        task.internal_data[ANSWERS].update(command.data)
    failure = task.internal_data.pop(FAILURE)
    if failure == FailureKind.STUCK:
        return True
    if task.internal_data.pop(AT_WORK, False) or task.state == TaskState.STARTED:
        task._set_state(_READY)
        run_token(task)
    else:
        task._set_state(_FUTURE)
        task.task_spec._update(task)
    return True

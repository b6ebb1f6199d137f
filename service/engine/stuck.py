"""Scopes in which nothing can happen any more: each becomes an incident, whatever still listens or runs around it."""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.util.task import TaskState

from service.engine.failures import ElementFailure, FailureKind
from service.engine.incidents import FAILURE, report
from service.engine.specs.joins import Join
from service.engine.step import InstanceStatus
from service.engine.workflow import TokenScope, is_armed


def note_stuck(instance: Any) -> None:
    """Raise an incident for each scope that has become stuck, and end that of one which is not any more.

    The incident's id is that of the scope's root.
    """
    for scope in instance.scopes():
        known = scope.task_tree.internal_data
        stuck = instance.status is InstanceStatus.RUNNING and _is_stuck(scope)
        if stuck and FAILURE not in known:
            _report(instance, scope)
        elif not stuck:
            known.pop(FAILURE, None)


def _is_stuck(scope: TokenScope) -> bool:
    """Whether every token waits at a join: then none is left that could come to it.

    What lies in wait brings no token to a join, and neither does an event sub-process, such as an urgent concern.
    """
    tokens = [task for task in scope.live() if not is_armed(task)]
    bringing = [task for task in tokens if not isinstance(task.task_spec, EventSubprocess)]
    joining = all(isinstance(task.task_spec, Join) and task._state == TaskState.WAITING for task in bringing)
    return not scope.completed and joining and bool(bringing or not tokens)


def _report(instance: Any, scope: Any) -> None:
    process = instance.turn.release.processes.get(scope.spec.name)
    if process is None:  # an embedded or event sub-process
        element = scope.holder.task_spec.element
        place = {"process": element.process, "element": element.id, "name": element.name}
    else:
        place = {"process": process.id, "element": process.id, "name": process.name}
    failure = ElementFailure(
        "Nothing can go on here and it is not over: some gateway waits for a token that cannot come.",
        FailureKind.STUCK,
    )
    report(scope.task_tree, failure, **place)

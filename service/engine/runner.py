"""Let an instance run until every token waits for somebody or something outside."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.failures import ElementFailure, FailureKind
from service.engine.incidents import fail
from service.engine.prune import prune
from service.engine.specs.joins import InclusiveGateway

BUDGET = 10_000  # elements that one command may run through; a loop without a wait never ends by itself
PRUNE_EVERY = 200


def run(instance: Any) -> None:
    """Run every token that can go on; failures and exhausted budgets become incidents."""
    for step in range(1, BUDGET + 1):
        task = _next(instance)
        if task is None:
            return
        run_token(task)
        if step % PRUNE_EVERY == 0:
            prune(instance)
    while (task := _next(instance)) is not None:
        message = f"The process ran through {BUDGET:,} elements without waiting for anything. Is there a loop?"
        fail(task, ElementFailure(message, FailureKind.STEP_BUDGET), at_work=True)


def run_token(task: Any) -> None:
    """Run one token, user tasks included."""
    try:
        task.run()
    except ElementFailure as failure:
        fail(task, failure, at_work=True)


def _next(instance: Any) -> Any:
    """Return a token that can go on, innermost scopes first."""
    scopes = instance.scopes()
    for scope in reversed(scopes):
        for task in scope.tasks.values():
            if task._state == TaskState.READY and not task.task_spec.manual:
                return task
    return _overdue(instance) or _settled(scopes)


def _overdue(instance: Any) -> Any:
    """Fire a timer that was due when its token arrived, and return what that brought about."""
    overdue = instance.turn.overdue
    while overdue:
        task = overdue.pop(0)
        if task.state == TaskState.WAITING:
            task.task_spec.fire(task, {})
            return _next(instance)
    return None


def _settled(scopes: list[Any]) -> Any:
    """Return an inclusive join that need not wait any longer, now that nothing else moves."""
    for scope in reversed(scopes):
        for task in list(scope.tasks.values()):
            waiting = task._state == TaskState.WAITING and isinstance(task.task_spec, InclusiveGateway)
            if waiting and task.task_spec.settle(task):
                task._ready()
                return task
    return None

"""Let an instance run until every token waits for somebody or something outside."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.failures import ElementFailure, FailureKind
from service.engine.incidents import fail
from service.engine.prune import prune
from service.engine.specs.joins import InclusiveGateway
from service.engine.timers import due_at

BUDGET = 10_000  # elements that one command may run through; a loop without a wait never ends by itself
PRUNE_EVERY = 200


def run(instance: Any) -> None:
    """Run every token that can go on; failures and exhausted budgets become incidents."""
    budget = BUDGET * max(1, len(instance.turn.overdue))  # each timer that is due begins something of its own
    for step in range(1, budget + 1):
        task = _next(instance)
        if task is None:
            return
        run_token(task)
        if step % PRUNE_EVERY == 0:
            prune(instance)
    while (task := _next(instance)) is not None:
        message = f"The process ran through {BUDGET:,} elements without waiting for anything. Is there a loop?"
        fail(task, ElementFailure(message, FailureKind.STEP_BUDGET), at_work=True)


def can_go_on(instance: Any) -> bool:
    """Whether anything could move without a command from outside."""
    return _next(instance) is not None


def run_token(task: Any) -> None:
    """Run one token, user tasks included."""
    try:
        task.run()
    except ElementFailure as failure:
        fail(task, failure, at_work=True)


def _next(instance: Any) -> Any:
    """Return a token that can go on; when there is none, let the timers that are due bring one about."""
    while True:
        scopes = instance.scopes()
        task = _ready(scopes) or _settled(scopes)
        if task is not None or not _fire_overdue(instance.turn.overdue):
            return task


def _ready(scopes: list[Any]) -> Any:
    """Return a token that can go on, innermost scopes first."""
    for scope in reversed(scopes):
        for task in scope.tasks.values():
            if task._state == TaskState.READY and not task.task_spec.manual:
                return task
    return None


def _fire_overdue(overdue: list[Any]) -> bool:
    """Fire the earliest of the timers that are due; what another event took away in the meantime does not fire.

    The earliest of all: one that was due at ten comes before one that another armed, late, for eleven.
    """
    overdue.sort(key=due_at)
    while overdue:
        task = overdue.pop(0)
        if task.state == TaskState.WAITING:
            task.task_spec.fire(task, {})
            return True
    return False


def _settled(scopes: list[Any]) -> Any:
    """Return an inclusive join that need not wait any longer, now that nothing else moves."""
    for scope in reversed(scopes):
        for task in list(scope.tasks.values()):
            waiting = task._state == TaskState.WAITING and isinstance(task.task_spec, InclusiveGateway)
            if waiting and task.task_spec.settle(task):
                task._ready()
                return task
    return None

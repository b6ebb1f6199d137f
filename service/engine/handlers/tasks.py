"""Commands of people, of time and of messages."""

from typing import Any

from service.engine import timers
from service.engine.commands import CompleteTask, DeliverMessage, FireTimers, RaiseSignal
from service.engine.errors import TaskNotOpenError
from service.engine.observe.history import ACTOR
from service.engine.observe.openings import Openings, openings
from service.engine.runner import run, run_token
from service.engine.specs.flow_node import ANSWERS
from service.engine.specs.propagation import give_signal


def complete_task(instance: Any, command: CompleteTask, before: Openings) -> bool:
    task = _open(before.tasks, command.task_id)
    task.internal_data[ANSWERS] = dict(command.answers)
    if command.actor is not None:
        task.internal_data[ACTOR] = command.actor
    # the person is done, even if mapping the answers fails and has to be run again
    instance.turn.journal.completed.add(command.task_id)
    run_token(task)
    return True


def fire_timers(instance: Any, command: FireTimers, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    """Fire what is due, the earliest first; what an earlier one takes away does not fire."""
    fired = False
    while (task := _earliest_due(instance)) is not None:
        task.task_spec.fire(task, {})
        run(instance)
        fired = True
    return fired


def deliver_message(instance: Any, command: DeliverMessage, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    task = _open(before.messages, command.waiting_id)
    task.task_spec.fire(task, command.payload)
    return True


def raise_signal(instance: Any, command: RaiseSignal, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    return give_signal(instance, command.name, command.payload)


def _open(tasks: dict[str, Any], token_id: str) -> Any:
    if token_id not in tasks:
        raise TaskNotOpenError(token_id)
    return tasks[token_id]


def _earliest_due(instance: Any) -> Any:
    due = [task for task in openings(instance).timers.values() if timers.due_at(task) <= instance.turn.now]
    return min(due, key=timers.due_at, default=None)

"""Commands of people, of time and of messages."""

from typing import Any

from service.engine import timers
from service.engine.commands import CompleteTask, DeliverMessage, FireTimers, RaiseSignal
from service.engine.errors import TaskNotOpenError
from service.engine.observe.history import ACTOR
from service.engine.observe.openings import Openings
from service.engine.runner import run_token
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
    """Hand what is due to the runner, which fires the earliest first."""
    due = [task for task in before.timers.values() if timers.due_at(task) <= instance.turn.now]
    instance.turn.overdue.extend(due)
    return bool(due)


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

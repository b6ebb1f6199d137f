"""What of an instance is open, told from its tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine import timers
from service.engine.incidents import FAILURE
from service.engine.reading.elements import Occasion
from service.engine.specs.service_task import ServiceTask


@dataclass
class Openings:
    """Ids of everything open, by kind, in the order of the tokens."""

    tasks: dict[str, Any] = field(default_factory=dict)
    timers: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, Any] = field(default_factory=dict)
    signals: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, Any] = field(default_factory=dict)
    incidents: dict[str, Any] = field(default_factory=dict)

    @property
    def next_due(self) -> datetime | None:
        return min((timers.due_at(task) for task in self.timers.values()), default=None)


def openings(instance: Any) -> Openings:
    """Return what is open now."""
    found = Openings()
    for scope in instance.scopes():
        if FAILURE in scope.task_tree.internal_data:
            found.incidents[str(scope.task_tree.id)] = scope.task_tree
        for task in scope.live():
            _sort(task, str(task.id), found)
    return found


def _sort(task: Any, token_id: str, found: Openings) -> None:
    if FAILURE in task.internal_data:
        found.incidents[token_id] = task
    state, spec = task._state, task.task_spec
    if state == TaskState.READY and spec.manual:
        found.tasks[token_id] = task
    elif state == TaskState.STARTED and isinstance(spec, ServiceTask):
        found.calls[token_id] = task
    elif state == TaskState.WAITING:
        _sort_waiting(task, token_id, found)


def _sort_waiting(task: Any, token_id: str, found: Openings) -> None:
    kinds = {Occasion.TIMER: found.timers, Occasion.MESSAGE: found.messages, Occasion.SIGNAL: found.signals}
    kind = kinds.get(task.task_spec.element.event.occasion)
    if kind is not None:
        kind[token_id] = task

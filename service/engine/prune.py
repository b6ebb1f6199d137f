"""Forget finished tokens, so that an instance's state and cost do not grow with its age."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from service.engine.specs.gateways import EventBasedGateway
from service.engine.workflow import LIVE

_HOLDERS = (BoundaryEventSplit, EventBasedGateway)


def prune(top: Any) -> None:
    """Keep what is live and what binds live tokens to each other: splits, event gateways, roots."""
    for scope in top.scopes():
        _prune_scope(scope)


def _prune_scope(scope: Any) -> None:
    root, tasks = scope.task_tree, scope.tasks
    live = [task for task in tasks.values() if task._state & LIVE]
    wanted = {task.id for task in live}
    for task in live:
        parent = tasks.get(task._parent)
        if parent is not None and isinstance(parent.task_spec, _HOLDERS):
            wanted.add(parent.id)
    wanted.discard(root.id)
    # in the order in which they came into being: parents before children
    kept = {token_id: task for token_id, task in tasks.items() if token_id in wanted}
    scope.tasks = {root.id: root, **kept}
    root._children = []
    for task in kept.values():
        task._children = []
    for task in kept.values():
        parent = kept.get(task._parent, root)
        task._parent = parent.id
        parent._children.append(task.id)
    scope.last_task = None

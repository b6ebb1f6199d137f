"""Save and restore a running process: versioned JSON, without specification and without finished tokens.

    {"format": 1, "library": "3.2.0", "release": digest, "process": id, "status": …, "deadlines": {…},
     "scopes": [{"holder": token id or null, "start": id, "stage": …, "variables": {…} or null, "tokens": [...]}]}

A scope stands after the scope that holds it.  `variables` is null where a scope shares its holder's.  A token is
[id, place of its parent in the list or -1, state, name of its spec, internal data].  All values go through
`feel.to_json`, so that dates and decimals survive and no key that a person may send means anything to us.
"""

import json
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task

from service import feel
from service.engine.errors import StateUnreadableError
from service.engine.overrides import ITEM, SUPPORTED
from service.engine.prune import prune
from service.engine.release import Release
from service.engine.specs.sub_process import CallActivity
from service.engine.step import InstanceStatus
from service.engine.turn import Turn
from service.engine.variables import Variables, scope
from service.engine.workflow import ProcessInstance

FORMAT = 1
# around the values of a token stand a few contexts of our own: what was let in must always fit
DEPTH = feel.MAX_DEPTH + 10


def save(instance: ProcessInstance) -> bytes:
    """Return the state, pruned."""
    prune(instance)
    document = {
        "format": FORMAT,
        "library": SUPPORTED,
        "release": instance.turn.release.digest,
        "process": instance.spec.name,
        "status": instance.status.value,
        "deadlines": instance.deadlines,
        "scopes": [_scope_to_json(instance, found) for found in instance.scopes()],
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def restore(release: Release, state: bytes, turn: Turn) -> ProcessInstance:
    """Return the instance that was saved.

    :raises StateUnreadableError: another format, library version or release, or damaged.  The bytes are left alone.
    """
    document = _document(state)
    if document.get("release") != release.digest:
        raise StateUnreadableError("The state belongs to another release than the one it was to run with.")
    try:
        return _instance(release, document, turn)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise StateUnreadableError(f"The state is damaged: {type(error).__name__} {error}.") from error


def _document(state: bytes) -> dict[str, Any]:
    try:
        document = json.loads(state)
    except (ValueError, RecursionError) as error:
        raise StateUnreadableError("The state is not JSON.") from error
    written = (document.get("format"), document.get("library")) if isinstance(document, dict) else None
    if written != (FORMAT, SUPPORTED):
        raise StateUnreadableError(f"The state was written as {written}; this version reads {(FORMAT, SUPPORTED)}.")
    found: dict[str, Any] = document
    return found


def _scope_to_json(instance: ProcessInstance, found: Any) -> dict[str, Any]:
    tasks = list(found.tasks.values())
    places = {task.id: place for place, task in enumerate(tasks)}
    holder = getattr(found, "parent_task_id", None)
    own = found is instance or isinstance(found.holder.task_spec, CallActivity)
    return {
        "holder": None if holder is None else str(holder),
        "start": found.start_event,
        "stage": found.stage,
        "completed": found.completed,
        "variables": feel.to_json(dict(found.data.own), depth=DEPTH, size=None) if own else None,
        "tokens": [_token_to_json(task, places) for task in tasks],
    }


def _token_to_json(task: Task, places: dict[UUID, int]) -> list[Any]:
    internal = feel.to_json(task.internal_data, depth=DEPTH, size=None) if task.internal_data else 0
    return [task.id.hex, places.get(task._parent, -1), task._state, task.task_spec.name, internal]


def _instance(release: Release, document: dict[str, Any], turn: Turn) -> ProcessInstance:
    instance = ProcessInstance(release.specs[document["process"]], turn, deserializing=True)
    instance.status = InstanceStatus(document["status"])
    instance.deadlines = dict(document["deadlines"])
    outermost, *inner = document["scopes"]
    _restore_scope(instance, outermost)
    for entry in inner:
        _restore_scope(instance, entry)
    return instance


def _restore_scope(instance: ProcessInstance, entry: dict[str, Any]) -> None:
    found: Any = instance
    holder: Any = None
    if entry["holder"] is not None:
        holder = instance.find(UUID(entry["holder"]))
        found = instance.open_scope(holder, holder.task_spec.inner_spec(holder), deserializing=True)
    found.start_event, found.stage, found.completed = entry["start"], entry["stage"], entry["completed"]
    found.data = holder.data if entry["variables"] is None else scope(_values(entry["variables"]))
    tasks: list[Task] = []
    for token in entry["tokens"]:
        tasks.append(_restore_token(found, token, tasks))
    found.task_tree = tasks[0]


def _restore_token(found: Any, token: list[Any], tasks: list[Task]) -> Task:
    token_id, place, state, name, internal = token
    parent = tasks[place] if place >= 0 else None
    task = Task(found, found.spec.task_specs[name], parent, state=int(state), id=UUID(token_id))
    if internal:
        task.internal_data = _values(internal)
    own = task.internal_data.get(ITEM)
    task.data = found.data if own is None else _around(parent, found).within(own)
    return task


def _around(parent: Task | None, found: Any) -> Variables:
    around: Variables = found.data if parent is None else parent.data
    return around


def _values(document: object) -> dict[str, Any]:
    values = feel.from_json(document, depth=DEPTH)
    if not isinstance(values, dict):
        raise TypeError(f"expected variables, found {document!r}")
    return values

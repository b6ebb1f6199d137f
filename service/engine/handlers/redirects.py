"""An operator moves one token to another element."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.commands import Redirect
from service.engine.errors import RedirectRefusedError, UnknownElementError
from service.engine.incidents import FAILURE
from service.engine.observe import history
from service.engine.observe.openings import Openings, openings
from service.engine.redirecting import sources, targets
from service.engine.runner import run, run_token
from service.engine.specs.flow_node import FlowNode
from service.engine.stuck import note_stuck
from service.engine.workflow import cancel

_FUTURE = TaskState.FUTURE


def redirect(instance: Any, command: Redirect, before: Openings) -> bool:
    token = sources.token_of(instance, command.from_id)
    spec = _target(token, command.to)
    scope = token.workflow
    scope.data.update(command.data)
    # the new token comes first: a deadline of both elements runs on
    _begin(scope, spec)
    _take_away(token, command.actor)
    run(instance)
    _require_sound(instance, scope, before)
    return True


def _target(token: Any, element: str) -> FlowNode:
    """:raises RedirectRefusedError: by the diagram, the token cannot be moved there."""
    spec = targets.find(token, element)
    refusal = sources.refusal(token)
    if spec is None:
        refusal = refusal or targets.elsewhere(token, element, token.workflow.turn.release)
        if refusal is None:
            process = token.task_spec.element.process
            raise UnknownElementError(f'The release has no element "{element}" in "{process}".')
    refusal = refusal or targets.refusal(token, spec)
    if refusal is not None:
        raise RedirectRefusedError(refusal)
    found: FlowNode = spec
    return found


def _begin(scope: Any, spec: FlowNode) -> None:
    entry = targets.entry(spec)
    token = scope.task_tree._add_child(entry, _FUTURE)
    entry._update(token)
    if entry is not spec:
        run_token(token)  # the boundary events begin to wait, and the activity begins


def _take_away(token: Any, actor: str | None) -> None:
    scope = token.workflow
    for each in sources.group_of(token):
        if actor is not None:
            each.internal_data[history.ACTOR] = actor
        cancel(each)
    scope.release_boundary_of(token)


def _require_sound(instance: Any, scope: Any, before: Openings) -> None:
    """:raises RedirectRefusedError: something fails, or nothing can go on any more."""
    note_stuck(instance)
    if FAILURE in scope.task_tree.internal_data and not scope.completed:
        raise RedirectRefusedError("Nothing could go on after that: what is left waits for what cannot come.")
    failed = openings(instance).incidents.keys() - before.incidents.keys()
    for incident in instance.turn.journal.incidents:
        if incident.id in failed:
            raise RedirectRefusedError(f'"{incident.name}" would fail: {incident.message}')

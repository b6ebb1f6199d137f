"""Which token is meant, what goes with it, and why it cannot be taken away."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from service.engine.errors import RedirectRefusedError, TaskNotOpenError
from service.engine.incidents import FAILURE
from service.engine.specs.gateways import EventBasedGateway
from service.engine.specs.joins import Join
from service.engine.specs.multi_instance import MultiInstance
from service.engine.specs.sub_process import EventSubProcess
from service.engine.workflow import LIVE, is_armed


def standing(instance: Any) -> Iterator[Any]:
    """Yield every token that stands at an element, failed listeners included; those that only lie in wait are not."""
    for scope in instance.scopes():
        for token in scope.live():
            if token is not scope.task_tree and (not is_armed(token) or FAILURE in token.internal_data):
                yield token


def token_of(instance: Any, token_id: str) -> Any:
    """Return the token; of a scope that is stuck, the only one that waits in it.

    :raises TaskNotOpenError: none stands under the id.
    :raises RedirectRefusedError: several wait in a scope that is stuck.
    """
    found = instance.find(_as_id(token_id))
    if found is None or not (found._state & LIVE or FAILURE in found.internal_data):
        raise TaskNotOpenError(token_id)
    if found is not found.workflow.task_tree:
        return found
    waiting = [token for token in found.workflow.live() if waits_at_join(token)]
    if len(waiting) != 1:
        raise RedirectRefusedError("Several steps wait for each other here. Say which one is to move.")
    return waiting[0]


def waits_at_join(token: Any) -> bool:
    return isinstance(token.task_spec, Join) and token._state == TaskState.WAITING


def group_of(token: Any) -> list[Any]:
    """Return the token and those that go with it: the other events behind an event gateway."""
    gateway = token.parent
    if gateway is None or not isinstance(gateway.task_spec, EventBasedGateway) or token._state == TaskState.COMPLETED:
        return [token]
    return [token, *(other for other in gateway.children if other is not token and other._state & LIVE)]


def refusal(token: Any) -> str | None:
    """Return why the token cannot be taken away, or None."""
    name = f'"{token.task_spec.element.name}"'
    if is_armed(token):
        return f"{name} only waits beside other steps. Retry it, or skip it."
    if is_item(token):
        return f"{name} is done for each of several items. Only all of them together can be moved."
    if isinstance(token.task_spec, EventSubProcess):
        return f"{name} began because something happened, not by the course of the process. It cannot be moved."
    return None


def is_item(token: Any) -> bool:
    return token.parent is not None and isinstance(token.parent.task_spec, MultiInstance)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

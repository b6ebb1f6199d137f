"""Messages: by which keys they find their way, and to whom one is routed.  SpiffWorkflow's correlation is not used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service import feel
from service.engine.expressions import Given, value
from service.engine.failures import ElementFailure, FailureKind
from service.engine.reading.elements import Element, Expression
from service.engine.step import AwaitedMessage

PREFIX = "correlate."
CASE = "case"


def keys_of(task: Any, element: Element, given: Given | None = None) -> dict[str, str]:
    """Return the keys of the element's message: its `correlate.…` properties, else the case's reference.

    :raises ElementFailure: when a key is null, because it would then fit nothing or everything.
    """
    wanted = {name.removeprefix(PREFIX): text for name, text in element.properties.items() if name.startswith(PREFIX)}
    if not wanted:
        reference = task.workflow.turn.case.get("reference")
        return {} if reference is None else {CASE: str(reference)}
    keys = {}
    for key, formula in wanted.items():
        found = value(task, Expression(formula.strip().removeprefix("=")), given)
        if found is None:
            raise ElementFailure(f"The message key {key} ({formula}) is null.", FailureKind.MESSAGE)
        keys[key] = feel.to_text(found)
    return keys


@dataclass(frozen=True, kw_only=True)
class StartsProcess:
    """A message start event of the release."""

    process: str
    event: str


Route = AwaitedMessage | StartsProcess | None


def route_message(
    message: str,
    keys: Mapping[str, str],
    *,
    awaited: Sequence[AwaitedMessage],
    starts: Iterable[tuple[str, StartsProcess]],
) -> Route:
    """Return the one receiver of a message: who waits for it longest, else the process it starts, else None (keep it).

    `awaited`: in the order in which they began to wait; `starts`: pairs of message name and start event.
    """
    for waiting in awaited:
        if waiting.message == message and dict(waiting.keys) == dict(keys):
            return waiting
    return next((start for name, start in starts if name == message), None)

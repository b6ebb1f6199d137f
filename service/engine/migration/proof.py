"""The proof that a process has moved as a whole: it is read again under the new release, and rests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from service.clocks import VirtualClock
from service.engine.advance import advance
from service.engine.commands import RaiseSignal
from service.engine.errors import StateUnreadableError
from service.engine.facts import Facts
from service.engine.migration.turns import turn_with
from service.engine.observe.openings import Openings
from service.engine.release import Release
from service.engine.runner import can_go_on
from service.engine.state import restore, save
from service.engine.step import Step

_NOBODY = ""  # no signal has this name


def faults(step: Step, before: Openings, release: Release, *, facts: Facts, now: datetime) -> Iterator[str]:
    """Yield a sentence for everything that is not as it should be."""
    if step.closed or step.calls_ended:
        closed = {ended.id for ended in (*step.closed, *step.calls_ended)}
        names = [token.task_spec.element.name for key, token in _open(before) if key in closed]
        yield f"{', '.join(names)} would be closed in the new release."
    try:
        instance = restore(release, step.state, turn_with(release, now, facts))
    except StateUnreadableError as error:
        yield f"The new state cannot be read: {error}"
        return
    if save(instance) != step.state:
        yield "The new state is not read as it was written."
    if can_go_on(instance):
        yield "The process would go on by itself in the new release."
    quiet = advance(release, step.state, RaiseSignal(name=_NOBODY), clock=VirtualClock(now), facts=facts)
    if quiet.changed or quiet.next_due != step.next_due:
        yield "The process does not rest in the new release."


def _open(before: Openings) -> Iterator[tuple[str, Any]]:
    yield from before.tasks.items()
    yield from before.calls.items()

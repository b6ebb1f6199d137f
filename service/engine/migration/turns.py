"""A turn that asks as of a moment, outside any command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from service.engine.facts import Facts
from service.engine.host_functions import HostFunctions
from service.engine.release import Release
from service.engine.turn import Turn


def turn_with(release: Release, now: datetime, facts: Facts) -> Turn:
    turn = Turn(release=release, now=now, facts=facts)
    turn.functions = HostFunctions(turn).table()
    return turn


@contextmanager
def asking_as_of(instance: Any, moment: datetime | None) -> Iterator[None]:
    """Let the instance's expressions be asked as of the moment (None: as of its turn)."""
    turn: Turn = instance.turn
    if moment is not None:
        instance.turn = turn_with(turn.release, moment, turn.facts)
        instance.turn.allowance = turn.allowance
    try:
        yield
    finally:
        instance.turn = turn

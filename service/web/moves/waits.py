"""Moves that are under way, and end when another release becomes the current one."""

from collections.abc import Sequence

from service.pathways.queries.running_releases import WaitingMove
from service.web.impact.present import processes


def waits_texts(waiting: Sequence[WaitingMove]) -> tuple[str, ...]:
    """One sentence for each release that processes wait to move to; before anybody chose what becomes of them."""
    return tuple(f"{_waits(each)}. {_they(each)} not, unless you move running cases." for each in waiting)


def fate_of(waiting: Sequence[WaitingMove], to: int | None) -> tuple[str, ...]:
    """The same, once it is chosen: they move to this release (None: to none)."""
    if to is None:
        return tuple(f"{_waits(each)}; {_they(each).lower()} not." for each in waiting)
    elsewhere = [each for each in waiting if each.number != to]
    return tuple(
        f"{_waits(each)}; {_they(each).lower()} move to release {to} instead, where that is possible."
        for each in elsewhere
    )


def _waits(each: WaitingMove) -> str:
    verb = "waits" if each.processes == 1 else "wait"
    return f"{processes(each.processes)} {verb} to move to release {each.number}"


def _they(each: WaitingMove) -> str:
    return "It will" if each.processes == 1 else "They will"

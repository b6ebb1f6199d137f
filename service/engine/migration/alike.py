"""When an event is taken for one with another id: both wait for the same under the same name, drawn anew."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from service.engine.reading.elements import Element, Occasion, TimerKind

Old = TypeVar("Old")
New = TypeVar("New")


class Likeness(NamedTuple):
    """What an event has to have in common with another one to be taken for it, beside the place where it waits."""

    name: str
    interrupting: bool
    occasion: Occasion
    waits_for: str | None  # name of the message or signal, code of the error or escalation
    timer: TimerKind | None


def likeness(element: Element) -> Likeness:
    event = element.event
    return Likeness(element.name, element.interrupting, event.occasion, event.name, event.timer)


def drawn_anew(
    gone: Sequence[Old], come: Sequence[New], alike: Callable[[Old, New], bool]
) -> Iterator[tuple[Old, New]]:
    """Yield what took the place of what: of two that are alike, neither does."""
    pairs = [(old, new) for old in gone for new in come if alike(old, new)]
    for old, new in pairs:
        if sum(one is old or other is new for one, other in pairs) == 1:
            yield old, new

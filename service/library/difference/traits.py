"""Properties by which two versions of a thing are held against each other, and the sentences for each.

Sentences are patterns: {it} the thing, {before} and {after} the property in words.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from service.library.difference.model import Detail, Sentence, Weight
from service.library.difference.side import Side, Sides
from service.library.difference.speech import SAME_NAME, capital, joined, raw

T = TypeVar("T")
C = TypeVar("C", contravariant=True)


def unspoken(_thing: object, _side: Side) -> None:
    """There are no words for the property: the sentence only says that it has changed."""


@dataclass(frozen=True, kw_only=True)
class Trait(Generic[T]):
    """A property with one value.  `say`: the value in words, "" for none, None when there are no words for it."""

    what: str
    weight: Weight
    read: Callable[[T], object]
    otherwise: str  # when it cannot be said what was and what is; "" leaves the sentence to another section
    say: Callable[[T, Side], str | None] = unspoken
    changed: str = ""
    gained: str = ""
    lost: str = ""

    def compare(self, before: T, after: T, *, sides: Sides, it: str) -> Detail | None:
        old, new = self.read(before), self.read(after)
        if old == new:
            return None
        was, is_now = self.say(before, sides.before), self.say(after, sides.after)
        text = self._pattern(was, is_now).format(it=it, before=SAME_NAME if was == is_now else was, after=is_now)
        return Detail(
            what=self.what,
            before=was or raw(old),
            after=is_now or raw(new),
            sentences=(Sentence(text=capital(text), weight=self.weight),) if text else (),
        )

    def _pattern(self, was: str | None, is_now: str | None) -> str:
        if was is None or is_now is None or not (was or is_now):
            return self.otherwise
        if not was:
            return self.gained or self.otherwise
        return (self.changed if is_now else self.lost) or self.otherwise


@dataclass(frozen=True, kw_only=True)
class Several(Generic[T]):
    """A property with any number of values; {one} is the value that has come or gone."""

    what: str
    weight: Weight
    read: Callable[[T], Collection[str]]
    gained: str
    lost: str
    say: Callable[[str, Side], str] = lambda value, _: f'"{value}"'

    def compare(self, before: T, after: T, *, sides: Sides, it: str) -> Detail | None:
        old, new = self.read(before), self.read(after)
        if old == new:
            return None
        texts = [
            *(self.gained.format(it=it, one=self.say(each, sides.after)) for each in new if each not in old),
            *(self.lost.format(it=it, one=self.say(each, sides.before)) for each in old if each not in new),
        ] or [f"{it}: {self.what} in another order."]
        return Detail(
            what=self.what,
            before=joined(self.say(each, sides.before) for each in old),
            after=joined(self.say(each, sides.after) for each in new),
            sentences=tuple(Sentence(text=capital(text), weight=self.weight) for text in texts),
        )


class Comparable(Protocol[C]):
    """A property, of whatever shape, of which two versions can be held against each other."""

    def compare(self, before: C, after: C, *, sides: Sides, it: str) -> Detail | None:
        """Return how it differs, told of {it}; None when it does not."""


def details(traits: Iterable[Comparable[T]], before: T, after: T, *, sides: Sides, it: str) -> tuple[Detail, ...]:
    """Return the properties that differ, in the order of the traits."""
    found = (trait.compare(before, after, sides=sides, it=it) for trait in traits)
    return tuple(detail for detail in found if detail is not None)

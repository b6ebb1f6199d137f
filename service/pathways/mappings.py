"""What takes the place of what when processes move: kept as JSON, one move after another, and turned round."""

from collections import Counter
from collections.abc import Callable, Mapping

from service.engine.migration import Place
from service.models import Json

Mapped = Mapping[Place, Place]


def stored(mapping: Mapped) -> Json:
    """As "process/element" by "process/element"."""
    return {"/".join(old): "/".join(new) for old, new in mapping.items()}


def read(kept: Mapping[str, object]) -> dict[Place, Place]:
    return {_place(old): _place(str(new)) for old, new in kept.items()}


def followed_by(first: Mapped, then: Mapped) -> dict[Place, Place]:
    """Return what took the place of what in two moves, one after the other."""
    kept = {old: new for old, new in then.items() if old not in first}
    return kept | {old: then.get(new, new) for old, new in first.items()}


def turned_round(mapping: Mapped, *, is_there: Callable[[Place], bool]) -> dict[Place, Place]:
    """Return the way back, of what may have come from one element only.

    `is_there`: whether the release that is gone back to has the element; what it has, and nothing took the place of,
    may always have come from itself.
    """
    came = {old: new for old, new in mapping.items() if is_there(old)}
    times = Counter(came.values())
    return {new: old for old, new in came.items() if times[new] == 1 and (new in came or not is_there(new))}


def _place(text: str) -> Place:
    process, _, element = text.partition("/")
    return Place(process, element)

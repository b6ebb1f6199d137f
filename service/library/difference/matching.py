"""Finding the thing before that a thing after is a version of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def pairs(before: Mapping[K, V], after: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """Yield what stands under each key, in the order of `after`; what has gone comes last."""
    for key in dict.fromkeys([*after, *before]):
        yield key, before.get(key), after.get(key)


def matched(
    before: Sequence[V], after: Sequence[V], *, id_of: Callable[[V], object], alike: Callable[[V], object]
) -> Iterator[tuple[V | None, V | None]]:
    """Yield versions in pairs: by id, else the first that is alike, since an editor may have made it anew."""
    known = {id_of(each): each for each in before}
    same = known.keys() & {id_of(each) for each in after}
    left = [each for each in before if id_of(each) not in same]
    for each in after:
        old = known.get(id_of(each)) or next((old for old in left if alike(old) == alike(each)), None)
        if old in left:
            left.remove(old)
        yield old, each
    yield from ((each, None) for each in left)

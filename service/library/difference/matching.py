"""Finding the thing before that a thing after is a version of."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def pairs(before: Mapping[K, V], after: Mapping[K, V]) -> Iterator[tuple[K, V | None, V | None]]:
    """Yield what stands under each key, in the order of `after`; what has gone comes last."""
    for key in dict.fromkeys([*after, *before]):
        yield key, before.get(key), after.get(key)

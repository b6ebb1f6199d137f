"""Two runs of the same story side by side: which lines of the timelines are only in one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from service.simulator.timeline import Entry


class Way(StrEnum):
    """How the result of a story changed.  The first three, and one that is new, are changes."""

    NOW_FAILS = "now fails"
    NOW_PASSES = "now passes"
    OTHER_WAY = "other way"  # the same result: other steps, other days
    NEW = "new"  # nothing to compare it with
    SAME = "same"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One line of each timeline; None where the other one has nothing like it."""

    before: Entry | None
    after: Entry | None

    @property
    def differs(self) -> bool:
        return self.before is None or self.after is None


def way_of(before: bool | None, after: bool, *, differs: bool) -> Way:  # noqa: FBT001 - whether each run passed
    """`before` None: there was no such story."""
    if before is None:
        return Way.NEW
    if before != after:
        return Way.NOW_PASSES if after else Way.NOW_FAILS
    return Way.OTHER_WAY if differs else Way.SAME


def aligned(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[Pair]:
    """Yield the lines of both, those that are equal (moment, kind and text) beside each other, in their order."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (Pair(before=one, after=other) for one, other in zip(before[i1:i2], after[j1:j2], strict=True))
        else:
            left = [Pair(before=entry, after=None) for entry in before[i1:i2]]
            right = [Pair(before=None, after=entry) for entry in after[j1:j2]]
            yield from sorted([*left, *right], key=_moment)  # stable: of one moment what was stands first


def _moment(pair: Pair) -> str:
    entry = pair.before or pair.after
    return entry.at.isoformat() if entry is not None else ""

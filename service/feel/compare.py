"""Equality and order of FEEL values (DMN 1.5, 10.3.2.13): None where two values cannot be compared."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from service.feel.errors import LimitReachedError
from service.feel.values import Kind, Range, kind_of

Tick = Callable[[int], None]

_PLAIN = frozenset({int, str})
_ORDERED = frozenset({Kind.NUMBER, Kind.STRING, Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.DAYS, Kind.MONTHS})
_MOST_PAIRS = 200_000
_PAIRS_A_STEP = 4
_FIRST_MOMENT = dt.datetime.min  # noqa: DTZ901 - subtracted from wall clocks, which have no zone either


def equal(left: object, right: object, tick: Tick | None = None) -> bool | None:
    """`left = right`; None when the kinds differ (and neither is null).  `tick` counts the work as steps."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return left == right
    return _Comparison(tick).equal(left, right)


class _Comparison:
    """Counts the pairs it looks at, because shared elements can make a small value very large."""

    def __init__(self, tick: Tick | None) -> None:
        self.pairs = 0
        self._tick = tick

    def equal(self, left: object, right: object) -> bool | None:
        self.pairs += 1
        if self.pairs > _MOST_PAIRS:
            raise LimitReachedError("values too large to compare")
        if self._tick is not None and self.pairs % _PAIRS_A_STEP == 0:
            self._tick(1)
        if left is None or right is None:
            return left is right
        kind = kind_of(left)
        if kind is not kind_of(right) or kind is Kind.UNKNOWN:
            return None
        return self._same_kind(kind, left, right)

    def _same_kind(self, kind: Kind, left: object, right: object) -> bool | None:
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            return self._contexts(left, right)
        if kind is Kind.LIST and isinstance(left, Sequence) and isinstance(right, Sequence):
            return self._lists(left, right)
        if isinstance(left, Range) and isinstance(right, Range):
            return self._ranges(left, right)
        if kind in {Kind.TIME, Kind.DATE_TIME}:
            one, two = instant(left), instant(right)
            return None if one is None or two is None or _is_aware(one) != _is_aware(two) else one == two
        return left == right

    def _contexts(self, left: Mapping[str, object], right: Mapping[str, object]) -> bool | None:
        if left.keys() != right.keys():
            return False
        return self._all((left[key], right[key]) for key in left)

    def _lists(self, left: Sequence[object], right: Sequence[object]) -> bool | None:
        if len(left) != len(right):
            return False
        return self._all(zip(left, right, strict=True))

    def _ranges(self, left: Range, right: Range) -> bool | None:
        if (left.start_included, left.end_included) != (right.start_included, right.end_included):
            return False
        return self._all(((left.start, right.start), (left.end, right.end)))

    def _all(self, pairs: Iterable[tuple[object, object]]) -> bool:
        # elements that cannot be compared are simply not equal
        return all(self.equal(left, right) is True for left, right in pairs)


def same(left: object, right: object, tick: Tick | None = None) -> bool:
    """Equal, and of the same kind."""
    return equal(left, right, tick) is True


def less(left: object, right: object) -> bool | None:
    """`left < right`; None when there is no order between them."""
    kind = kind_of(left)
    if kind is not kind_of(right) or kind not in _ORDERED:
        return None
    if kind in {Kind.TIME, Kind.DATE_TIME}:
        left, right = instant(left), instant(right)
    try:
        return left < right  # type: ignore[operator, no-any-return]  # both are of one ordered kind
    except TypeError:  # a time with a zone against one without
        return None


def at_most(left: object, right: object) -> bool | None:
    """`left <= right`; None when there is no order between them."""
    more = less(right, left)
    return None if more is None else not more


def instant(value: object) -> object:
    """What decides about order: of aware times the span to one moment of UTC.

    Python compares the wall clocks of two times of one zone, and cannot move the first and last hours of the calendar.
    """
    if isinstance(value, dt.datetime) and (offset := value.utcoffset()) is not None:
        return value.replace(tzinfo=None) - _FIRST_MOMENT - offset
    if isinstance(value, dt.time) and value.tzinfo is not None:
        offset = value.utcoffset()
        if offset is None:  # a zone whose offset depends on the day: its winter time stands for all
            offset = value.tzinfo.utcoffset(dt.datetime(1970, 1, 1)) or dt.timedelta()  # noqa: DTZ001 - any winter day
        span = dt.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
        return span - offset
    return value


def _is_aware(value: object) -> bool:
    return isinstance(value, dt.timedelta) or (isinstance(value, dt.datetime) and value.tzinfo is not None)


def contains(bounds: Range, value: object) -> bool | None:
    """Whether the value lies in the range; None when it cannot be compared with a bound."""
    if value is None or (bounds.start is None and bounds.end is None):
        return None
    above = _above(bounds, value)
    if above is False:
        return False
    below = _below(bounds, value)
    if below is False:
        return False
    return None if above is None or below is None else True


def _above(bounds: Range, value: object) -> bool | None:
    if bounds.start is None:
        return True if not bounds.start_included else None
    return at_most(bounds.start, value) if bounds.start_included else less(bounds.start, value)


def _below(bounds: Range, value: object) -> bool | None:
    if bounds.end is None:
        return True if not bounds.end_included else None
    return at_most(value, bounds.end) if bounds.end_included else less(value, bounds.end)

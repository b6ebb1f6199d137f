"""Values as JSON and back."""

import datetime as dt
import json
import time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import feel

ZONES = st.sampled_from([dt.UTC, ZoneInfo("Europe/London"), dt.timezone(dt.timedelta(hours=5, minutes=30))])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
    st.text(),
    st.dates(),
    st.times(),
    st.integers(-2 * 10**9, 7 * 10**9).flatmap(
        lambda second: ZONES.map(lambda zone: dt.datetime.fromtimestamp(second, zone))
    ),
    st.timedeltas(),
    st.integers(-10_000, 10_000).map(feel.YearsMonths),
)
KEYS = st.one_of(st.text(max_size=5), st.sampled_from(["@feel", "@@feel", "@feeling", "feel", "@", "value"]))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_stored_comes_back_as_it_was(value):
    text = json.dumps(feel.to_json(value))

    restored = feel.from_json(json.loads(text))

    assert feel.evaluate("restored = value", {"restored": restored, "value": value}) is True
    assert feel.kind_of(restored) is feel.kind_of(value)


def test_a_date_is_tagged():
    assert feel.to_json(dt.date(2026, 12, 14)) == {"@feel": "date", "value": "2026-12-14"}


def test_plain_values_stand_for_themselves():
    assert feel.to_json({"a": [1, "x", True, None]}) == {"a": [1, "x", True, None]}


def test_a_context_that_looks_like_a_tag_is_kept():
    tricky = {"@feel": "date", "value": "2026-12-14"}

    stored = feel.to_json(tricky)

    assert stored == {"@@feel": "date", "value": "2026-12-14"}
    assert feel.from_json(stored) == tricky


def test_a_range_comes_back():
    value = feel.Range(1, Decimal("2.5"), start_included=True, end_included=False)

    assert feel.from_json(json.loads(json.dumps(feel.to_json(value)))) == value


def test_the_hour_that_autumn_repeats_keeps_its_instant():
    second = dt.datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1)

    restored = feel.from_json(feel.to_json(second))

    assert restored.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


def test_a_decimal_keeps_its_digits():
    assert str(feel.from_json(feel.to_json(Decimal("1.50")))) == "1.50"


def test_a_float_of_foreign_json_becomes_the_decimal_that_was_written():
    assert feel.from_json({"amount": 0.1}) == {"amount": Decimal("0.1")}


@pytest.mark.parametrize("value", [0.1, object(), {1: 2}, feel.Function("f", (), lambda: None), b"x"])
def test_what_cannot_be_stored_is_refused(value):
    with pytest.raises(TypeError):
        feel.to_json(value)


@pytest.mark.parametrize(
    "stored",
    [
        {"@feel": "date", "value": "nonsense"},
        {"@feel": "secret", "value": "x"},
        {"@feel": "date"},
        {"@feel": "days and time duration", "value": "P1Y"},
        {"@feel": 5, "value": "x"},
    ],
)
def test_a_tag_that_cannot_be_read_is_refused(stored):
    with pytest.raises(ValueError, match="no stored value"):
        feel.from_json(stored)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+6145"),
        Decimal("1E-6177"),
        10**5_000,
        "half \ud800",
        {"half \ud800": 1},
        nested(101),
        nested(10_000),
    ],
    ids=["nan", "infinity", "large", "small", "int", "text", "key", "deep", "deeper"],
)
def test_what_could_not_be_read_back_is_not_written(value):
    with pytest.raises(TypeError):
        feel.to_json(value)


@pytest.mark.parametrize(
    "value",
    [Decimal("9.999E+6144"), Decimal("1E-6176"), 10**4_000, nested(100), dt.timedelta.min, dt.timedelta.max],
    ids=["large", "small", "int", "deep", "shortest", "longest"],
)
def test_the_utmost_values_come_back(value):
    assert feel.from_json(json.loads(json.dumps(feel.to_json(value)))) == value


@pytest.mark.parametrize("stored", ["[1e400]", "NaN", '"\\ud800"', '{"\\ud800": 1}', "[" * 200 + "]" * 200])
def test_json_that_is_no_feel_value_is_refused_on_the_way_in(stored):
    with pytest.raises(ValueError, match=r"number|character|inside each other"):
        feel.from_json(json.loads(stored))


def test_a_caller_may_allow_more_depth_for_what_it_wraps_around():
    value = {"wrapped": nested(100)}

    assert feel.from_json(feel.to_json(value, depth=101), depth=101) == value


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..30 return {a: partial, b: partial}",
        "{f: function(s, n) if n = 0 then s else f([s, s], n - 1), r: f([1], 30)}.r",
        "for i in 1..9999 return long",
    ],
)
def test_what_is_small_in_memory_and_endless_when_written_is_refused_at_once(text):
    value = feel.evaluate(text, {"long": "a" * 100_000})
    assert value is not None
    started = time.thread_time()

    with pytest.raises(TypeError, match="millions of characters"):
        feel.to_json(value)

    assert time.thread_time() - started < 4


def test_lists_as_long_as_an_evaluation_may_make_them_are_kept():
    numbers = list(range(100_000))

    assert feel.from_json(feel.to_json(numbers)) == numbers

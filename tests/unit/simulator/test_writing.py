from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.simulator import ScenarioError
from service.simulator.source import MAX_BYTES, read_source
from service.simulator.writing import told_answers, write_scenario

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t\x85\u2028"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.decimals(-(10**6), 10**6, places=2)
    | st.dates(date(1900, 1, 1), date(2100, 1, 1))
    | TEXT
    | st.sampled_from(
        ["yes", "no", "on", "off", "~", "null", "2026-12-16", "10:30", "1_000", "0123", "1e3", "a: b", "- x"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(TEXT.filter(bool), VALUES, min_size=1, max_size=4))
def test_what_is_written_is_read_as_the_same(told):
    assert read_source(write_scenario(told, "x.yaml"), "x.yaml") == told


def test_a_file_reads_as_somebody_would_write_it():
    told = {
        "title": "A visit",
        "start": {"process": "visit", "at": "2026-12-18 10:00"},
        "steps": [
            {"do": "Make the visit", "answers": {"seen": "yes", "on": date(2026, 12, 18), "count": Decimal("1.5")}}
        ],
    }

    assert write_scenario(told, "x.yaml").decode() == (
        "title: A visit\n"
        "start:\n"
        "  process: visit\n"
        "  at: 2026-12-18 10:00\n"
        "steps:\n"
        "- do: Make the visit\n"
        "  answers:\n"
        "    seen: 'yes'\n"
        "    'on': 2026-12-18\n"
        "    count: 1.5\n"
    )


@pytest.mark.parametrize("value", [time(10, 30), Decimal("1.00000000001"), 10**30])
def test_what_a_file_cannot_hold_is_refused(value):
    with pytest.raises(ScenarioError, match="cannot be written"):
        write_scenario({"title": value}, "x.yaml")


def test_a_file_that_would_be_too_large_is_refused():
    with pytest.raises(ScenarioError, match="larger than"):
        write_scenario({"title": "x" * MAX_BYTES}, "x.yaml")


def test_answers_are_told_without_what_was_not_answered():
    values = {
        "seen": None,
        "when": datetime(2026, 12, 18, 10, 0, tzinfo=UTC),
        "at": time(10, 30),
        "children": [{"name": "Child One", "note": None}],
    }

    assert told_answers(values) == {
        "when": "2026-12-18T10:00:00+00:00",
        "at": "10:30:00",
        "children": [{"name": "Child One"}],
    }

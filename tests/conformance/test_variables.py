"""Variables: what gets in, what branches do to each other, what survives being saved."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from service import feel


def test_an_answer_becomes_a_variable_only_by_an_output_parameter(play):
    case = play("answers_need_a_mapping.bpmn").start(data={"dropped": "old"})

    case.complete("Task_Ask", kept=1, dropped="new", after="x")

    # the answers of this very step are a record already
    assert case.task("Task_After").prefill == {"kept": 1, "dropped": "old", "record": "new"}
    case.complete("Task_After")
    assert case.last.output == {"kept": 1, "dropped": "old"}


def test_a_branch_that_comes_later_does_not_undo_what_another_has_changed(play):
    case = play("no_lost_update.bpmn").start(data={"status": "open", "list": [{"id": 1, "a": 1}, {"id": 2, "b": 2}]})

    case.complete("Task_A")
    case.complete("Task_B", note="seen")

    assert case.task("Task_After").prefill == {"status": "closed", "list": [{"id": 2, "b": 2}], "note": "seen"}


@pytest.mark.parametrize(
    "value",
    [
        Decimal("0.10"),
        date(2026, 12, 14),
        time(9, 30),
        datetime(2026, 12, 14, 9, 30, tzinfo=UTC),
        timedelta(days=2, microseconds=1),
        feel.YearsMonths(14),
        {"typename": "date", "@feel": "date", "value": "x", "data_objects": {}},
        ["", None, True, {"a": [1]}],
    ],
)
def test_every_value_survives_being_saved(play, value):
    case = play("answers_need_a_mapping.bpmn").start(data={"typename": value})

    case.complete("Task_Ask", kept=value)
    case.complete("Task_After")

    assert case.last.output == {"typename": value, "kept": value}
    assert type(case.last.output["kept"]) is type(value)

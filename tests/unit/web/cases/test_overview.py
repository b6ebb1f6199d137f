"""The strip of stages, and the other lines of the overview."""

from datetime import UTC, datetime

import pytest

from service.pathways.queries.case_way import Round, StageState, Visit, WayStage, way_of
from service.web.cases.overview import ordinal, strip_step


def at(day: int) -> datetime:
    return datetime(2026, 12, day, 12, tzinfo=UTC)


def visit(stage: str, day: int, *, left: bool = True) -> Visit:
    return Visit(stage=stage, began_at=at(day), left=left)


NAMES = ["Triage", "Visit", "Review", "Closing"]


def states(stages: list[WayStage]) -> dict[str, str]:
    return {stage.name: stage.state.value for stage in stages}


def test_stages_are_done_now_and_later():
    stages = way_of(NAMES, [visit("Triage", 1), visit("Visit", 2, left=False)], ended_at=None, rounds={})

    assert states(stages) == {"Triage": "done", "Visit": "now", "Review": "later", "Closing": "later"}
    assert stages[0].ended_at == at(2)


def test_a_stage_that_was_passed_over_is_left_out():
    stages = way_of(NAMES, [visit("Visit", 2), visit("Review", 3, left=False)], ended_at=None, rounds={})

    assert "Triage" not in states(stages)


def test_what_was_not_reached_is_left_out_once_the_pathway_is_over():
    stages = way_of(NAMES, [visit("Triage", 1)], ended_at=at(4), rounds={})

    assert states(stages) == {"Triage": "done"}
    assert stages[0].ended_at == at(4)


def test_a_stage_is_told_once_however_often_it_was_gone_through():
    visits = [visit("Visit", 1), visit("Review", 2), visit("Visit", 3), visit("Review", 4, left=False)]

    stages = way_of(NAMES[1:], visits, ended_at=None, rounds={})

    assert [(stage.name, stage.times) for stage in stages] == [("Visit", 2), ("Review", 2), ("Closing", 0)]
    assert strip_step(stages[1]).when == "Since 4 December 2026, second time"


def test_two_stages_may_be_on_at_the_same_time():
    visits = [visit("Visit", 1, left=False), visit("Review", 2)]

    stages = way_of(NAMES, visits, ended_at=None, rounds={})

    assert states(stages) == {"Visit": "now", "Review": "now", "Closing": "later"}


def test_the_step_that_is_done_again_is_named():
    stage = WayStage(
        name="Review", state=StageState.NOW, began_at=at(1), times=1, rounds=(Round(name="Hold the meeting", times=3),)
    )

    assert strip_step(stage).when == "Since 1 December 2026. Hold the meeting: third time"


def test_a_stage_of_one_day_has_one_date():
    stage = WayStage(name="Triage", state=StageState.DONE, began_at=at(1), ended_at=at(1), times=1)

    assert strip_step(stage).when == "1 December 2026"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (21, "21st"), (112, "112th")]
)
def test_ordinals_are_spelt(number: int, words: str):
    assert ordinal(number) == words

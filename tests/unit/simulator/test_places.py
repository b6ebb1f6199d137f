from dataclasses import replace
from datetime import timedelta

import pytest

from service.clocks import DeadlineRule, SetSitting
from service.engine.step import CaseUpdate, DeadlineEnded, DeadlineStarted, Ending, InstanceStatus, Step
from service.reporting.rows import Completed
from service.simulator.expectations import same
from service.simulator.places import Deadline, DeadlineState, Place, PlaceFacts
from tests.unit.clocks.builders import utc

BASE = utc(2026, 12, 18, 10)
DUE = utc(2026, 12, 29, 17)
BREACH = utc(2026, 12, 30)
RULES = {key: DeadlineRule.from_row(key, {"amount": 5, "unit": "working_days"}) for key in ("visit", "plan")}


def started(key="visit", base=BASE):
    return DeadlineStarted(key=key, base_at=base, due_at=DUE, breach_at=BREACH, element="Task")


def ended(key="visit", at=DUE, ending=Ending.COMPLETED):
    return DeadlineEnded(key=key, at=at, ending=ending)


def place_after(*changes):
    place = Place()
    step = Step(state=b"", status=InstanceStatus.RUNNING, changed=True, next_due=None, deadlines=changes)
    place.take_deadlines(step, RULES, instance=1)
    return place


def deadline(due, breach, ended_at=None, ending=Ending.COMPLETED):
    ending = ending if ended_at else None
    return Deadline(
        rule=RULES["visit"], instance=1, base_at=BASE, due_at=due, breach_at=breach, ended_at=ended_at, ending=ending
    )


@pytest.mark.parametrize(
    ("ended_at", "state"),
    [
        (DUE, DeadlineState.MET),
        (BREACH - timedelta(minutes=1), DeadlineState.MET),  # after office hours, still the same day
        (BREACH, DeadlineState.MET_LATE),
    ],
)
def test_a_deadline_in_days_is_met_until_the_day_is_over(ended_at, state):
    assert deadline(DUE, BREACH, ended_at).state(BREACH) is state


@pytest.mark.parametrize(
    ("ended_at", "state"), [(DUE, DeadlineState.MET), (DUE + timedelta(minutes=1), DeadlineState.MET_LATE)]
)
def test_clock_hours_are_met_up_to_the_last_moment(ended_at, state):
    assert deadline(DUE, DUE, ended_at).state(BREACH) is state


def test_a_deadline_that_no_longer_applies_is_cancelled_and_a_breach_stays_on_record():
    assert deadline(DUE, BREACH, DUE, Ending.CANCELLED).state(BREACH) is DeadlineState.CANCELLED
    assert deadline(DUE, BREACH, BREACH, Ending.CANCELLED).state(BREACH) is DeadlineState.BREACHED


def test_what_a_running_process_started_is_not_cancelled_with_the_case():
    place = place_after(started())

    assert place.cancel_deadlines(DUE, alive={1}) == []
    assert place.deadlines[0].open


def test_another_process_cannot_cancel_a_deadline_but_can_meet_it():
    place = place_after(started())
    step = Step(
        state=b"",
        status=InstanceStatus.RUNNING,
        changed=True,
        next_due=None,
        deadlines=(ended(ending=Ending.CANCELLED),),
    )

    place.take_deadlines(step, RULES, instance=2)
    still_open = place.deadlines[0].open
    place.take_deadlines(replace(step, deadlines=(ended(),)), RULES, instance=2)

    assert still_open
    assert not place.deadlines[0].open


def test_what_is_dated_before_its_base_ends_at_its_base():
    place = place_after(started(), ended(at=BASE - timedelta(hours=10)))

    assert place.deadlines[0].ended_at == BASE


def test_the_same_clock_is_not_started_twice():
    assert len(place_after(started(), started()).deadlines) == 1


def test_another_base_and_another_key_are_clocks_of_their_own():
    place = place_after(started(), started(base=BASE + timedelta(days=1)), started("plan"))

    assert [each.open for each in place.deadlines] == [True, True, True]


def test_changes_take_effect_in_their_order():
    restarted = place_after(started(), ended(), started())
    done = place_after(started(), ended())

    assert [each.open for each in restarted.deadlines] == [False, True]
    assert [each.open for each in done.deadlines] == [False]


def test_only_the_deadline_of_that_key_ends():
    place = place_after(started(), started("plan"), ended())

    assert [(each.rule.key, each.open) for each in place.deadlines] == [("visit", False), ("plan", True)]


def test_cancelling_leaves_what_has_ended_as_it_was():
    place = place_after(started(), started("plan"), ended())

    cancelled = place.cancel_deadlines(DUE, alive=())

    assert [each.rule.key for each in cancelled] == ["plan"]
    assert [each.state(BREACH) for each in place.deadlines] == [DeadlineState.MET, DeadlineState.CANCELLED]


def test_outside_a_case_there_is_no_case_to_change():
    place = Place()

    assert place.update(CaseUpdate(status="closed")) == []
    assert place.variable() == {}


def test_facts_give_the_latest_event_and_record():
    kept = [Completed(at=BASE, answers={"outcome": "refused"}), Completed(at=DUE, answers={"outcome": "seen"})]
    place = Place(events={"visited": [DUE, BASE]}, records={"visit": kept})
    facts = PlaceFacts(place=place, diary={"panel": [SetSitting(at=BREACH), SetSitting(at=BASE)]})

    assert facts.event_at("visited") == DUE
    assert facts.event_at("closed") is None
    assert facts.record("visit") == {"outcome": "seen"}
    assert facts.record("plan") is None
    assert [sitting.at for sitting in facts.sittings("panel")] == [BASE, BREACH]


@pytest.mark.parametrize(
    ("expected", "found", "alike"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 1}, False),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a", "b"], True),
        ("2026-12-29", DUE.date(), True),
        ("3", 3, True),
        (True, "true", False),
        (None, None, True),
        (None, "", False),
    ],
)
def test_values_of_the_file_are_compared_with_feel_values(expected, found, alike):
    assert same(expected, found) is alike

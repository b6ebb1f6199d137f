from datetime import UTC, datetime, timedelta

import pytest

from service.errors import InvalidInputError
from service.library import compose
from service.simulator import Limits, World, play, read_scenario
from service.simulator.compare import Way, aligned, way_of
from service.simulator.ending import expected_now
from service.simulator.errors import ExpectationError
from service.simulator.limits import LimitReachedError, Meter
from service.simulator.reader import read_told
from service.simulator.standing import MemoryStanding
from service.simulator.timeline import Entry, Mark
from tests.unit.simulator.builders import FILES, SEEN, flows, library, process, scenario

LIMITS = Limits(steps=100, seconds=60)
AT = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)


def played(steps, *, limits=LIMITS):
    return play(World.of(library()), read_scenario(scenario(steps), "visit.yaml"), limits=limits)


def test_steps_are_played_until_one_does_not_work():
    outcome = played(f"- wait: 1 day\n- {{do: Make the visit, as: manager}}\n- {SEEN}")

    assert outcome.steps == 2
    assert str(outcome.stopped) == "You may not do “Make the visit”: it is for worker, not manager."
    assert [instance.running for instance in outcome.host.instances] == [True]


def test_answers_that_break_a_rule_are_told_by_their_paths():
    outcome = played("- {do: Make the visit, as: worker}")

    assert isinstance(outcome.stopped, InvalidInputError)
    assert list(outcome.stopped.errors) == ["outcome"]


def test_nothing_is_expected_of_the_end():
    outcome = played("- wait: 1 day")

    assert outcome.stopped is None
    assert outcome.steps == 2


def test_a_mapping_is_read_as_a_file_is():
    told = {"title": "A visit", "start": {"process": "visit", "at": "2026-12-18 10:00"}, "steps": [{"wait": "1 day"}]}

    assert [step.words for step in read_told(told, "x").steps] == ["start visit", "wait 1 day"]


def test_too_many_steps_are_stopped():
    outcome = played("- wait: 1 day\n- wait: next timer", limits=Limits(steps=1, seconds=60))

    assert isinstance(outcome.stopped, LimitReachedError)
    assert "Is there a loop" in str(outcome.stopped)


def test_a_run_that_takes_too_long_is_stopped():
    ticks = iter([0.0, 1.0, 9.0])
    meter = Meter(Limits(steps=100, seconds=8), stopwatch=lambda: next(ticks))

    meter.tick()
    with pytest.raises(LimitReachedError, match="8 seconds"):
        meter.tick()


@pytest.mark.parametrize("steps", ["- wait: 1 day", "- wait: 3 days", f"- {SEEN}"])
def test_what_is_expected_of_the_end_holds_there(steps):
    outcome = played(steps)
    standing = MemoryStanding(host=outcome.host)

    end = expected_now(standing, library().release.calendar)

    again = read_told({"title": "x", "start": {"process": "visit", "at": "2026-12-18 10:00"}, "steps": [end]}, "x")
    expectation = again.steps[-1].action
    outcome.run.expectations.check(expectation)
    outcome.run.expectations.finish(expectation)


def test_what_is_expected_of_one_end_does_not_hold_at_another():
    end = expected_now(MemoryStanding(host=played("- wait: 1 day").host), library().release.calendar)
    expectation = read_told(
        {"title": "x", "start": {"process": "visit", "at": "2026-12-18 10:00"}, "steps": [end]}, "x"
    ).steps[-1]

    with pytest.raises(ExpectationError):
        played(f"- {SEEN}").run.expectations.check(expectation.action)


def entry(text, *, hours=0):
    return Entry(at=AT + timedelta(hours=hours), mark=Mark.NOTE, text=text)


def test_equal_lines_stand_beside_each_other_and_others_alone():
    before = [entry("a"), entry("b", hours=1), entry("d", hours=3)]
    after = [entry("a"), entry("c", hours=2), entry("d", hours=3)]

    pairs = [(pair.before and pair.before.text, pair.after and pair.after.text) for pair in aligned(before, after)]

    assert pairs == [("a", "a"), ("b", None), (None, "c"), ("d", "d")]


@pytest.mark.parametrize(
    ("before", "after", "differs", "way"),
    [
        (None, True, True, Way.NEW),
        (True, False, True, Way.NOW_FAILS),
        (False, True, True, Way.NOW_PASSES),
        (True, True, True, Way.OTHER_WAY),
        (True, True, False, Way.SAME),
    ],
)
def test_the_way_of_a_result(before, after, differs, way):
    assert way_of(before, after, differs=differs) is way


def test_a_timer_that_never_ends_is_stopped():
    cycle = process(
        "visit",
        "Every second",
        '<bpmn:startEvent id="Event_Begin" name="Begin"/>'
        '<bpmn:userTask id="Task_Wait" name="Wait" camunda:candidateGroups="worker"/>'
        '<bpmn:boundaryEvent id="Event_Tick" name="Tick" attachedToRef="Task_Wait" cancelActivity="false">'
        "<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1S</bpmn:timeCycle></bpmn:timerEventDefinition>"
        '</bpmn:boundaryEvent><bpmn:endEvent id="Event_Ticked" name="Ticked"/>'
        '<bpmn:endEvent id="Event_Over" name="Over"/>'
        + flows("Event_Begin Task_Wait", "Task_Wait Event_Over", "Event_Tick Event_Ticked"),
        kind="case",
    )
    composed = compose("testshire", {**FILES, "processes/testshire/visit.bpmn": cycle})

    outcome = play(World.of(composed), read_scenario(scenario("- wait: 30 days"), "visit.yaml"), limits=LIMITS)

    assert isinstance(outcome.stopped, LimitReachedError)

"""What the simulator must not allow, or show otherwise than the service does."""

from dataclasses import replace

import pytest

from service.clocks import DeadlineRule, SetSitting, VirtualClock
from service.simulator import World
from service.simulator.host import Host
from service.simulator.timeline import Timeline
from tests.unit.clocks.builders import utc
from tests.unit.simulator.builders import SEEN, extensions, flows, library, play, process, told

FOLDER = "processes/testshire"
SIGNAL = '<bpmn:signalEventDefinition signalRef="Signal_Bell"/>'
START = '<bpmn:startEvent id="Event_Begun" name="Begun"/>'


def called_again(parameters: str) -> bytes:
    given = f"<camunda:inputOutput>{parameters}</camunda:inputOutput>"
    call = (
        '<bpmn:serviceTask id="Task_Again" name="Open again" camunda:type="external"'
        f' camunda:topic="case.open_episode">{extensions(given)}</bpmn:serviceTask>'
    )
    end = '<bpmn:endEvent id="Event_Opened" name="Opened"/>'
    links = flows("Event_Begun Task_Again", "Task_Again Event_Opened")
    return process("again", "Come again", START + call + end + links, kind="case")


def parameter(name: str, value: str) -> str:
    return f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>'


def failure(steps: str, **about: object) -> str:
    outcome = play(steps, **about)
    assert outcome.failure is not None
    return str(outcome.failure)


def test_a_process_that_others_call_begins_alone_only_where_it_is_told():
    assert "name the start event" in failure("- {do: Ask, as: manager}", process="reply")


def test_a_task_that_is_assigned_to_somebody_is_not_done_by_another():
    assigned = process(
        "mine",
        "One person",
        START
        + '<bpmn:userTask id="Task_Mine" name="Do mine" camunda:assignee="worker.one"'
        + ' camunda:candidateGroups="worker"/>'
        + '<bpmn:endEvent id="Event_Over" name="Over"/>'
        + flows("Event_Begun Task_Mine", "Task_Mine Event_Over"),
        kind="case",
    )
    others = {f"{FOLDER}/mine.bpmn": assigned}

    refused = failure("- {do: Do mine, as: worker, by: worker.two}", process="mine", others=others)

    assert "it is assigned to worker.one" in refused
    assert play("- {do: Do mine, as: worker, by: worker.one}", process="mine", others=others).failure is None


def test_a_message_that_names_another_case_starts_nothing():
    outcome = play(
        f"- message: {{name: urgent_concern, keys: {{case: TST-2026-00002}}, payload: {{concern: A bruise}}}}\n- {SEEN}"
    )

    assert "✉ Message urgent_concern is kept: nobody waits for it" in told(outcome)


def test_a_case_does_not_move_to_a_team_that_is_not_there():
    end = f'<bpmn:endEvent id="Event_Moved" name="Moved">{extensions(case_team="nowhere")}</bpmn:endEvent>'
    moving = process("moving", "Move away", START + end + flows("Event_Begun Event_Moved"), kind="case")

    refused = failure("- expect: {incidents: 0}", process="moving", others={f"{FOLDER}/moving.bpmn": moving})

    assert "There is no team “nowhere”" in refused


@pytest.mark.parametrize(("kind", "heard"), [("sitting", True), ("case", False)])
def test_a_signal_outside_any_case_reaches_what_runs_outside_any_case(kind: str, heard: bool):
    ring = process(
        "ring",
        "Ring",
        START
        + f'<bpmn:endEvent id="Event_Rung" name="Rung">{SIGNAL}</bpmn:endEvent>'
        + flows("Event_Begun Event_Rung"),
        kind="sitting",
    )
    listen = process(
        "listen",
        "Listen",
        START
        + f'<bpmn:intermediateCatchEvent id="Event_Bell" name="Bell">{SIGNAL}</bpmn:intermediateCatchEvent>'
        + '<bpmn:endEvent id="Event_Heard" name="Heard"/>'
        + flows("Event_Begun Event_Bell", "Event_Bell Event_Heard"),
        kind=kind,
    )
    others = {f"{FOLDER}/ring.bpmn": ring, f"{FOLDER}/listen.bpmn": listen}

    outcome = play(
        f"- start: {{process: ring}}\n- expect: {{processes: {{listen: {'completed' if heard else 'running'}}}}}",
        process="listen",
        others=others,
    )

    assert outcome.failure is None


def test_a_next_episode_has_the_team_that_it_is_given_and_no_other():
    to_visit = parameter("process", "visit")
    expected = "- expect: {case: {episode: 2, team: %s}, deadlines: {first_visit: {}, support: {}}}"

    without = play(expected % "null", process="again", others={f"{FOLDER}/again.bpmn": called_again(to_visit)})
    given = called_again(to_visit + parameter("team", "west"))
    with_team = play(expected % "west", process="again", others={f"{FOLDER}/again.bpmn": given})

    assert without.failure is None, str(without.failure)
    assert with_team.failure is None, str(with_team.failure)


def test_cases_are_counted_within_the_local_year():
    again = called_again(parameter("process", "visit"))
    steps = "- wait_until: %s\n- start: {process: again}\n- expect: {case: {reference: %s}, deadlines: %s}"
    running = "{first_visit: {}, support: {}}"

    def opened(at: str, reference: str) -> None:
        outcome = play(steps % (at, reference, running), others={f"{FOLDER}/again.bpmn": again})
        assert outcome.failure is None, str(outcome.failure)

    opened("2026-12-20 10:00", "TST-2026-00002")
    opened("2027-01-01 00:00", "TST-2027-00001")


def test_a_sitting_that_is_moved_again_is_held_once():
    rule = DeadlineRule.from_row("panel", {"amount": 1, "unit": "weeks", "at": "Tuesday 10:00", "repeat": True})
    world = World.of(library())
    world = replace(world, release=replace(world.release, deadlines={"panel": rule}))
    calendar = world.release.calendar
    host = Host(world=world, clock=VirtualClock(utc(2026, 12, 14, 9)), timeline=Timeline(calendar=calendar))

    host.set_sitting("panel", utc(2026, 12, 16, 14))
    host.set_sitting("panel", utc(2026, 12, 17, 9))
    host.set_sitting("panel", utc(2026, 12, 28, 9), regular_at=utc(2026, 12, 22, 10))

    assert host.diary["panel"] == [
        SetSitting(at=utc(2026, 12, 17, 9), regular_at=utc(2026, 12, 15, 10)),
        SetSitting(at=utc(2026, 12, 28, 9), regular_at=utc(2026, 12, 22, 10)),
    ]

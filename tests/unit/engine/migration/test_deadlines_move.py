"""Deadlines that run are moved to the new table, those that nobody would meet end, new ones begin."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.engine import load_release
from service.engine.migration import DueKind, Place
from service.engine.step import DeadlineEnded, DeadlineStarted
from tests.conformance.play import CaseFacts, Play
from tests.unit.engine.diagrams import CALENDAR

FOLDER = Path(__file__).parents[3] / "conformance" / "case_data"
RECEIVED = datetime(2026, 12, 11, 16, tzinfo=UTC)  # a Friday
AMOUNT = '<outputEntry id="Out_{0}_amount"><text>{1}</text></outputEntry>'
DIAGRAM = "deadlines_and_events.bpmn"


def release(digest: str, diagram: str = DIAGRAM, edits: dict[str, str] | None = None):
    texts = {name: (FOLDER / name).read_text(encoding="utf-8") for name in (diagram, "deadlines.dmn")}
    for before, after in (edits or {}).items():
        assert any(before in text for text in texts.values())
        texts = {name: text.replace(before, after) for name, text in texts.items()}
    return load_release(
        digest=digest,
        authority="test",
        diagrams={diagram: texts[diagram].encode()},
        decisions={"deadlines.dmn": texts["deadlines.dmn"].encode()},
        calendar=CALENDAR,
    )


@pytest.fixture
def case():
    facts = CaseFacts(case={"reference": "HAR-1", "lead": "fsw.west"})
    return Play(release("old"), facts).start(received=RECEIVED)


def longer(key: str, before: int, after: int) -> dict[str, str]:
    return {AMOUNT.format(key, before): AMOUNT.format(key, after)}


def test_a_running_deadline_is_due_as_the_new_table_says(case):
    new = release("new", edits=longer("triage", 1, 3))
    plan = case.plan(new)

    step = case.move(new)

    (moved,) = step.moved.deadlines
    assert (moved.key, moved.base_at, moved.due_at) == ("triage", RECEIVED, datetime(2026, 12, 16, 17, tzinfo=UTC))
    before = datetime(2026, 12, 14, 17, tzinfo=UTC)
    assert [(due.kind, due.id, due.before, due.after) for due in plan.due] == [
        (DueKind.TASK, case.task("Task_Triage").id, before, moved.due_at),
        (DueKind.DEADLINE, "triage", before, moved.due_at),
    ]
    assert case.task("Task_Triage").due_at == moved.due_at


def test_a_deadline_that_has_been_met_is_left_alone(case):
    case.complete("Task_Triage", level=2, team="west")

    step = case.move(release("new", edits=longer("triage", 1, 3)))

    assert step.moved.deadlines == ()
    assert step.deadlines == ()


def test_a_deadline_that_another_process_of_the_case_has_met_is_left_alone(case):
    case.facts.events["triaged"] = RECEIVED

    plan = case.plan(release("new", edits=longer("triage", 1, 3)))

    assert DueKind.DEADLINE not in {due.kind for due in plan.due}


def test_a_deadline_that_counts_from_one_meeting_to_the_next_runs_until_the_next():
    ends = '<outputEntry id="Out_triage_met_by"><text>"{}"</text></outputEntry>'
    repeated = {ends.format("triaged"): ends.format("referral_received")}
    case = Play(release("old", edits=repeated), CaseFacts(case={"reference": "HAR-1"})).start(received=RECEIVED)

    step = case.move(release("new", edits=repeated | longer("triage", 1, 3)))

    assert [(each.key, each.base_at) for each in step.moved.deadlines] == [("triage", RECEIVED)]


def test_a_deadline_that_the_new_table_lacks_ends(case):
    new = release("new", edits={'"triage"': '"other"', "&quot;triage": "&quot;other"})

    step = case.move(new)

    told = [(type(each), each.key) for each in step.deadlines]
    assert told == [
        (DeadlineEnded, "triage"),
        (DeadlineStarted, "other"),
    ]


def test_a_deadline_that_an_open_step_has_from_now_on_begins(case):
    named = {
        '<camunda:property name="deadlines" value="triage"/><camunda:property name="event" value="triaged"/>': (
            '<camunda:property name="deadlines" value="triage call"/><camunda:property name="event" value="triaged"/>'
        )
    }
    new = release("new", edits=named)
    plan = case.plan(new)

    step = case.move(new)

    assert [(each.key, each.base_at, each.element) for each in step.deadlines] == [("call", RECEIVED, "Task_Triage")]
    (due,) = plan.due
    assert (due.id, due.before, due.place) == ("call", None, Place("deadlines_and_events", "Task_Triage"))
    assert case.task("Task_Triage").deadlines == ("triage", "call")


def test_a_deadline_that_no_open_step_has_any_more_ends():
    facts = CaseFacts(events={"referral_received": RECEIVED})
    case = Play(release("old", "own_deadline.bpmn"), facts).start()

    step = case.move(release("new", "own_deadline.bpmn", {'value="call"': 'value=""'}))

    assert [(each.key, each.ending) for each in step.deadlines] == [("call", "cancelled")]


def test_a_deadline_that_counts_from_another_event_is_counted_anew(case):
    other = '<outputEntry id="Out_triage_from"><text>"{}"</text></outputEntry>'
    case.facts.events["called"] = datetime(2026, 12, 14, 9, tzinfo=UTC)

    step = case.move(release("new", edits={other.format("referral_received"): other.format("called")}))

    assert [(each.key, each.base_at) for each in step.moved.deadlines] == [("triage", case.facts.events["called"])]


def test_rolling_back_puts_the_due_times_back(case):
    before = case.task("Task_Triage")

    case.move(release("new", edits=longer("triage", 1, 3)))
    step = case.move(release("old"))

    assert case.task("Task_Triage") == before
    assert [each.due_at for each in step.moved.deadlines] == [before.due_at]

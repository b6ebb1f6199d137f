"""Timelines, results, tryouts and replays in the words of process owners; what they type as steps."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from service.clocks import WorkingCalendar
from service.errors import InvalidInputError
from service.pathways.queries.draft_scenarios import DraftScenarios, ScenarioRow, ScenarioRun
from service.pathways.queries.tryouts import (
    Stopped,
    TriedCall,
    TriedDeadline,
    TriedRole,
    TriedStep,
    TriedTask,
    TryoutView,
)
from service.pathways.replay_process import ProcessReplay
from service.pathways.scenario_runs import named
from service.simulator.compare import Pair, Way
from service.simulator.replay_difference import Apart, Sort
from service.simulator.timeline import Entry, Mark
from service.web.drafts.area import area as drafts
from service.web.drafts.frame import DraftFrame
from service.web.tryouts.area import area
from service.web.tryouts.lines import days_of, pairs_of
from service.web.tryouts.playground import playground_page
from service.web.tryouts.replays import apart_text, verdict_of
from service.web.tryouts.scenarios import reason_of, scenario_page, scenarios_page, summary_of
from service.web.tryouts.typed import case_of, moment_of, step_of, told_lines

AT = datetime(2026, 12, 24, 10, 0, tzinfo=UTC)
ID = UUID(int=7)
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
CALENDAR = WorkingCalendar.from_mapping({"country": "England", "timezone": "Europe/London", "office_hours": WEEK})
FRAME = DraftFrame(
    draft_id=ID, title="", state="", tone="", facts=(), tabs=(), notice="", notice_href=None, editable=True
)


@pytest.fixture(autouse=True)
def addresses():
    app = Flask(__name__)
    app.register_blueprint(area)
    app.register_blueprint(drafts)
    with app.test_request_context():
        yield


def entry(text: str, *, hours: int = 0, mark: Mark = Mark.OPENED) -> Entry:
    return Entry(at=AT + timedelta(hours=hours), mark=mark, text=text)


def test_lines_stand_under_their_days_and_say_their_time_once():
    days = days_of([entry("a"), entry("b"), entry("c", hours=24)], CALENDAR)

    assert [(day.name, day.note) for day in days] == [
        ("Thursday 24 December 2026", ""),
        ("Friday 25 December 2026", "Christmas Day"),
    ]
    assert [(line.time, line.kind, line.text) for line in days[0].lines] == [
        ("10am", "New task", "a"),
        ("", "New task", "b"),
    ]


def test_two_timelines_say_what_only_one_of_them_has():
    pairs = [Pair(before=entry("a"), after=entry("a")), Pair(before=entry("b"), after=None)]

    (day,) = pairs_of([*pairs, Pair(before=None, after=entry("c"))], CALENDAR)

    assert [row.sign for row in day.rows] == ["", "Not in the draft", "Only in the draft"]


def row(title: str, *, passed: bool | None, way: Way | None) -> ScenarioRow:
    path = f"processes/test/scenarios/{title}.yaml"
    failure = f"{path}:7: step 2 (do X): nobody" if passed is False else None
    return ScenarioRow(path=path, title=title, passed=passed, failure=failure, way=way, passed_before=True)


def test_changed_results_stand_first_then_failed_then_passed():
    rows = (
        row("d", passed=None, way=None),
        row("c", passed=True, way=Way.SAME),
        row("b", passed=False, way=Way.SAME),
        row("a", passed=False, way=Way.NOW_FAILS),
        row("e", passed=True, way=Way.OTHER_WAY),
    )
    found = DraftScenarios(draft_id=ID, digest="", live=3, left=1, rows=rows, gone=())

    page = scenarios_page(found, FRAME)

    assert [(group.title, [each.title for each in group.rows]) for group in page.groups] == [
        ("Changed against the live release (2)", ["a", "e"]),
        ("Fail (1)", ["b"]),
        ("Pass (1)", ["c"]),
        ("Not run yet (1)", ["d"]),
    ]
    assert page.groups[0].rows[0].why == "Line 7: step 2 (do X): nobody"
    assert page.summary == "4 of 5 scenarios run: 2 changed against release 3, 2 fail, 2 pass."
    assert page.done == "1 file left to run, of the draft and of the live release."


def test_what_nobody_has_run_is_said():
    found = DraftScenarios(draft_id=ID, digest="", live=3, left=1, rows=(row("d", passed=None, way=None),), gone=())

    assert summary_of(found) == "The draft has 1 scenario. Nobody has run them yet."
    assert named("processes/x/scenarios/family_not_reached.yaml") == "Family not reached"
    assert reason_of("it broke", "x.yaml") == "it broke"


@pytest.mark.parametrize(("way", "beside"), [(Way.OTHER_WAY, True), (Way.NEW, False)])
def test_a_scenario_is_shown_beside_the_live_release_where_there_is_something_to_compare(way: Way, beside: bool):
    pairs = (Pair(before=None, after=entry("a")),)
    run = ScenarioRun(
        draft_id=ID, path="x.yaml", title="x", live=1, failure=None, failure_before=None, way=way, pairs=pairs
    )

    page = scenario_page(run, FRAME, CALENDAR)

    assert bool(page.beside) is beside
    assert page.result == "Passes"


def view(**about: object) -> TryoutView:
    nothing = dict.fromkeys(
        ("steps", "tasks", "timers", "deadlines", "messages", "awaiting", "sent", "incidents", "processes", "panels",
         "timeline"),
        (),
    )  # fmt: skip
    given = {"stopped": None, "case": None, "scenario": {}, "next_at": None, **nothing, **about}
    return TryoutView(id=ID, draft_id=ID, title="A visit", revision=3, digest="", now=AT, **given)


def test_a_tryout_shows_tasks_deadlines_and_what_would_have_left():
    task = TriedTask(
        number=2,
        name="Visit",
        element="Task_Visit",
        process="Support",
        item="Child One",
        roles=(TriedRole(id="worker", name="Worker"), TriedRole(id="manager", name="Manager")),
        user=None,
        due_at=AT + timedelta(days=1),
        stage=None,
        form=None,
        instructions=None,
    )
    deadline = TriedDeadline(key="visit", label="First visit", due_at=AT, state="met late", rule="R-1")
    call = TriedCall(name="Write", topic="letter.send", at=AT, parameters={"to": "Mother", "copy": None})

    page = playground_page(
        view(
            tasks=(task,),
            deadlines=(deadline,),
            sent=(call,),
            case={"family": {"name": "Test Family Ash"}, "status": "open"},
        ),
        FRAME,
        diagram=None,
        calendar=CALENDAR,
    )

    assert [(each.name, each.who) for each in page.tasks] == [("Visit: Child One", "Worker or Manager")]
    assert page.tasks[0].href.endswith("/tasks/2")
    assert [(each.state, each.rule) for each in page.deadlines] == [("Met late", "R-1")]
    assert page.sent[0].what == ("to: Mother",)
    assert page.case == (("Family", "Test Family Ash"), ("Status", "open"))
    assert page.can_save


def test_a_tryout_that_stops_says_at_which_step_and_cannot_be_saved():
    steps = (TriedStep(number=0, words="start Support"), TriedStep(number=1, words="do Visit"))
    stopped = Stopped(step=1, words="do Visit", reason="no such task.")

    page = playground_page(view(steps=steps, stopped=stopped), FRAME, diagram=None, calendar=CALENDAR)

    assert "step 1 (do Visit) no longer works: no such task. Below" in page.stop
    assert [(step.words, step.undo, step.stopped) for step in page.steps] == [
        ("Start Support", None, False),
        ("Do Visit", 0, True),
    ]
    assert not page.can_save


@pytest.mark.parametrize(
    ("faithful", "apart", "stopped", "verdict"),
    [
        (False, 0, None, "This case cannot be used: played again, it does not do what really happened."),
        (True, 0, None, "The draft would have gone the same way."),
        (True, 2, None, "The draft would have gone another way in 2 places."),
        (True, 0, "Nothing begins it.", "With the draft it could not be played to its end: Nothing begins it."),
    ],
)
def test_a_replay_is_judged_in_one_sentence(faithful: bool, apart: int, stopped: str | None, verdict: str):
    found = ProcessReplay(
        draft_id=ID,
        instance_id=ID,
        case_id=None,
        reference=None,
        process="support",
        process_name="Support",
        release=1,
        started_at=AT,
        ended_at=None,
        faithful=faithful,
        hindrances=(),
        apart=(Apart(sort=Sort.DUE, what="Visit", before="", after="x"),) * apart,
        notes=(),
        stopped=stopped,
        pairs=(),
    )

    assert verdict_of(found) == verdict


@pytest.mark.parametrize(
    ("sort", "before", "after", "text"),
    [
        (Sort.STEP, "Reached", "Not reached", "Step “Visit”: not in the draft"),
        (Sort.STEP, "Not reached", "Reached", "Step “Visit”: only in the draft"),
        (Sort.STEP, "Visit", "See them", "Step “Visit”: “See them” in the draft"),
        (Sort.DUE, "", "Friday", "Due date “Visit”: Friday instead of none"),
        (Sort.DECISION, "", "", "Decision “Visit”: another result"),
        (Sort.END, "Completed", "Fails at Visit", "How it ends “Visit”: Fails at Visit instead of Completed"),
    ],
)
def test_what_differs_in_one_of_many_is_one_line(sort: Sort, before: str, after: str, text: str):
    assert apart_text(Apart(sort=sort, what="Visit", before=before, after=after)) == text


UNTIL = {"until-day": "11", "until-month": "1", "until-year": "2027"}


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ({"kind": "next"}, {"wait": "next timer"}),
        ({"kind": "workday"}, {"wait": "1 working day"}),
        ({"kind": "until", **UNTIL}, {"wait_until": "2027-01-11 09:00"}),
        ({"kind": "until", **UNTIL, "until-time": "14.30"}, {"wait_until": "2027-01-11 14:30"}),
        ({"kind": "concern", "concern": " A bruise "}, {"concern": {"concern": "A bruise"}}),
        ({"kind": "retry", "element": "Task_X"}, {"retry": "Task_X"}),
        (
            {"kind": "call", "topic": "t", "number": "1", "how-1": "done", "words-1": "number: 7\nwho: yes"},
            {"service": {"topic": "t", "result": {"number": 7, "who": "yes"}}},
        ),
        (
            {"kind": "call", "topic": "t", "number": "1", "how-1": "error", "words-1": "bounced"},
            {"service": {"topic": "t", "error": {"code": "bounced"}}},
        ),
        (
            {"kind": "call", "topic": "t", "number": "1", "how-1": "fail"},
            {"service": {"topic": "t", "fail": "It could not be reached"}},
        ),
        ({"kind": "cancel", "process": "p"}, {"cancel": {"process": "p", "reason": "Tried out"}}),
        (
            {"kind": "sitting", "panel": "p", "sitting-day": "1", "sitting-month": "2", "sitting-year": "2027"},
            {"move_sitting": {"panel": "p", "to": "2027-02-01 09:00"}},
        ),
    ],
)
def test_what_is_typed_becomes_a_step(typed: dict[str, str], step: dict[str, object]):
    assert step_of(typed) == step


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "step"),
        ({"kind": "until"}, "until"),
        ({"kind": "until", **UNTIL, "until-month": "13"}, "until"),
        ({"kind": "until", **UNTIL, "until-time": "25:00"}, "until-time"),
        ({"kind": "concern", "concern": " "}, "concern"),
        ({"kind": "call", "topic": "t", "number": "1", "how-1": "error"}, "words-1"),
        ({"kind": "call", "topic": "t", "number": "1", "how-1": "done", "words-1": "- a list"}, "words-1"),
        ({"kind": "sitting", "panel": "p"}, "sitting"),
    ],
)
def test_what_is_no_step_is_refused_by_its_field(typed: dict[str, str], field: str):
    with pytest.raises(InvalidInputError) as error:
        step_of(typed)

    assert list(error.value.errors) == [field]


def test_a_sample_family_has_the_children_that_were_named():
    typed = {"family": "Test Family Elm", "child-1": "Child One", "born-1-day": "1", "born-1-month": "5"}

    case = case_of({**typed, "born-1-year": "2015", "child-2": " "})

    assert case.family == "Test Family Elm"
    assert [(child.name, child.date_of_birth) for child in case.children] == [("Child One", date(2015, 5, 1))]
    with pytest.raises(InvalidInputError):
        case_of(typed)


def test_nothing_typed_is_no_moment_and_no_value():
    assert moment_of({}, "begins") is None
    assert told_lines("  ", "payload") == {}

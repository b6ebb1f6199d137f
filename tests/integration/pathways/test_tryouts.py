"""Trying a draft out, on a real database: what is kept, what is refused, and that nothing leaves the sandbox."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import MetaData, select, text

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError, WrongStateError
from service.models import Base, ScenarioResult, db
from service.pathways.begin_tryout import Beginning, SampleCase, SampleChild, begin_tryout
from service.pathways.extend_tryout import extend_tryout
from service.pathways.queries.draft_scenarios import draft_scenario, draft_scenarios
from service.pathways.queries.drafts import draft_file
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.tryouts import (
    TryoutView,
    get_drawn_tryout,
    get_tryout,
    list_tryouts,
    tryout_message,
    tryout_task,
)
from service.pathways.remove_tryout import remove_tryout
from service.pathways.run_draft_scenarios import run_draft_scenarios
from service.pathways.save_tryout import save_tryout
from service.pathways.undo_tryout import undo_tryout
from service.simulator.compare import Way
from tests.integration.builders import person
from tests.integration.drafting import SUPPORT, add_owners, begun, saved

ASH = SampleCase(children=(SampleChild(name="Child One", date_of_birth=date(2015, 5, 1)),))
SCENARIO = "processes/test/scenarios/declined.yaml"
TRIAGE = {"do": "Triage the referral", "as": "front_door", "answers": {"accepted": "yes"}}
VISIT = {"do": "Visit the family", "as": "worker", "answers": {"visited_on": date(2026, 12, 14), "note": "Calm"}}


@pytest.fixture
def draft_id(rolled_back: Flask, clock: VirtualClock) -> UUID:
    add_owners(clock)
    return begun(clock)


def tried(
    draft_id: UUID, clock: VirtualClock, *, by: str = "owner.one", answers: dict[str, object] | None = None, **more
) -> UUID:
    beginning = Beginning(process="support", answers=answers or {"reason": "Tired"}, case=ASH, **more)
    found = begin_tryout(draft_id=draft_id, title="A visit", beginning=beginning, actor=person(by), clock=clock)
    return UUID(found.tryout_id)


def shown(tryout_id: UUID, *, to: str = "owner.one") -> TryoutView:
    return get_tryout(tryout_id=tryout_id, actor=person(to))


def go_on(tryout_id: UUID, clock: VirtualClock, *steps: dict[str, object]) -> TryoutView:
    for step in steps:
        revision = shown(tryout_id).revision
        extend_tryout(tryout_id=tryout_id, step=step, if_revision=revision, actor=person("owner.one"), clock=clock)
    return shown(tryout_id)


def refusals(tryout_id: UUID, clock: VirtualClock, step: dict[str, object]) -> dict[str, tuple[str, ...]]:
    with pytest.raises(InvalidInputError) as error:
        go_on(tryout_id, clock, step)
    return dict(error.value.errors)


def test_a_tryout_shows_where_it_stands(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    view = shown(tryout_id)

    assert [(task.name, task.roles[0].id, task.form) for task in view.tasks] == [
        ("Triage the referral", "front_door", "triage")
    ]
    assert view.now == clock.now()
    assert view.case is not None
    assert view.case["stage"] == "Triage"
    assert [deadline.key for deadline in view.deadlines] == ["triage"]
    assert view.stopped is None
    assert [step.words for step in view.steps] == ["start Family support"]


def test_steps_move_it_on_and_its_clock(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    view = go_on(tryout_id, clock, TRIAGE, {"wait": "next timer"})

    assert [task.name for task in view.tasks] == ["Visit the family", "Remind the worker"]
    assert (view.now - clock.now()).total_seconds() == 3600
    assert view.timers == ()


def test_answers_are_checked_as_the_form_checks_them_and_kept_as_it_takes_them(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    refused = refusals(tryout_id, clock, {**TRIAGE, "answers": {}})

    assert list(refused) == ["accepted"]
    assert len(shown(tryout_id).steps) == 1
    view = go_on(tryout_id, clock, TRIAGE, {**VISIT, "answers": {"visited_on": "2026-12-14", "note": "Calm"}})
    kept = view.scenario["steps"]
    assert isinstance(kept, list)
    assert kept[1]["answers"]["visited_on"] == {"@feel": "date", "value": "2026-12-14"}


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"do": "Fly to the moon", "as": "worker"}, "Fly to the moon"),
        ({"do": "Triage the referral", "as": "nobody", "answers": {"accepted": "yes"}}, "no role nobody"),
        ({"look": "around"}, "exactly one of"),
        ({"wait": "a bit"}, "is not a while"),
        ({"wait_until": "2020-01-01 10:00"}, "has passed"),
        ({"expect": {}}, "What must hold"),
        ({"cancel": {"process": "pages", "reason": "x"}}, "it does not"),
        ({"message": {"name": "reply", "payload": {"n": 1.5}}}, "float"),
    ],
)
def test_what_does_not_work_is_refused_and_not_kept(
    draft_id: UUID, clock: VirtualClock, step: dict[str, object], reason: str
):
    tryout_id = tried(draft_id, clock)

    refused = refusals(tryout_id, clock, step)

    assert reason in refused["step"][0]
    assert len(shown(tryout_id).steps) == 1


def test_what_would_leave_the_service_is_shown(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock, manual_services=True)

    view = go_on(tryout_id, clock, TRIAGE, VISIT)

    assert [(call.topic, call.parameters["text"]) for call in view.sent] == [("letter.post", "Calm")]
    assert [call.topic for call in view.awaiting] == ["letter.post"]
    view = go_on(tryout_id, clock, {"service": {"topic": "letter.post", "result": {"number": 7}}})
    assert view.awaiting == ()
    assert [message.message for message in view.messages if message.name == "Family replied"] == ["reply"]


def test_a_message_that_is_waited_for_can_be_sent(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock, manual_services=True)
    view = go_on(tryout_id, clock, TRIAGE, VISIT, {"service": {"topic": "letter.post", "result": {"number": 7}}})
    number = next(message.number for message in view.messages if message.message == "reply")

    message, _ = tryout_message(tryout_id=tryout_id, number=number, actor=person("owner.one"))
    view = go_on(tryout_id, clock, {"message": {"name": message.message, "payload": {"text": "Thank you"}}})

    assert [task.name for task in view.tasks] == ["Close the case"]
    _, asked = tryout_task(tryout_id=tryout_id, number=1, actor=person("owner.one"))
    assert asked.prefill == {"reply": "Thank you"}


def test_an_urgent_concern_can_be_raised(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    view = go_on(tryout_id, clock, {"concern": {"concern": "A bruise"}})

    assert len(view.tasks) + len(view.processes) > 2


def test_steps_can_be_taken_back(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)
    view = go_on(tryout_id, clock, TRIAGE, {"wait": "1 working day"}, {"wait": "1 working day"})

    undo_tryout(tryout_id=tryout_id, if_revision=view.revision, actor=person("owner.one"), clock=clock)
    assert len(shown(tryout_id).steps) == 3
    undo_tryout(tryout_id=tryout_id, if_revision=None, keep_steps=0, actor=person("owner.one"), clock=clock)

    assert [task.name for task in shown(tryout_id).tasks] == ["Triage the referral"]
    with pytest.raises(InvalidInputError):
        undo_tryout(tryout_id=tryout_id, if_revision=None, actor=person("owner.one"), clock=clock)


def test_two_windows_do_not_overwrite_each_other(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)
    go_on(tryout_id, clock, TRIAGE)

    with pytest.raises(StaleVersionError):
        extend_tryout(tryout_id=tryout_id, step=VISIT, if_revision=1, actor=person("owner.one"), clock=clock)


def test_a_step_that_no_longer_works_says_where_and_keeps_the_steps(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)
    go_on(tryout_id, clock, TRIAGE, VISIT)
    diagram = draft_file(draft_id=draft_id, path=SUPPORT, actor=person("owner.one"))

    saved(draft_id, clock, content=diagram.replace(b"Visit the family", b"Call the family"), path=SUPPORT)

    view = shown(tryout_id)
    assert view.stopped is not None
    assert view.stopped.step == 2
    assert "Call the family" in view.stopped.reason
    assert len(view.steps) == 3
    assert [task.name for task in view.tasks] == ["Call the family"]
    with pytest.raises(WrongStateError):
        go_on(tryout_id, clock, {"wait": "1 day"})
    undo_tryout(tryout_id=tryout_id, if_revision=None, keep_steps=1, actor=person("owner.one"), clock=clock)
    assert shown(tryout_id).stopped is None


def test_the_diagram_shows_where_it_stands(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)
    go_on(tryout_id, clock, TRIAGE)

    _, diagram = get_drawn_tryout(tryout_id=tryout_id, number=1, part=None, actor=person("owner.one"))

    assert diagram is not None
    marks = {step.element: step.mark.value for step in diagram.steps}
    assert (marks["Task_Triage"], marks["Task_Visit"], marks["Task_Close"]) == ("done", "active", "later")
    assert "Flow_Yes" in diagram.flows


def test_a_tryout_is_its_owners_alone(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    listed = list_tryouts(draft_id=draft_id, actor=person("owner.one"), page=PageRequest())
    assert [each.id for each in listed.items] == [tryout_id]
    assert list_tryouts(draft_id=draft_id, actor=person("owner.two"), page=PageRequest()).items == ()
    with pytest.raises(NotFoundError):
        shown(tryout_id, to="owner.two")
    with pytest.raises(NotAllowedError):
        tried(draft_id, clock, by="worker.west")


def test_it_becomes_a_scenario_that_holds(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)
    go_on(tryout_id, clock, {**TRIAGE, "answers": {"accepted": "no"}, "at": "2026-12-15 09:30"})

    save_tryout(
        tryout_id=tryout_id,
        name="declined",
        title="A referral is declined",
        about="",
        actor=person("owner.one"),
        clock=clock,
    )

    written = draft_file(draft_id=draft_id, path=SCENARIO, actor=person("owner.one")).decode()
    assert written.startswith("title: A referral is declined\ncase:\n  family: Test Family Ash\n")
    assert (
        "- do: Triage the referral\n  as: front_door\n  at: 2026-12-15 09:30\n  answers:\n    accepted: 'no'" in written
    )
    assert "    status: closed" in written
    run_draft_scenarios(draft_id=draft_id, actor=person("owner.one"), clock=clock)
    (row,) = draft_scenarios(draft_id=draft_id, actor=person("owner.one")).rows
    assert (row.title, row.passed, row.way) == ("A referral is declined", True, Way.NEW)
    with pytest.raises(InvalidInputError):
        save_tryout(
            tryout_id=tryout_id, name="declined", title="Again", about="", actor=person("owner.one"), clock=clock
        )


def test_it_can_be_thrown_away(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock)

    remove_tryout(tryout_id=tryout_id, actor=person("owner.one"), clock=clock)

    with pytest.raises(NotFoundError):
        shown(tryout_id)


def rows() -> dict[str, list[object]]:
    """Every row of every table."""
    db.session.flush()
    tables: MetaData = Base.metadata
    return {
        name: sorted(map(str, db.session.execute(text(f'SELECT t::text FROM "{name}" t')).scalars()))  # noqa: S608
        for name in tables.tables
    }


def test_nothing_leaves_the_sandbox(draft_id: UUID, clock: VirtualClock):
    before = rows()
    tryout_id = tried(draft_id, clock, manual_services=True)
    go_on(
        tryout_id,
        clock,
        TRIAGE,
        {"wait": "1 day"},
        {"do": "Remind the worker", "as": "manager"},
        {**VISIT, "answers": {"visited_on": "2026-12-15", "note": "Calm"}},
        {"service": {"topic": "letter.post", "fail": "The printer is on fire"}},
        {"retry": "Service_Letter"},
        {"service": {"topic": "letter.post", "result": {"number": 7}}},
        {"message": {"name": "reply", "payload": {"text": "Thank you"}}},
        {"concern": {"concern": "A bruise"}},
        {"do": "Close the case", "as": "worker", "answers": {"summary": "Helped"}},
        {"start": {"process": "support", "answers": {"reason": "Again"}}},
    )
    save_tryout(tryout_id=tryout_id, name="all_of_it", title="All", about="", actor=person("owner.one"), clock=clock)
    run_draft_scenarios(draft_id=draft_id, actor=person("owner.one"), clock=clock)
    after = rows()

    touched = {name for name in before if before[name] != after[name]}
    assert touched == {
        "tryout",
        "audit",
        "audit_head",
        "library_draft",
        "draft_file",
        "draft_content",
        "draft_version",
        "scenario_result",
    }


DECLINED = b"""
title: A referral is declined
case: {family: Test Family Ash, children: [{name: Child One}]}
start: {process: support, at: 2026-12-14 10:00, answers: {reason: Tired}}
steps:
- {do: Triage the referral, as: front_door, answers: {accepted: 'no'}}
"""


def test_changed_results_stand_first_and_can_be_read_side_by_side(draft_id: UUID, clock: VirtualClock):
    owner = person("owner.one")
    saved(draft_id, clock, content=DECLINED, path=SCENARIO)
    saved(draft_id, clock, content=DECLINED.replace(b"front_door", b"worker"), path=SCENARIO.replace("decl", "fail"))

    ran = run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock)
    found = draft_scenarios(draft_id=draft_id, actor=owner)

    assert (ran.ran, ran.left, found.left) == (2, 0, 0)
    assert [(row.passed, row.way) for row in found.rows] == [(False, Way.NEW), (True, Way.NEW)]
    assert "it is for front_door, not worker" in str(found.rows[0].failure)
    run = draft_scenario(draft_id=draft_id, path=SCENARIO, actor=owner)
    assert run.pairs[0].after is not None
    assert run.pairs[0].before is None


def test_running_stops_in_time_and_goes_on_when_asked_again(draft_id: UUID, clock: VirtualClock):
    owner = person("owner.one")
    for number in range(3):
        saved(draft_id, clock, content=DECLINED, path=f"processes/test/scenarios/number_{number}.yaml")

    first = run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock, seconds=1e-9)
    assert (first.ran, first.left) == (1, 2)
    rest = run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock)

    assert (first.ran + rest.ran, rest.left) == (3, 0)
    assert run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock).ran == 0
    assert run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock, again=True).ran == 3
    assert len(db.session.scalars(select(ScenarioResult)).all()) == 3


def test_what_cannot_be_read_is_a_failure_and_holds_nothing_up(draft_id: UUID, clock: VirtualClock):
    owner = person("owner.one")
    saved(draft_id, clock, content=DECLINED.replace(b"2026-12-14 10:00", b"soon"), path=SCENARIO)

    run_draft_scenarios(draft_id=draft_id, actor=owner, clock=clock)

    (row,) = draft_scenarios(draft_id=draft_id, actor=owner).rows
    assert row.passed is False
    assert "is not a date and time" in str(row.failure)


def test_the_moment_of_the_beginning_is_local(draft_id: UUID, clock: VirtualClock):
    tryout_id = tried(draft_id, clock, at=datetime(2027, 6, 1, 9, 0, tzinfo=UTC))

    assert shown(tryout_id).now == datetime(2027, 6, 1, 9, 0, tzinfo=UTC)

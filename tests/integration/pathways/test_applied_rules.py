"""Which rules applied to this case on this date?"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.engine.migration import Place
from service.errors import NotFoundError
from service.models import Audit, Release, RunningCases, db
from service.pathways.make_current_again import make_current_again
from service.pathways.queries.applied_rules import AppliedRules, applied_rules
from service.pathways.queries.case_decisions import rules_in_force
from service.pathways.reading import read_applied_rules
from service.pathways.send_for_approval import send_for_approval
from tests.integration.builders import StartedCase, complete, later, person, started
from tests.integration.drafting import add_owners, begun, decided, published, saved
from tests.integration.moving import SUPPORT, current_id, longer, moved, release_with

RULES = "processes/test/rules.yaml"
TRIAGED, MOVED, TODAY = date(2026, 12, 15), date(2026, 12, 17), date(2026, 12, 18)


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


@pytest.fixture
def case(owners: None, clock: VirtualClock) -> StartedCase:
    """Opened on a Monday, triaged on Tuesday, moved on Thursday; today is Friday."""
    case = started(clock)
    later(clock, days=1)
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    later(clock, days=2)
    edits = {
        SUPPORT: {
            "Task_Visit": "Task_See",
            'name="Visit the family"': 'name="See the family"',
            'name="deadlines" value="visit"/>': (
                'name="deadlines" value="visit"/><camunda:property name="rules" value="TEST-002"/>'
            ),
        },
        **longer("visit", "10"),
    }
    moved(release_with(clock, edits), clock, mapping={Place("support", "Task_Visit"): Place("support", "Task_See")})
    later(clock, days=1)
    return case


def asked(case: StartedCase, on: date | datetime) -> AppliedRules:
    return applied_rules(case_id=UUID(case.case_id), on=on, actor=person("owner.one"))


def test_before_the_case_began_no_rules_applied(case: StartedCase):
    found = asked(case, date(2026, 12, 13))

    assert (found.processes, found.deadlines) == ((), ())
    assert found.opened_at == datetime.fromisoformat("2026-12-14T10:00:00+00:00")


def test_on_a_day_before_the_move_the_first_release_applied(case: StartedCase):
    found = asked(case, TRIAGED)

    (process,) = found.processes
    assert (process.name, process.release.number, process.since) == ("Family support", 1, found.opened_at)
    assert [(step.name, [rule.id for rule in step.rules]) for step in process.steps] == [
        ("Triage the referral", ["TEST-001"]),
        ("Visit the family", []),
    ]
    assert process.steps[0].rules[0].text
    assert [(each.key, each.due_at.date(), each.rule.id) for each in found.deadlines] == [
        ("triage", date(2026, 12, 15), "TEST-001"),
        ("visit", date(2026, 12, 22), "TEST-001"),
    ]


def test_on_a_day_after_the_move_the_second_release_applied(case: StartedCase):
    found = asked(case, TODAY)

    (process,) = found.processes
    assert (process.release.number, process.release.id, process.until) == (2, current_id(), None)
    assert [(step.element, [rule.id for rule in step.rules]) for step in process.steps] == [("Task_See", ["TEST-002"])]
    assert process.steps[0].entered_at.date() == TRIAGED
    assert process.steps[0].rules[0].text is None
    (visit,) = found.deadlines
    assert (visit.key, visit.due_at.date()) == ("visit", date(2026, 12, 31))


def test_on_the_day_of_the_move_both_did(case: StartedCase, clock: VirtualClock):
    found = asked(case, MOVED)

    assert [process.release.number for process in found.processes] == [1, 2]
    assert found.processes[0].until == found.processes[1].since == clock.now() - timedelta(days=1)
    assert [[step.element for step in process.steps] for process in found.processes] == [["Task_Visit"], ["Task_See"]]


def test_at_a_moment_one_of_them_did(case: StartedCase, clock: VirtualClock):
    at = clock.now() - timedelta(days=1)

    before, after = asked(case, at - timedelta(minutes=1)), asked(case, at)

    assert [process.release.number for process in before.processes] == [1]
    assert [process.release.number for process in after.processes] == [2]


def test_a_note_that_was_written_later_is_not_one_of_before(owners: None, clock: VirtualClock):
    first = release_of(clock, note="In March")
    case = started(clock)
    day = clock.now().date()
    back_to_first(first, clock)
    later(clock, days=1)

    release_of(clock, note="In June")
    then, now = asked(case, day), asked(case, clock.now().date())

    assert [process.release.note for process in then.processes] == ["In March"]
    assert [process.release.note for process in now.processes] == ["In June"]
    (in_force,) = rules_in_force(
        case_id=UUID(case.case_id), actor=person("owner.one"), at=clock.now() - timedelta(hours=2)
    )
    assert in_force.note == "In March"


def release_of(clock: VirtualClock, *, note: str) -> UUID:
    """Always with the same content."""
    draft = begun(clock)
    saved(draft, clock)
    what = {"if_revision": 2, "reason": "Asked for", "change_note": note}
    send_for_approval(draft_id=draft, actor=person("owner.one"), clock=clock, **what)
    decided(draft, clock)
    return UUID(published(draft, clock).release_id)


def back_to_first(live: UUID, clock: VirtualClock) -> None:
    make_current_again(
        release_id=db.session.scalars(select(Release.id).where(Release.number == 1)).one(),
        live_id=live,
        reason="It was wrong",
        running_cases=RunningCases.STAY,
        actor=person("owner.one"),
        clock=clock,
    )


def test_who_asked_is_written_down(case: StartedCase, clock: VirtualClock):
    read_applied_rules(case_id=UUID(case.case_id), on=TODAY, actor=person("owner.one"), clock=clock)

    entry = db.session.scalars(select(Audit).where(Audit.action == "read rules")).one()
    assert (entry.actor_name, entry.stream) == ("owner.one", f"case:{case.case_id}")


def test_nobody_learns_of_a_case_that_they_may_not_see(case: StartedCase):
    for case_id, name in ((UUID(case.case_id), "worker.east"), (uuid4(), "owner.one")):
        with pytest.raises(NotFoundError):
            applied_rules(case_id=case_id, on=TODAY, actor=person(name))

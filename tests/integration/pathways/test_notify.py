from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import Capability, system_actor
from service.clocks.clock import VirtualClock
from service.models import Case, Notification, Task, User, db
from service.pathways.assign_task import assign_task
from service.pathways.claim_task import claim_task
from service.pathways.clear_notifications import clear_notifications
from service.pathways.hand_back import hand_back_everything
from service.pathways.notify import Told, cause_gone, tell, tell_those_who_may
from service.pathways.queries.notifications import count_notifications, list_notifications
from service.pathways.raise_concern import raise_concern
from service.pathways.release_task import release_task
from service.pathways.restrict_case import restrict_case
from service.pathways.settle_notifications import settle_notifications
from tests.integration.builders import AUTHORITY, complete, later, person, started, task_of, triaged


def standing(name: str, clock: VirtualClock) -> list[tuple[str, str]]:
    found = list_notifications(actor=person(name), clock=clock)
    assert count_notifications(actor=person(name)) == len(found.standing)
    return [(each.urgency.value, each.title) for each in found.standing]


def reference(case_id: str) -> str:
    return db.session.scalars(select(Case.reference).where(Case.id == UUID(case_id))).one()


def test_people_whose_role_is_offered_a_task_find_it_in_their_digest(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    expected = [("digest", f"Visit the family, {reference(case.case_id)}")]
    assert standing("worker.west", clock) == standing("worker.west.two", clock) == expected
    assert standing("worker.east", clock) == standing("guest.one", clock) == []


def test_nobody_is_told_of_their_own_act(rolled_back: Flask, clock: VirtualClock):
    started(clock)

    assert standing("door.one", clock) == []


def test_whoever_is_given_a_task_is_told_today_and_the_others_no_more(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    give(case.case_id, "worker.west.two", clock)

    assert standing("worker.west.two", clock) == [("today", f"Visit the family, {reference(case.case_id)}")]
    assert standing("worker.west", clock) == []


def test_a_task_that_somebody_takes_is_no_news_to_anybody(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)

    assert standing("worker.west", clock) == standing("worker.west.two", clock) == []


def test_a_task_that_is_put_back_is_offered_again(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=task, actor=person("worker.west"), clock=clock)

    release_task(task_id=task, actor=person("worker.west"), clock=clock)

    assert [urgency for urgency, _ in standing("worker.west.two", clock)] == ["digest"]
    assert standing("worker.west", clock) == []


def test_a_task_that_is_done_is_gone_at_once(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "Calm"}, by="worker.west", clock=clock)

    assert "Visit the family" not in str(standing("worker.west.two", clock))
    gone = db.session.scalars(select(Notification).where(Notification.user_name == "worker.west.two")).first()
    assert gone is not None
    assert gone.gone_at == clock.now()


def test_an_urgent_concern_interrupts_everybody_who_may_answer_it(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)

    assert ("interrupt", f"Answer the concern, {reference(case.case_id)}") in standing("manager.west", clock)
    assert [each for each in standing("manager.east", clock) if each[0] == "interrupt"] == []


def test_an_urgent_concern_cannot_be_cleared_away(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    told = list_notifications(actor=person("manager.west"), clock=clock).standing

    cleared = clear_notifications(ids=[each.id for each in told], actor=person("manager.west"), clock=clock)

    assert cleared.count == len(told) - 1
    assert [urgency for urgency, _ in standing("manager.west", clock)] == ["interrupt"]


def test_of_a_restricted_case_only_those_are_told_who_may_know_of_it(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    restrict_case(
        case_id=UUID(case.case_id),
        people=["door.one", "worker.west.two"],
        reason="Family of a colleague",
        actor=system_actor("test", AUTHORITY),
        clock=clock,
    )

    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)

    assert standing("worker.west", clock) == []
    assert len(standing("worker.west.two", clock)) == 1


def test_what_was_told_of_a_case_is_taken_back_when_it_is_restricted(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    restrict_case(
        case_id=UUID(case.case_id),
        people=["worker.west"],
        reason="Family of a colleague",
        actor=person("manager.west"),
        clock=clock,
    )

    assert len(standing("worker.west", clock)) == 1
    assert standing("worker.west.two", clock) == []


def test_what_was_cleared_says_who_did_and_does_not_come_back(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    (told,) = list_notifications(actor=person("worker.west"), clock=clock).standing

    clear_notifications(ids=[told.id], actor=person("worker.west"), clock=clock)
    settle_notifications(clock=clock)

    found = list_notifications(actor=person("worker.west"), clock=clock)
    assert found.standing == ()
    assert [(each.cleared_by, each.cleared_at) for each in found.past] == [("Worker West", clock.now())]


def test_nobody_clears_what_another_is_told(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    (told,) = list_notifications(actor=person("worker.west"), clock=clock).standing

    cleared = clear_notifications(ids=[told.id], actor=person("worker.west.two"), clock=clock)

    assert cleared.count == 0
    assert len(standing("worker.west", clock)) == 1


def test_a_standard_that_is_due_today_is_told_once_to_the_lead(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    db.session.execute(update(Case).where(Case.id == UUID(case.case_id)).values(lead="worker.west"))
    clear_all("worker.west", clock)
    later(clock, days=30)

    settle_notifications(clock=clock)
    settle_notifications(clock=clock)

    told = [title for urgency, title in standing("worker.west", clock) if urgency == "digest"]
    assert told
    assert all(reference(case.case_id) in title and ", due " in title for title in told)
    assert len(told) == len(set(told))


def test_a_standard_of_a_case_without_a_lead_is_told_to_the_teams_managers(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    later(clock, days=30)

    settle_notifications(clock=clock)

    assert any(", due " in title for _, title in standing("manager.west", clock))
    assert not any(", due " in title for _, title in standing("manager.east", clock))


def test_a_standard_that_is_met_is_gone_at_once(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    db.session.execute(update(Case).where(Case.id == UUID(case.case_id)).values(lead="worker.west"))
    later(clock, days=30)
    settle_notifications(clock=clock)
    before = [title for _, title in standing("worker.west", clock) if ", due " in title]

    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "Calm"}, by="worker.west", clock=clock)

    after = [title for _, title in standing("worker.west", clock) if ", due " in title]
    assert len(after) < len(before)


@pytest.mark.parametrize("change", [{"active": False}])
def test_what_a_closed_account_was_told_is_gone(rolled_back: Flask, clock: VirtualClock, change: dict[str, bool]):
    triaged(clock)
    db.session.execute(update(User).where(User.name == "worker.west").values(**change))

    assert settle_notifications(clock=clock) == 1
    assert settle_notifications(clock=clock) == 0


def test_tasks_of_somebody_who_left_are_offered_to_their_colleagues(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    give(case.case_id, "worker.west", clock)

    hand_back_everything("worker.west", actor=system_actor(), clock=clock)

    assert [urgency for urgency, _ in standing("worker.west.two", clock)] == ["digest"]
    assert standing("worker.west", clock) == []


def test_what_slipped_through_is_settled_later(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    db.session.execute(update(Task).where(Task.case_id == UUID(case.case_id)).values(assignee="worker.west.two"))

    settle_notifications(clock=clock)

    assert standing("worker.west", clock) == []
    assert len(standing("worker.west.two", clock)) == 1


def test_people_are_told_anew_of_what_changed_again(rolled_back: Flask, clock: VirtualClock):
    first = Told(authority=AUTHORITY, cause=f"sitting:{UUID(int=1)}", title="Panel moved to Tuesday")
    tell({"worker.west"}, first, now=clock.now())
    clear_all("worker.west", clock)

    again = Told(authority=AUTHORITY, cause=first.cause, title="Panel moved to Friday")
    tell({"worker.west"}, again, now=clock.now())

    assert standing("worker.west", clock) == [("today", "Panel moved to Friday")]
    cause_gone(first.cause, now=clock.now())
    assert standing("worker.west", clock) == []


def test_those_with_the_capability_are_told_once(rolled_back: Flask, clock: VirtualClock):
    told = Told(authority=AUTHORITY, cause=f"referral:{UUID(int=2)}", title="Request for help received, TST-R-1")

    for _ in range(2):
        tell_those_who_may(Capability.START_CASES, told, besides=None, now=clock.now())

    assert standing("door.one", clock) == [("today", told.title)]
    assert standing("worker.west", clock) == []


def give(case_id: str, to: str, clock: VirtualClock) -> None:
    assign_task(task_id=task_of(case_id, "Task_Visit"), assignee=to, actor=person("manager.west"), clock=clock)


def clear_all(name: str, clock: VirtualClock) -> None:
    found = list_notifications(actor=person(name), clock=clock).standing
    clear_notifications(ids=[each.id for each in found], actor=person(name), clock=clock)

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.models import Absence, Case, Deadline, Person, Task, User, db
from service.pathways.calls import fetch_calls
from service.pathways.claim_task import claim_task
from service.pathways.finish_call import complete_call
from service.pathways.priority import Priority, priority_of
from service.pathways.queries.case_waits import case_waits
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.unallocated import unallocated_families
from service.pathways.queries.work_filters import DueIn, WorkFilter
from service.pathways.queries.work_views import View
from service.pathways.queries.worklist import WorkItem, tasks_for, work_counts, worklist
from service.pathways.raise_concern import raise_concern
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from tests.integration.builders import client, complete, later, person, route_all, started, task_of, triaged, visited

NOBODY = WorkFilter()


def listed(
    name: str, view: View, clock: VirtualClock, *, filters: WorkFilter = NOBODY, **page: object
) -> Page[WorkItem]:
    return worklist(actor=person(name), clock=clock, view=view, filters=filters, page=PageRequest(**page))


def families(page: Page[WorkItem]) -> list[str | None]:
    return [item.family for item in page.items]


def waiting(clock: VirtualClock, family: str, *, due: timedelta | None) -> StartedCase:
    """A visit of team west that is due so long from now; None: never."""
    case = triaged(clock, family=family)
    due_at = None if due is None else clock.now() + due
    db.session.execute(update(Task).where(Task.id == task_of(case.case_id, "Task_Visit")).values(due_at=due_at))
    return case


def restricted(case: StartedCase, clock: VirtualClock, *, named: str = "worker.east") -> None:
    director = person("director.one")
    restrict_case(
        case_id=UUID(case.case_id), people=[named], reason="Family of a colleague", actor=director, clock=clock
    )


def test_urgent_concerns_come_first_then_by_date_and_what_is_never_due_last(rolled_back: Flask, clock: VirtualClock):
    waiting(clock, "Test Family Never", due=None)
    waiting(clock, "Test Family Later", due=timedelta(days=8))
    waiting(clock, "Test Family Late", due=-timedelta(days=3))
    waiting(clock, "Test Family Today", due=timedelta(hours=2))
    urgent = waiting(clock, "Test Family Urgent", due=timedelta(days=20))
    raise_concern(case_id=UUID(urgent.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    route_all(clock)

    page = listed("manager.west", View.TEAM, clock)

    assert page.items[0].urgent
    ordered = [family for item in page.items if not item.urgent and (family := item.family)]
    assert ordered == [f"Test Family {name}" for name in ("Late", "Today", "Later", "Urgent", "Never")]


def test_tasks_without_due_date_are_ordered_by_age(rolled_back: Flask, clock: VirtualClock):
    for name in ("Oldest", "Middle", "Newest"):
        waiting(clock, f"Test Family {name}", due=None)
        later(clock, hours=1)

    assert families(listed("manager.west", View.TEAM, clock)) == [
        f"Test Family {name}" for name in ("Oldest", "Middle", "Newest")
    ]


@pytest.mark.parametrize("sort", [None, "-family", "priority", "assignee", "-age"])
def test_pages_follow_each_other_without_gap_or_repetition(rolled_back: Flask, clock: VirtualClock, sort: str | None):
    for number, due in enumerate([None, None, timedelta(days=1), timedelta(days=1), -timedelta(days=1)]):
        waiting(clock, f"Test Family {number}", due=due)
    whole = families(listed("manager.west", View.TEAM, clock, sort=sort))

    paged, cursor = [], None
    for _ in range(3):
        page = listed("manager.west", View.TEAM, clock, sort=sort, limit=2, cursor=cursor)
        paged += families(page)
        cursor = page.next_cursor

    assert paged == whole
    assert cursor is None


def test_my_work_is_what_is_assigned_to_me(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    triaged(clock, family="Test Family Elm")
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)

    assert families(listed("worker.west", View.MINE, clock)) == ["Test Family Ash"]
    assert families(listed("worker.west", View.UNALLOCATED, clock)) == ["Test Family Elm"]
    assert families(listed("worker.west.two", View.MINE, clock)) == []


def test_an_urgent_concern_stands_in_the_work_of_everybody_who_may_answer_it(rolled_back: Flask, clock: VirtualClock):
    case = waiting(clock, "Test Family Urgent", due=None)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    route_all(clock)

    assert [item.urgent for item in listed("manager.west", View.MINE, clock).items] == [True]
    assert families(listed("manager.east", View.MINE, clock)) == []


def test_an_urgent_concern_that_somebody_took_leaves_the_work_of_the_others(rolled_back: Flask, clock: VirtualClock):
    case = waiting(clock, "Test Family Urgent", due=None)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    route_all(clock)
    [alert] = listed("manager.west", View.MINE, clock).items

    db.session.execute(update(Task).where(Task.id == alert.id).values(assignee="director.one"))

    assert families(listed("manager.west", View.MINE, clock)) == []


def test_a_manager_sees_what_is_free_for_others_and_a_worker_only_what_they_could_take(
    rolled_back: Flask, clock: VirtualClock
):
    triaged(clock)

    (free,) = listed("manager.west", View.UNALLOCATED, clock).items

    assert not free.may_claim
    assert listed("worker.west", View.UNALLOCATED, clock).items[0].may_claim
    assert listed("worker.east", View.UNALLOCATED, clock).items == ()


def test_waiting_for_others_are_the_tasks_of_my_cases_that_are_not_mine(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    db.session.execute(update(Case).values(lead="worker.west"))
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west.two"), clock=clock)

    (item,) = listed("worker.west", View.WAITING, clock).items

    assert item.assignee_name == "Worker West Two"
    assert listed("worker.west.two", View.WAITING, clock).items == ()


def test_a_task_that_waits_for_another_role_is_waiting_for_others(rolled_back: Flask, clock: VirtualClock):
    started(clock)
    db.session.execute(update(Case).values(lead="worker.west"))

    (item,) = listed("worker.west", View.WAITING, clock).items

    assert (item.assignee, item.offered_to) == (None, ("Front Door",))


def test_coming_up_reaches_ten_working_days_ahead(rolled_back: Flask, clock: VirtualClock):
    waiting(clock, "Test Family Near", due=timedelta(days=16))  # 30 December: two bank holidays in between
    waiting(clock, "Test Family Far", due=timedelta(days=17))
    db.session.execute(update(Task).values(assignee="worker.west"))

    assert families(listed("worker.west", View.COMING_UP, clock)) == ["Test Family Near"]


def test_done_is_what_i_completed_since_monday(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "Calm"}, by="worker.west", clock=clock)

    assert families(listed("worker.west", View.DONE, clock)) == ["Test Family Ash"]
    later(clock, days=7)
    assert families(listed("worker.west", View.DONE, clock)) == []


def test_counts_are_those_of_the_views(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    triaged(clock, family="Test Family Elm")
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)

    counts = work_counts(actor=person("worker.west"), clock=clock)

    assert {view: len(listed("worker.west", view, clock).items) for view in View} == dict(counts)
    assert (counts[View.MINE], counts[View.UNALLOCATED], counts[View.TEAM]) == (1, 1, 2)


@pytest.mark.parametrize("view", [View.TEAM, View.UNALLOCATED, View.WAITING, View.COMING_UP, View.MINE])
@pytest.mark.parametrize("reader", ["manager.west", "worker.west", "director.one"])
def test_a_restricted_case_is_neither_listed_nor_counted(
    rolled_back: Flask, clock: VirtualClock, view: View, reader: str
):
    case = triaged(clock)
    db.session.execute(update(Case).values(lead=reader))
    restricted(case, clock)

    assert listed(reader, view, clock).items == ()
    assert work_counts(actor=person(reader), clock=clock)[view] == 0
    assert tasks_for(actor=person(reader), clock=clock, task_ids=(task_of(case.case_id, "Task_Visit"),)) == ()


def test_what_is_done_on_a_case_that_was_closed_to_me_since_is_not_listed(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "Calm"}, by="worker.west", clock=clock)
    restricted(case, clock)

    assert listed("worker.west", View.DONE, clock).items == ()


def test_a_row_says_why_it_is_due(rolled_back: Flask, clock: VirtualClock):
    started(clock)

    (item,) = listed("door.one", View.UNALLOCATED, clock).items

    assert item.why is not None
    assert (item.why.label, item.why.counted_at, item.why.due_at) == (
        "Triage the referral",
        clock.now(),
        item.due_at,
    )
    assert not item.why.missed


def test_a_due_date_of_no_standard_has_no_reason(rolled_back: Flask, clock: VirtualClock):
    started(clock)
    db.session.query(Deadline).delete()

    assert listed("door.one", View.UNALLOCATED, clock).items[0].why is None


def test_a_row_has_the_badges_of_its_case(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    db.session.execute(update(Person).values(language="Polish"))
    db.session.execute(update(Case).values(consent="refused"))

    (item,) = listed("worker.west", View.TEAM, clock).items

    assert (item.interpreter, item.consent, item.restricted) == (True, "refused", False)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (WorkFilter(text="late"), ["Late"]),
        (WorkFilter(due=DueIn.OVERDUE), ["Late"]),
        (WorkFilter(due=DueIn.TODAY), ["Today"]),
        (WorkFilter(due=DueIn.WEEK), ["Today"]),
        (WorkFilter(due=DueIn.LATER), ["Ahead"]),
        (WorkFilter(due=DueIn.NONE), ["Never"]),
        (WorkFilter(priority=Priority.HIGH), []),
        (WorkFilter(priority=Priority.NORMAL), ["Late", "Today", "Ahead", "Never"]),
        (WorkFilter(team="west"), ["Late", "Today", "Ahead", "Never"]),
        (WorkFilter(team="east"), []),
        (WorkFilter(role="manager"), []),
        (WorkFilter(role="worker", stage="Visit", process="support"), ["Late", "Today", "Ahead", "Never"]),
        (WorkFilter(assignee="worker.west"), []),
    ],
)
def test_a_list_is_narrowed(rolled_back: Flask, clock: VirtualClock, filters: WorkFilter, found: list[str]):
    dues = {"Late": -timedelta(days=1), "Today": timedelta(hours=1), "Ahead": timedelta(days=20), "Never": None}
    for name, due in dues.items():
        waiting(clock, f"Test Family {name}", due=due)

    page = listed("manager.west", View.TEAM, clock, filters=filters)

    assert families(page) == [f"Test Family {name}" for name in found]


@pytest.mark.parametrize("level", Priority)
def test_the_priority_that_a_list_is_narrowed_to_is_the_one_that_its_rows_are_said_to_have(
    rolled_back: Flask, clock: VirtualClock, level: Priority
):
    for number in (0, 20, 39, 40, 50, 59, 60, 75, 79, 80, 100):
        case = waiting(clock, f"Test Family {number}", due=timedelta(hours=number))
        task = task_of(case.case_id, "Task_Visit")
        db.session.execute(update(Task).where(Task.id == task).values(priority=number))

    page = listed("manager.west", View.TEAM, clock, filters=WorkFilter(priority=level))
    everything = listed("manager.west", View.TEAM, clock)

    assert page.items
    assert page.items == tuple(item for item in everything.items if priority_of(item.priority) is level)


def away(name: str, clock: VirtualClock, *, cover: str) -> None:
    user_id = db.session.query(User.id).filter(User.name == name).scalar()
    db.session.add(
        Absence(
            id=UUID(int=user_id.int ^ 1),
            user_id=user_id,
            from_at=clock.now(),
            until_at=clock.now() + timedelta(days=7),
            cover=cover,
            recorded_by="manager.west",
            recorded_at=clock.now(),
        )
    )
    db.session.flush()


def test_the_work_of_somebody_away_appears_with_their_cover(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)
    due_at = db.session.get_one(Task, visit).due_at
    away("worker.west", clock, cover="worker.west.two")

    (item,) = listed("worker.west.two", View.MINE, clock).items

    assert (item.covering, item.may_take_over, item.due_at) == ("Worker West", True, due_at)
    assert work_counts(actor=person("worker.west.two"), clock=clock)[View.MINE] == 1


def test_cover_ends_with_the_absence(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
    away("worker.west", clock, cover="worker.west.two")

    later(clock, days=7)

    assert listed("worker.west.two", View.MINE, clock).items == ()


@pytest.mark.parametrize("cover", ["worker.east", "door.one", "manager.east"])
def test_cover_never_widens_what_somebody_sees(rolled_back: Flask, clock: VirtualClock, cover: str):
    case = visited(clock)
    triaged(clock, family="Test Family Elm")
    db.session.execute(update(Task).values(assignee="worker.west"))
    db.session.execute(update(Case).where(Case.id == UUID(case.case_id)).values(opened_by="worker.west"))
    away("worker.west", clock, cover=cover)

    seen = listed(cover, View.MINE, clock).items

    assert seen == ()


def test_cover_does_not_open_a_restricted_case_to_a_colleague_of_the_team(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    restricted(case, clock, named="worker.west")
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
    away("worker.west", clock, cover="worker.west.two")

    assert listed("worker.west.two", View.MINE, clock).items == ()


def waits_for_a_reply(clock: VirtualClock) -> StartedCase:
    """A case of worker.west whose letter is posted and not answered yet."""
    case = visited(clock)
    poster = client(Scope.EXTERNAL_TASKS)
    (call,) = fetch_calls(topics=["letter.post"], worker="w", lock_for=timedelta(minutes=1), actor=poster, clock=clock)
    complete_call(call_id=call.id, worker="w", result={"number": 7}, actor=poster, clock=clock)
    db.session.execute(update(Case).values(lead="worker.west"))
    return case


def test_a_family_that_waits_for_an_answer_is_listed_with_what_it_waits_for(rolled_back: Flask, clock: VirtualClock):
    case = waits_for_a_reply(clock)

    (wait,) = case_waits(actor=person("worker.west"))

    assert (wait.reference, wait.name, wait.since, wait.until) == (case.reference, "Family replied", clock.now(), None)
    assert case_waits(actor=person("worker.west.two")) == ()


def test_what_a_restricted_case_waits_for_is_not_listed(rolled_back: Flask, clock: VirtualClock):
    case = waits_for_a_reply(clock)
    restricted(case, clock, named="worker.east")
    db.session.execute(update(Case).values(lead="worker.west"))

    assert case_waits(actor=person("worker.west")) == ()


def test_families_with_a_team_and_no_lead_wait_to_be_allocated(rolled_back: Flask, clock: VirtualClock):
    started(clock, family="Test Family Elm")
    case = triaged(clock)
    hidden = triaged(clock, family="Test Family Oak")
    restricted(hidden, clock)

    waiting_families = unallocated_families(actor=person("manager.west"))

    assert [(each.reference, each.children) for each in waiting_families] == [(case.reference, 1)]
    assert unallocated_families(actor=person("manager.east")) == ()
    db.session.execute(update(Case).values(lead="worker.west"))
    assert unallocated_families(actor=person("manager.west")) == ()

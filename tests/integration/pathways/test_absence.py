from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import Absence, Audit, Task, User, UserRole, db
from service.pathways.claim_task import claim_task
from service.pathways.queries.absences import list_absences
from service.pathways.queries.uncovered import uncovered_work
from service.pathways.record_absence import RecordedAbsence, cancel_absence, record_absence
from service.pathways.restrict_case import restrict_case
from service.pathways.set_working_time import set_working_time
from service.pathways.take_over_task import take_over_task
from tests.integration.builders import later, person, task_of, triaged

FIRST, LAST = date(2026, 12, 14), date(2026, 12, 18)


def recorded(
    clock: VirtualClock, *, user: str = "worker.west", by: str = "manager.west", **more: object
) -> RecordedAbsence:
    days = {"first": FIRST, "last": LAST, **more}
    return record_absence(user=user, actor=person(by), clock=clock, **days)


def held(clock: VirtualClock, *, by: str = "worker.west") -> UUID:
    """The visit of a case of team west, in the hands of a worker."""
    task_id = task_of(triaged(clock).case_id, "Task_Visit")
    claim_task(task_id=task_id, actor=person(by), clock=clock)
    return task_id


def test_an_absence_lasts_until_the_end_of_its_last_day(rolled_back: Flask, clock: VirtualClock):
    recorded(clock, cover="worker.west.two", reason="Leave")

    (absence,) = list_absences(actor=person("manager.west"), now=clock.now())

    assert (absence.user, absence.cover_name, absence.reason) == ("worker.west", "Worker West Two", "Leave")
    assert absence.until_at - absence.from_at == timedelta(days=5)


def test_the_reason_of_an_absence_is_not_in_the_audit_trail(rolled_back: Flask, clock: VirtualClock):
    recorded(clock, reason="Operation")

    entry = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()

    assert entry.action == "record absence"
    assert "Operation" not in str(entry.details)


def test_a_cancelled_absence_is_over(rolled_back: Flask, clock: VirtualClock):
    absence = recorded(clock)

    cancel_absence(absence_id=UUID(absence.absence_id), actor=person("manager.west"), clock=clock)

    assert list_absences(actor=person("manager.west"), now=clock.now()) == ()
    with pytest.raises(NotFoundError):
        cancel_absence(absence_id=UUID(absence.absence_id), actor=person("manager.west"), clock=clock)


def test_people_record_their_own_absence_and_nobody_elses(rolled_back: Flask, clock: VirtualClock):
    recorded(clock, by="worker.west")

    with pytest.raises(NotAllowedError):
        recorded(clock, user="worker.west.two", by="worker.west")
    assert list_absences(actor=person("worker.west.two"), now=clock.now()) == ()


def test_a_manager_records_no_absence_in_another_team(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotFoundError):
        recorded(clock, by="manager.east")
    absence = recorded(clock)
    with pytest.raises(NotFoundError):
        cancel_absence(absence_id=UUID(absence.absence_id), actor=person("manager.east"), clock=clock)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"first": LAST, "last": FIRST}, "last"),
        ({"first": date(2026, 12, 1), "last": date(2026, 12, 11)}, "last"),
        ({"last": date(2030, 1, 1)}, "last"),
        ({"cover": "worker.west"}, "cover"),
        ({"cover": "nobody.here"}, "cover"),
        ({"cover": "manager.west"}, "cover"),  # has none of the roles of a worker
        ({"reason": "x" * 201}, "reason"),
    ],
)
def test_an_absence_that_cannot_be_right_is_refused(
    rolled_back: Flask, clock: VirtualClock, more: dict[str, object], field: str
):
    with pytest.raises(InvalidInputError) as refused:
        recorded(clock, **more)

    assert set(refused.value.errors) == {field}
    assert db.session.scalars(select(Absence.id)).all() == []


def test_two_absences_do_not_overlap_and_nobody_away_covers(rolled_back: Flask, clock: VirtualClock):
    recorded(clock)

    with pytest.raises(InvalidInputError, match="need changing") as again:
        recorded(clock, first=LAST, last=date(2026, 12, 24))
    with pytest.raises(InvalidInputError) as covering:
        recorded(clock, user="worker.west.two", cover="worker.west")

    assert (set(again.value.errors), set(covering.value.errors)) == ({"last"}, {"cover"})


def test_a_cover_person_takes_a_task_over_and_its_due_date_stays(rolled_back: Flask, clock: VirtualClock):
    task_id = held(clock)
    due_at = db.session.get_one(Task, task_id).due_at
    recorded(clock, cover="worker.west.two")

    taken = take_over_task(task_id=task_id, actor=person("worker.west.two"), clock=clock)

    assert taken.assignee == "worker.west.two"
    assert db.session.get_one(Task, task_id).due_at == due_at


def test_nobody_takes_a_task_over_without_covering(rolled_back: Flask, clock: VirtualClock):
    task_id = held(clock)

    with pytest.raises(NotAllowedError, match="do not cover"):
        take_over_task(task_id=task_id, actor=person("worker.west.two"), clock=clock)
    recorded(clock, cover="worker.west.two")
    later(clock, days=5)
    with pytest.raises(NotAllowedError, match="do not cover"):
        take_over_task(task_id=task_id, actor=person("worker.west.two"), clock=clock)


def test_covering_opens_no_case(rolled_back: Flask, clock: VirtualClock):
    task_id = held(clock)
    recorded(clock, cover="worker.east")

    with pytest.raises(NotFoundError):
        take_over_task(task_id=task_id, actor=person("worker.east"), clock=clock)


def test_who_could_not_do_the_tasks_is_told_so_and_who_could_be_chosen(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(InvalidInputError) as refused:
        recorded(clock, cover="manager.west")

    (said,) = refused.value.errors["cover"]
    assert said == (
        "Manager West could not do the tasks of Worker West. "
        "Choose somebody with the role Worker, or nobody, and reassign the tasks"
    )


def test_somebody_whose_role_was_taken_since_covers_nothing(rolled_back: Flask, clock: VirtualClock):
    task_id = held(clock)
    recorded(clock, cover="worker.west.two")
    cover = db.session.scalars(select(User.id).where(User.name == "worker.west.two")).one()
    db.session.execute(update(UserRole).where(UserRole.user_id == cover).values(role="manager"))

    assert len(uncovered_work(actor=person("manager.west"), clock=clock)) == 1
    with pytest.raises(InvalidInputError):
        take_over_task(task_id=task_id, actor=person("worker.west.two"), clock=clock)


def test_work_that_the_cover_person_may_not_see_is_listed_for_the_manager(rolled_back: Flask, clock: VirtualClock):
    task_id = held(clock)
    recorded(clock, cover="worker.east")

    (left,) = uncovered_work(actor=person("manager.west"), clock=clock)

    assert (left.task_id, left.user, left.cover) == (task_id, "worker.west", "worker.east")


@pytest.mark.parametrize(("cover", "left"), [(None, 1), ("worker.west.two", 0)])
def test_work_is_covered_by_somebody_of_the_team_with_the_role(
    rolled_back: Flask, clock: VirtualClock, cover: str | None, left: int
):
    held(clock)
    recorded(clock, cover=cover)

    assert len(uncovered_work(actor=person("manager.west"), clock=clock)) == left


def test_what_a_manager_may_not_see_themselves_is_not_listed_as_uncovered(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    people = ["worker.west"]
    director = person("director.one")
    restrict_case(case_id=UUID(case.case_id), people=people, reason="Known to us", actor=director, clock=clock)
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
    recorded(clock)

    assert uncovered_work(actor=person("manager.west"), clock=clock) == ()


def test_working_time_is_changed_by_those_who_assign(rolled_back: Flask, clock: VirtualClock):
    def change(value: str, by: str = "manager.west") -> None:
        set_working_time(user="worker.west", full_time_equivalent=Decimal(value), actor=person(by), clock=clock)

    change("0.6")

    assert db.session.scalars(select(User.full_time_equivalent).where(User.name == "worker.west")).one() == Decimal(
        "0.6"
    )
    for wrong in ("-1", "2", "0.123", "NaN"):
        with pytest.raises(InvalidInputError):
            change(wrong)
    with pytest.raises(NotAllowedError):
        change("1", by="worker.west")
    with pytest.raises(NotFoundError):
        change("1", by="manager.east")


def test_an_unknown_absence_is_not_found(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotFoundError):
        cancel_absence(absence_id=uuid4(), actor=person("manager.west"), clock=clock)

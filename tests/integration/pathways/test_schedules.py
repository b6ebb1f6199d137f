from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, PathwaysError
from service.models import Instance, Notification, Schedule, Sitting, db
from service.pathways import schedules
from service.pathways.attempts import MOST_ATTEMPTS
from service.pathways.facts import RowFacts
from service.pathways.move_sitting import move_sitting
from service.pathways.notify import STANDING, UNSTARTED
from service.pathways.put_off import RETRY, put_off_schedule
from service.pathways.releases import current_release
from service.pathways.schedules import run_schedule
from tests.integration.builders import AUTHORITY, later, person
from tests.integration.moving import SUPPORT, release_with

# The panel sits on Tuesdays at 10:00; its process starts a day before.
TUESDAY = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 23, 14, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
MENDED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}


@pytest.fixture
def monday(clock: VirtualClock) -> VirtualClock:
    clock.move_to(datetime(2026, 12, 21, 10, 0, 5, tzinfo=UTC))
    return clock


def schedule() -> Schedule:
    return db.session.scalars(select(Schedule).execution_options(populate_existing=True)).one()


def test_a_publication_plans_the_next_start(rolled_back: Flask, clock: VirtualClock):
    assert schedule().next_at == datetime(2026, 12, 21, 10, 0, tzinfo=UTC)


def test_a_process_starts_when_its_moment_has_come_and_once(rolled_back: Flask, monday: VirtualClock):
    planned = schedule()

    ran, again = run_schedule(schedule_id=planned.id, clock=monday), run_schedule(schedule_id=planned.id, clock=monday)

    assert ran is not None
    assert ran.next_at == datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
    assert again is None
    assert [str(found) for found in db.session.scalars(select(Instance.id))] == [ran.instance_id]


def test_a_start_that_is_not_due_does_nothing(rolled_back: Flask, clock: VirtualClock):
    assert run_schedule(schedule_id=schedule().id, clock=clock) is None
    assert run_schedule(schedule_id=uuid4(), clock=clock) is None
    assert db.session.scalar(select(func.count()).select_from(Instance)) == 0


def test_a_moved_sitting_moves_the_start_before_it(rolled_back: Flask, clock: VirtualClock):
    moved = move_sitting(
        panel="panel", regular_at=TUESDAY, to=WEDNESDAY, reason="Hall closed", actor=person("manager.west"), clock=clock
    )

    assert moved.at == WEDNESDAY
    assert schedule().next_at == datetime(2026, 12, 22, 14, 0, tzinfo=UTC)


def test_the_diary_keeps_the_regular_sittings_around_a_moved_one(rolled_back: Flask, clock: VirtualClock):
    move_sitting(
        panel="panel", regular_at=TUESDAY, to=WEDNESDAY, reason="Hall closed", actor=person("manager.west"), clock=clock
    )

    facts = RowFacts(case=None, instance_id=uuid4(), composed=current_release(AUTHORITY).composed, clock=clock)
    assert [sitting.at for sitting in facts.sittings("panel")] == [
        datetime(2026, 12, 15, 10, 0, tzinfo=UTC),
        WEDNESDAY,
        datetime(2026, 12, 29, 10, 0, tzinfo=UTC),
    ]


def next_sitting(clock: VirtualClock) -> datetime:
    release = current_release(AUTHORITY).composed.release
    facts = RowFacts(case=None, instance_id=uuid4(), composed=current_release(AUTHORITY).composed, clock=clock)
    return release.calendar.next_sitting(release.deadlines["panel"], clock.now(), facts.sittings("panel"))


def test_a_sitting_that_was_brought_forward_is_not_held_again(rolled_back: Flask, monday: VirtualClock):
    noon = datetime(2026, 12, 21, 12, 0, tzinfo=UTC)
    move_sitting(
        panel="panel", regular_at=TUESDAY, to=noon, reason="Hall closed", actor=person("manager.west"), clock=monday
    )
    before = next_sitting(monday)
    monday.move_to(noon)

    assert (before, next_sitting(monday)) == (noon, datetime(2026, 12, 29, 10, 0, tzinfo=UTC))


def test_a_sitting_that_is_put_off_almost_to_the_next_one_leaves_both_days_right(
    rolled_back: Flask, clock: VirtualClock
):
    monday = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
    move_sitting(
        panel="panel", regular_at=TUESDAY, to=monday, reason="Hall closed", actor=person("manager.west"), clock=clock
    )
    found = []
    for _ in range(3):
        found.append(next_sitting(clock))
        clock.move_to(found[-1])

    assert found == [
        datetime(2026, 12, 15, 10, 0, tzinfo=UTC),
        monday,
        datetime(2026, 12, 29, 10, 0, tzinfo=UTC),
    ]


def test_a_sitting_can_be_moved_again(rolled_back: Flask, clock: VirtualClock):
    manager = person("manager.west")
    move_sitting(panel="panel", regular_at=TUESDAY, to=WEDNESDAY, reason="Hall closed", actor=manager, clock=clock)

    later = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    move_sitting(panel="panel", regular_at=WEDNESDAY, to=later, reason="Chair ill", actor=manager, clock=clock)

    sitting = db.session.scalars(select(Sitting).where(Sitting.regular_at == TUESDAY)).one()
    assert (sitting.at, sitting.reason, sitting.changed_by) == (later, "Chair ill", "manager.west")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"panel": "nothing"}, "panel"),
        ({"regular_at": datetime(2026, 12, 22, 11, 0, tzinfo=UTC)}, "regular_at"),
        ({"to": datetime(2026, 12, 1, 10, 0, tzinfo=UTC)}, "to"),
        ({"to": datetime(2026, 12, 15, 10, 0, tzinfo=UTC)}, "to"),
        ({"to": datetime(2096, 12, 15, 10, 0, tzinfo=UTC)}, "to"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_sitting_is_not_moved_to_nowhere(
    rolled_back: Flask, clock: VirtualClock, changed: dict[str, object], field: str
):
    asked = {"panel": "panel", "regular_at": TUESDAY, "to": WEDNESDAY, "reason": "Hall closed"} | changed

    with pytest.raises(InvalidInputError) as refused:
        move_sitting(**asked, actor=person("manager.west"), clock=clock)

    assert set(refused.value.errors) == {field}
    assert db.session.scalar(select(func.count()).select_from(Sitting)) == 0


def test_a_worker_does_not_move_sittings(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError):
        move_sitting(
            panel="panel",
            regular_at=TUESDAY,
            to=WEDNESDAY,
            reason="x",
            actor=person("worker.west"),
            clock=clock,
        )


def test_a_start_that_fails_is_tried_again_and_logged(rolled_back: Flask, monday: VirtualClock, caplog):
    planned = schedule()
    planned.process = "not_there"
    db.session.flush()

    ran = run_schedule(schedule_id=planned.id, clock=monday)

    assert ran is not None
    assert ran.instance_id is None
    assert schedule().last_error
    assert "process not started by its calendar" in caplog.messages


def test_what_is_due_when_a_release_is_published_still_starts(rolled_back: Flask, monday: VirtualClock):
    due = schedule().next_at

    release_with(monday, {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}})

    planned = schedule()
    assert planned.next_at == due < monday.now()
    assert run_schedule(schedule_id=planned.id, clock=monday) is not None
    assert schedule().next_at == datetime(2026, 12, 28, 10, 0, tzinfo=UTC)


def fail(clock: VirtualClock) -> None:
    """Let the start fail, as it does where the procedure is not right."""

    def refuse(*_args, **_options):
        raise PathwaysError("The procedure is not right.")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schedules, "start_process", refuse)
        run_schedule(schedule_id=schedule().id, clock=clock)


def put_off(clock: VirtualClock) -> None:
    """Let it be put off, as if its workers had died of it."""
    planned = schedule()
    planned.attempts = MOST_ATTEMPTS + 1
    db.session.flush()
    put_off_schedule(schedule_id=planned.id, clock=clock)


def move_a_sitting(clock: VirtualClock) -> None:
    manager = person("manager.west")
    move_sitting(panel="panel", regular_at=TUESDAY, to=WEDNESDAY, reason="Hall closed", actor=manager, clock=clock)


def test_operators_are_told_once_of_a_start_that_fails_every_hour(rolled_back: Flask, monday: VirtualClock):
    fail(monday)
    told = db.session.scalars(select(Notification.user_name).where(STANDING)).all()
    db.session.execute(update(Notification).values(sent_at=monday.now(), cleared_at=monday.now()))

    for hinder in (fail, put_off):
        later(monday, hours=1)
        hinder(monday)

    assert schedule().claimed_until == monday.now() + RETRY
    assert told == ["admin.one"]
    assert db.session.scalars(select(Notification.id).where(STANDING)).all() == []


def test_operators_are_told_again_of_a_start_that_fails_with_another_release(rolled_back: Flask, monday: VirtualClock):
    fail(monday)
    db.session.execute(update(Notification).values(sent_at=monday.now(), cleared_at=monday.now()))
    release_with(monday, MENDED)

    fail(monday)

    told = select(Notification.user_name).where(STANDING, Notification.cause == f"{UNSTARTED}{schedule().id}")
    assert db.session.scalars(told).all() == ["admin.one"]


@pytest.mark.parametrize("hinder", [fail, put_off])
def test_a_start_that_was_hindered_is_made_as_soon_as_a_release_is_published(
    rolled_back: Flask, monday: VirtualClock, hinder
):
    hinder(monday)
    later(monday, minutes=30)

    release_with(monday, MENDED)

    planned = schedule()
    assert (planned.next_at <= monday.now(), planned.last_error) == (True, None)
    assert (planned.claimed_until, planned.attempts) == (None, 0)
    ran = run_schedule(schedule_id=planned.id, clock=monday)
    assert ran is not None
    assert ran.instance_id is not None
    assert ran.next_at == NEXT_MONDAY


@pytest.mark.parametrize("hinder", [fail, put_off])
def test_a_start_that_was_hindered_is_still_made_when_a_sitting_is_moved(
    rolled_back: Flask, monday: VirtualClock, hinder
):
    hinder(monday)
    before = schedule().next_at

    move_a_sitting(monday)

    assert schedule().next_at == before
    later(monday, hours=1)
    ran = run_schedule(schedule_id=schedule().id, clock=monday)
    assert ran is not None
    assert ran.instance_id is not None


def test_a_start_that_is_due_is_still_made_when_a_sitting_is_moved(rolled_back: Flask, monday: VirtualClock):
    move_a_sitting(monday)

    ran = run_schedule(schedule_id=schedule().id, clock=monday)
    assert ran is not None
    assert ran.instance_id is not None

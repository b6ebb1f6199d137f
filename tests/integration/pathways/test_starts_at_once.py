"""What starts in the moment in which another release becomes the current one, on several connections."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from service.clocks.clock import VirtualClock
from service.models import BulkAction, Instance, InstanceState, Outbox, RunningCases, db
from service.pathways.activate_release import activate_release
from service.pathways.handle_referral import start_referral
from service.pathways.make_current_again import make_current_again
from service.pathways.open_episode import open_episode
from service.pathways.publish_draft import publish_draft
from service.pathways.raise_concern import raise_concern
from service.pathways.schedules import run_schedule
from service.pathways.start_instance import start_instance
from service.pathways.sweep import sweep
from tests.integration.builders import complete, later, person, route_all, started
from tests.integration.drafting import add_owners, approved, published, shown
from tests.integration.moving import current_id, release_with, run_all
from tests.integration.pathways.test_concurrency import at_once
from tests.integration.pathways.test_messages import closed
from tests.integration.pathways.test_moves_at_once import RENAMED
from tests.integration.pathways.test_referrals_at_once import received

Work = Callable[[], object]
Prepare = Callable[[VirtualClock], Work]

# of this database: other tests may run beside this one
_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE NOT granted AND datname = current_database())"
)


def starts_case(clock: VirtualClock) -> Work:
    return lambda: started(clock, family="Test Family Late")


def starts_further_process(clock: VirtualClock) -> Work:
    case, worker = started(clock), person("door.one")
    return lambda: start_instance(
        process="urgent_concern",
        event="Event_ConcernRaised",
        case_id=UUID(case.case_id),
        actor=worker,
        clock=clock,
    )


def starts_by_message(clock: VirtualClock) -> Work:
    case, worker = closed(clock), person("worker.west")
    return lambda: raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=worker, clock=clock)


def starts_by_calendar(clock: VirtualClock) -> Work:
    later(clock, days=8)
    (schedule_id,) = sweep(clock=clock).schedules
    return lambda: run_schedule(schedule_id=UUID(schedule_id), clock=clock)


def opens_episode(clock: VirtualClock) -> Work:
    case = closed(clock)
    route_all(clock)
    later(clock, days=80)
    complete(case, "Task_Ask", {"again": "yes"}, by="worker.west", clock=clock)
    asked = select(Outbox.id).where(Outbox.topic == "case.open_episode", Outbox.case_id == UUID(case.case_id))
    call_id = db.session.scalars(asked).one()
    return lambda: open_episode(call_id=call_id, clock=clock)


def starts_by_request(clock: VirtualClock) -> Work:
    referral, door = received(clock), person("door.one")
    return lambda: start_referral(referral_id=referral, actor=door, clock=clock)


STARTS = (
    starts_case,
    starts_further_process,
    starts_by_message,
    starts_by_calendar,
    opens_episode,
    starts_by_request,
)


def publishes(clock: VirtualClock) -> Work:
    draft, owner = approved(clock), person("owner.one")
    digest = shown(draft).digest
    return lambda: (
        publish_draft(draft_id=draft, digest=digest, running_cases=RunningCases.MOVE, actor=owner, clock=clock).bulk_id
    )


def rolls_back(clock: VirtualClock) -> Work:
    old, owner = current_id(), person("owner.one")
    new = release_with(clock, RENAMED)
    return lambda: (
        make_current_again(
            release_id=old, live_id=new, reason="x", running_cases=RunningCases.MOVE, actor=owner, clock=clock
        ).bulk_id
    )


def activates(clock: VirtualClock) -> Work:
    day = (clock.now() + timedelta(days=1)).date()
    planned = published(approved(clock), clock, effective_on=day, running_cases=RunningCases.MOVE)
    later(clock, days=2)

    def activate() -> str:
        activate_release(release_id=UUID(planned.release_id), clock=clock)
        found = select(BulkAction.id).where(BulkAction.release_id == UUID(planned.release_id))
        return str(db.session.scalars(found).one())

    return activate


@pytest.fixture(autouse=True)
def owners(committed: Flask, clock: VirtualClock) -> None:
    with committed.app_context():
        add_owners(clock)


def while_open(app: Flask, first: Work, second: Work) -> tuple[list[object], bool]:
    """Run `second` while `first` is about to commit: what they return or raise, and whether `second` had to wait."""
    about_to_commit, second_ended, waited = threading.Event(), threading.Event(), []

    def held() -> object:
        def hold(session: Session) -> None:
            if threading.current_thread() is thread and not session.in_nested_transaction():
                about_to_commit.set()
                waited.append(_waits_before(second_ended))

        thread = threading.current_thread()
        event.listen(Session, "before_commit", hold)
        try:
            return first()
        finally:
            event.remove(Session, "before_commit", hold)
            about_to_commit.set()

    def beside() -> object:
        about_to_commit.wait()
        try:
            return second()
        finally:
            second_ended.set()

    return at_once(app, held, beside), any(waited)


def _waits_before(ended: threading.Event) -> bool:
    """Whether somebody comes to wait for a lock of this database before that."""
    with db.engine.connect() as other:
        while not ended.wait(0.01):
            if other.execute(_WAITING).scalar_one():
                return True
    return False


@pytest.mark.parametrize("starts", STARTS)
def test_what_starts_while_another_release_is_published_moves_with_the_others(
    committed: Flask, clock: VirtualClock, starts: Prepare
):
    with committed.app_context():
        start, publish = starts(clock), publishes(clock)
        before = set(db.session.scalars(select(Instance.id)))

    (begun, bulk_id), _ = while_open(committed, start, publish)

    with committed.app_context():
        assert not isinstance(begun, Exception), begun
        (late,) = set(db.session.scalars(select(Instance.id))) - before
        run_all(UUID(str(bulk_id)), clock)
        assert db.session.get_one(Instance, late).release_id == current_id()


@pytest.mark.parametrize("replaces", [publishes, rolls_back, activates])
def test_however_another_release_becomes_current_nothing_is_left_behind(
    committed: Flask, clock: VirtualClock, replaces: Prepare
):
    with committed.app_context():
        started(clock)
        replace = replaces(clock)

    (_, bulk_id), _ = while_open(committed, starts_case(clock), replace)

    with committed.app_context():
        run_all(UUID(str(bulk_id)), clock)
        assert list(db.session.scalars(select(Instance.release_id))) == [current_id()] * 2


@pytest.mark.parametrize("starts", STARTS)
def test_what_starts_after_a_release_was_replaced_and_before_it_can_be_seen_waits_for_it(
    committed: Flask, clock: VirtualClock, starts: Prepare
):
    with committed.app_context():
        start, publish = starts(clock), publishes(clock)
        before = set(db.session.scalars(select(Instance.id)))

    (_, begun), waited = while_open(committed, publish, start)

    with committed.app_context():
        assert not isinstance(begun, Exception), begun
        (late,) = set(db.session.scalars(select(Instance.id))) - before
        assert waited
        assert db.session.get_one(Instance, late).release_id == current_id()


def test_what_starts_does_not_wait_for_what_starts_beside_it(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        first, second = starts_by_message(clock), starts_by_message(clock)

    outcomes, waited = while_open(committed, first, second)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert not waited


def test_many_that_start_while_a_release_is_replaced_follow_it_all(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        roll_back = rolls_back(clock)
        works = [starts(clock) for starts in STARTS if starts is not starts_by_calendar for _ in range(2)]

    bulk_id, *outcomes = at_once(committed, roll_back, *works)

    with committed.app_context():
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        run_all(UUID(str(bulk_id)), clock)
        still = Instance.status == InstanceState.RUNNING
        assert set(db.session.scalars(select(Instance.release_id).where(still))) == {current_id()}

"""A move and everything else at the same time, on several connections, with real commits."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import case_stream, verify_stream
from service.clocks.clock import VirtualClock
from service.models import (
    BulkItem,
    BulkStatus,
    Instance,
    ItemResult,
    Release,
    ReleaseMove,
    RunningCases,
    Task,
    TaskStatus,
    Timer,
    db,
)
from service.pathways.begin_move import begin_move
from service.pathways.complete_task import complete_task
from service.pathways.fire_timers import fire_timers
from service.pathways.make_current_again import make_current_again
from service.pathways.queries.bulk import get_bulk_action
from service.pathways.run_bulk_item import finish_bulk_actions, run_bulk_item
from service.pathways.stop_bulk_action import stop_bulk_action
from service.pathways.sweep import sweep
from tests.integration.builders import later, person, started, task_of, triaged
from tests.integration.drafting import add_owners
from tests.integration.moving import SUPPORT, begun_move, current_id, instance_of, release_with, run_all
from tests.integration.pathways.test_concurrency import at_once

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}
RENAMED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}
NAMES = ("Ash", "Oak", "Elm", "Fir", "Yew")


@pytest.fixture(autouse=True)
def owners(committed: Flask, clock: VirtualClock) -> None:
    with committed.app_context():
        add_owners(clock)


def test_a_task_that_is_completed_while_its_case_moves_is_completed_once(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        case = triaged(clock)
        task_id, instance_id = task_of(case.case_id, "Task_Visit"), instance_of(case.case_id).id
        release_id, worker = release_with(clock, RENAMED), person("worker.west")
        bulk_id = begun_move(release_id, clock)

    outcomes = at_once(
        committed,
        lambda: complete_task(task_id=task_id, answers=VISIT, actor=worker, clock=clock),
        lambda: run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock),
    )

    with committed.app_context():
        instance = instance_of(case.case_id)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert instance.release_id == release_id
        assert db.session.get_one(Task, task_id).status is TaskStatus.COMPLETED
        assert verify_stream(case_stream(UUID(case.case_id))).intact


def test_a_timer_that_fires_while_its_case_moves_fires_once(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        case = triaged(clock)
        instance_id = instance_of(case.case_id).id
        bulk_id = begun_move(release_with(clock, RENAMED), clock)
    later(clock, hours=2)

    at_once(
        committed,
        lambda: fire_timers(instance_id=instance_id, clock=clock),
        lambda: run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock),
        lambda: fire_timers(instance_id=instance_id, clock=clock),
    )

    with committed.app_context():
        reminders = select(func.count()).select_from(Task).where(Task.element == "Task_Remind")
        assert db.session.scalar(reminders) == 1
        assert db.session.scalar(select(func.count()).select_from(Timer)) == 0


def test_two_jobs_that_come_to_the_same_item_move_it_once(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        instance_id = instance_of(triaged(clock).case_id).id
        bulk_id = begun_move(release_with(clock, RENAMED), clock)

    def run() -> object:
        return run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)

    outcomes = at_once(committed, run, run, run)

    with committed.app_context():
        assert sorted(outcome is None for outcome in outcomes) == [False, True, True]
        assert db.session.scalar(select(func.count()).select_from(ReleaseMove)) == 1


def test_two_sweeps_share_the_items_of_a_move(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        for name in NAMES:
            triaged(clock, family=f"Test Family {name}")
        begun_move(release_with(clock, RENAMED), clock)

    one, two = at_once(committed, lambda: sweep(clock=clock, items=3).items, lambda: sweep(clock=clock, items=3).items)

    assert not set(one) & set(two)
    assert 3 <= len(one) + len(two) <= len(NAMES)


def test_whoever_ends_the_last_item_ends_the_action(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        ids = [instance_of(triaged(clock, family=f"Test Family {name}").case_id).id for name in NAMES]
        bulk_id = begun_move(release_with(clock, RENAMED), clock)

    def run(instance_id: UUID) -> None:
        run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
        finish_bulk_actions(bulk_ids={bulk_id}, clock=clock)

    at_once(committed, *(lambda instance_id=instance_id: run(instance_id) for instance_id in ids))

    with committed.app_context():
        assert get_bulk_action(bulk_id=bulk_id, actor=person("owner.one")).status is BulkStatus.FINISHED


def test_a_move_that_is_stopped_while_it_runs_leaves_every_case_whole(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        ids = [instance_of(triaged(clock, family=f"Test Family {name}").case_id).id for name in NAMES]
        release_id, owner = release_with(clock, RENAMED), person("owner.two")
        bulk_id = begun_move(release_id, clock)

    def run() -> None:
        for instance_id in ids:
            run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)

    outcomes = at_once(committed, run, lambda: stop_bulk_action(bulk_id=bulk_id, actor=owner, clock=clock))

    with committed.app_context():
        run_all(bulk_id, clock)
        moved = set(db.session.scalars(select(ReleaseMove.instance_id)))
        followers = set(db.session.scalars(select(Instance.id).where(Instance.release_id == release_id)))
        found = dict(db.session.execute(select(BulkItem.result, func.count()).group_by(BulkItem.result)).all())
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert moved == followers
        assert found.get(ItemResult.DONE, 0) == len(moved)
        assert sum(found.values()) == len(NAMES)
        assert set(found) <= {ItemResult.DONE, ItemResult.NOT_BEGUN}


def test_of_two_moves_at_once_the_later_one_decides(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        for name in NAMES:
            started(clock, family=f"Test Family {name}")
        one, two = release_with(clock, RENAMED), release_with(clock, {SUPPORT: {">PT1H<": ">PT2H<"}})
        owner = person("owner.one")

    def move(release_id: UUID) -> UUID:
        begun = begin_move(release_id=release_id, when=RunningCases.MOVE, reason="x", actor=owner, clock=clock)
        return UUID(begun.bulk_id)

    bulk_ids = at_once(committed, lambda: move(one), lambda: move(two))

    with committed.app_context():
        for bulk_id in bulk_ids:
            run_all(bulk_id, clock)
        still = dict(db.session.execute(select(BulkItem.result, func.count()).group_by(BulkItem.result)).all())
        assert still == {ItemResult.DONE: len(NAMES), ItemResult.NOT_BEGUN: len(NAMES)}
        assert len(set(db.session.scalars(select(Instance.release_id)))) == 1


def test_rolling_back_while_a_move_runs_leaves_nothing_behind(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        ids = [instance_of(triaged(clock, family=f"Test Family {name}").case_id).id for name in NAMES]
        old, owner = current_id(), person("owner.one")
        new = release_with(clock, RENAMED)
        forth = begun_move(new, clock)

    def run() -> None:
        for instance_id in ids:
            run_bulk_item(bulk_id=forth, instance_id=instance_id, clock=clock)

    def back() -> UUID:
        result = make_current_again(
            release_id=old, live_id=new, reason="x", running_cases=RunningCases.MOVE, actor=owner, clock=clock
        )
        return UUID(result.bulk_id)

    outcomes = at_once(committed, run, back)

    with committed.app_context():
        assert outcomes[0] is None
        run_all(outcomes[1], clock)
        assert set(db.session.scalars(select(Instance.release_id))) == {old}
        assert db.session.scalars(select(Release.id).where(Release.is_current)).one() == old

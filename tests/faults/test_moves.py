"""Workers that die in the middle of a move of many processes."""

import random
import threading
from uuid import UUID

from service.clocks.clock import SystemClock
from service.library import compose, read_directory
from service.models import RunningCases, db
from service.pathways.begin_move import begin_move
from service.pathways.publication import lock_authority, make_current, write_release
from service.pathways.published import Origin
from service.pathways.start_instance import start_instance
from service.pathways.transaction import transact
from tests.faults.conftest import ACTOR, AUTHORITY, LIBRARY

MANY = 120
ALARM = f"processes/{AUTHORITY}/alarm.bpmn"
ENDED = "select count(*) from bulk_item where ended_at is not null"


def publish(installation, before, after, *, many=MANY):
    """Publish the library with a text replaced, and begin to move everything to it."""
    files = dict(read_directory(LIBRARY, AUTHORITY))
    assert before.encode() in files[ALARM]
    files[ALARM] = files[ALARM].replace(before.encode(), after.encode())
    composed, clock = compose(AUTHORITY, files), SystemClock()

    def work():
        lock_authority(composed.authority)
        origin = Origin(published_by=ACTOR.name, published_at=clock.now(), note=after)
        release = write_release(composed, files, origin)
        make_current(release, composed, clock)
        return release.id

    with installation.app.app_context():
        release_id = transact(work)
        begun = begin_move(release_id=release_id, when=RunningCases.MOVE, reason="x", actor=ACTOR, clock=clock)
        db.session.remove()
    assert begun.total == many
    return UUID(begun.bulk_id), release_id


def test_workers_killed_in_the_middle_of_a_move_lose_and_double_nothing(installation):
    with installation.app.app_context():
        for _ in range(MANY):
            start_instance(process="alarm", actor=ACTOR, clock=SystemClock(), authority=AUTHORITY)
        db.session.remove()
    timers = set(installation.ask("select id, instance_id, element, due_at from timer"))
    bulk_id, release_id = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"')
    installation.start("scheduler")
    workers = [installation.start("worker"), installation.start("worker")]
    chance = random.Random(20261214)

    for _ in range(5):
        before = installation.one(ENDED)
        installation.wait_for(lambda before=before: installation.one(ENDED) > before)
        threading.Event().wait(chance.uniform(0.02, 0.3))
        installation.kill(workers.pop(0))
        workers.append(installation.start("worker"))
        if installation.one(ENDED) == MANY:
            break
    finished = "select status from bulk_action where id = %s"
    installation.wait_for(lambda: installation.one(finished, bulk_id) == "finished", seconds=120)

    assert installation.ask("select result, count(*) from bulk_item group by 1") == [("done", MANY)]
    assert installation.one("select count(distinct instance_id) from release_move") == MANY
    assert installation.one("select count(*) from release_move") == MANY
    assert installation.ask("select distinct release_id, revision, status from instance") == [
        (release_id, 2, "running")
    ]
    assert set(installation.ask("select id, instance_id, element, due_at from timer")) == timers
    assert installation.ask("select distinct name from timer") == [("Alarm sounds",)]
    assert installation.one("select count(*) from audit where action = 'move process to release'") == MANY

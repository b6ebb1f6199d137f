"""How many running cases move to another release in a second, and what does one cost against completing a task?"""

import sys
import time
from uuid import UUID

from completion import visit
from ground import ACTOR, AUTHORITY, LIBRARY, Ground, cpu_milliseconds, ground, median, verdict, wall_milliseconds
from sqlalchemy import func, select, update

from service.clocks.clock import SystemClock
from service.library import compose, read_directory
from service.models import BulkItem, ItemResult, RunningCases, db
from service.pathways.begin_move import begin_move
from service.pathways.begin_preview import begin_preview
from service.pathways.publication import lock_authority, make_current, write_release
from service.pathways.published import Origin
from service.pathways.run_bulk_item import run_bulk_item
from service.pathways.sweep import sweep
from service.pathways.transaction import transact

MEASURED = 60
MANY = 600
WAITING = 3_000
GOAL = 2.5  # a move restores the process in both releases, writes it, and proves it by reading it again
PATIENCE = 300.0


def main() -> None:
    with ground() as place:
        ids = [UUID(each) for each in place.start("visits", MEASURED)]
        there, back = (publish(place, name) for name in ("Visit again?", "Visit once more?"))
        move_by_hand(place, there, ids)  # warm
        moved = move_by_hand(place, back, ids)
        completed = median([visit(place, instance) for instance in ids])
        print(f"move a case (CPU):     {moved:6.2f} ms")
        print(f"complete a task (CPU): {completed:6.2f} ms")
        print(f"ratio: {verdict(moved / completed, goal=GOAL)}")
        place.start("visits", MANY)
        print(f"preview of {MANY + MEASURED}: {rate(place, lambda: preview(place, there)):.0f} a second (two workers)")
        print(f"move of {MANY + MEASURED}:    {rate(place, lambda: move(place, there)):.0f} a second (two workers)")
        before = look(place)
        wait_for_stages(place, back)
        print(f"look for due work: {before:.2f} ms, with {WAITING:,} cases that wait for a stage: {look(place):.2f} ms")


def publish(place: Ground, name: str) -> UUID:
    """Publish the library with another name of a step."""
    files = dict(read_directory(LIBRARY, AUTHORITY))
    path = f"processes/{AUTHORITY}/visits.bpmn"
    files[path] = files[path].replace(b'name="Visit the family"', f'name="{name}"'.encode())
    composed = compose(AUTHORITY, files)

    def work() -> UUID:
        lock_authority(composed.authority)
        origin = Origin(published_by=ACTOR.name, published_at=SystemClock().now(), note=name)
        release = write_release(composed, files, origin)
        make_current(release, composed, SystemClock())
        return release.id

    with place.app.app_context():
        return transact(work)


def move(place: Ground, release_id: UUID, *, when: RunningCases = RunningCases.MOVE) -> UUID:
    with place.app.app_context():
        begun = begin_move(release_id=release_id, when=when, reason="Bench", actor=ACTOR, clock=SystemClock())
        return UUID(begun.bulk_id)


def preview(place: Ground, release_id: UUID) -> UUID:
    with place.app.app_context():
        return UUID(begin_preview(release_id=release_id, actor=ACTOR, clock=SystemClock()).bulk_id)


def move_by_hand(place: Ground, release_id: UUID, ids: list[UUID]) -> float:
    """Move these in this process; return the milliseconds of CPU of one."""
    bulk_id = move(place, release_id)
    return median([one(place, bulk_id, instance_id) for instance_id in ids])


def one(place: Ground, bulk_id: UUID, instance_id: UUID) -> float:
    with place.app.app_context():
        return cpu_milliseconds(lambda: run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=SystemClock()))


def rate(place: Ground, begin) -> float:  # noqa: ANN001 - begins an action
    """Let scheduler and two workers do the action; return how many of its items end in a second."""
    for words in (("work",), ("work",), ("schedule",)):
        place.start_process("service.worker", *words)
    bulk_id = begin()
    found = watch(place, bulk_id)
    place.stop_processes()
    return found


def watch(place: Ground, bulk_id: UUID) -> float:
    """Items a second, from the first that ended to the last."""
    total, first = left(place, bulk_id), 0
    began = deadline = time.perf_counter()
    deadline += PATIENCE
    while now := left(place, bulk_id):
        if not first and now < total:
            first, began = now, time.perf_counter()
        if time.perf_counter() > deadline:
            sys.exit("The cases do not move.")
        time.sleep(0.05)
    return first / (time.perf_counter() - began)


def left(place: Ground, bulk_id: UUID) -> int:
    with place.app.app_context():
        waiting = select(func.count()).where(BulkItem.bulk_id == bulk_id, BulkItem.ended_at.is_(None))
        found = db.session.scalars(waiting).one()
        results = select(func.count()).where(
            BulkItem.bulk_id == bulk_id, BulkItem.result.in_((ItemResult.REFUSED, ItemResult.FAILED))
        )
        if db.session.scalars(results).one():
            sys.exit("Cases were refused.")
        return found


def wait_for_stages(place: Ground, release_id: UUID) -> None:
    """Let many cases wait for their next stage; the benchmark's processes have none, so their items are made to."""
    place.multiply(place.start("visits", 1)[0], WAITING)
    bulk_id = move(place, release_id)
    with place.app.app_context():
        db.session.execute(
            update(BulkItem).where(BulkItem.bulk_id == bulk_id).values(result=ItemResult.WAITING, stage="Visit")
        )
        db.session.commit()


def look(place: Ground) -> float:
    def sweep_once() -> float:
        with place.app.app_context():
            return wall_milliseconds(lambda: sweep(clock=SystemClock()))

    return median([sweep_once() for _ in range(MEASURED)])


if __name__ == "__main__":
    main()

"""Does the cost of completing a task grow with the age of the process?  Visit 2,000 against visit 10."""

import time
from uuid import UUID

from ground import ACTOR, AGAIN, Ground, ground, median, verdict
from sqlalchemy import select

from service.clocks.clock import SystemClock
from service.models import Instance, Task, TaskStatus, db
from service.pathways.complete_task import complete_task

OLD = 2000
YOUNG = 10
WINDOW = 20  # visits around the one that is named
GOAL = 1.2


def main() -> None:
    with ground() as place:
        old, young = (UUID(instance) for instance in place.start("visits", 2))
        for _ in range(OLD - WINDOW // 2):
            visit(place, old)
        for _ in range(YOUNG - WINDOW // 2):
            visit(place, young)
        # by turns, so that whatever else the machine does weighs on both alike
        pairs = [(visit(place, young), visit(place, old)) for _ in range(WINDOW)]
        early, late = (median(costs) for costs in zip(*pairs, strict=True))
        small, large = size_of(place, young), size_of(place, old)
    print(f"visit {YOUNG:5}: {early:6.2f} ms CPU, {small} bytes of state")
    print(f"visit {OLD:5}: {late:6.2f} ms CPU, {large} bytes of state")
    print(f"ratio of CPU:   {verdict(late / early, goal=GOAL)}")
    print(f"ratio of state: {verdict(large / small, goal=GOAL)}")


def visit(place: Ground, instance: UUID) -> float:
    """Complete the task of the loop; return the milliseconds of CPU."""
    with place.app.app_context():
        task = db.session.scalars(
            select(Task.id).where(Task.instance_id == instance, Task.status == TaskStatus.OPEN)
        ).one()
        db.session.remove()
        before = time.process_time()
        complete_task(task_id=task, answers=AGAIN, actor=ACTOR, clock=SystemClock())
        return (time.process_time() - before) * 1000


def size_of(place: Ground, instance: UUID) -> int:
    with place.app.app_context():
        return len(db.session.scalars(select(Instance.state).where(Instance.id == instance)).one())


if __name__ == "__main__":
    main()

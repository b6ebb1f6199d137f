"""Does the cost of completing a task grow with the age of the process?  Visit 2,000 against visit 10."""

import time
from uuid import UUID

from ground import ACTOR, AGAIN, Ground, ground, median, verdict
from sqlalchemy import select

from service.clocks.clock import SystemClock
from service.models import Instance, Task, TaskStatus, db
from service.pathways.complete_task import complete_task

VISITS = 2000
WINDOW = 20  # visits around the one that is named
GOAL = 1.2


def main() -> None:
    with ground() as place:
        instance = UUID(place.start("visits", 1)[0])
        costs, sizes = visit_again_and_again(place, instance)
    early, late = slice(10 - WINDOW // 2, 10 + WINDOW // 2), slice(VISITS - WINDOW, VISITS)
    cpu = median(costs[late]) / median(costs[early])
    size = sizes[VISITS - 1] / sizes[9]
    print(f"visit    10: {median(costs[early]):6.2f} ms CPU, {sizes[9]} bytes of state")
    print(f"visit {VISITS}: {median(costs[late]):6.2f} ms CPU, {sizes[VISITS - 1]} bytes of state")
    print(f"ratio of CPU:   {verdict(cpu, goal=GOAL)}")
    print(f"ratio of state: {verdict(size, goal=GOAL)}")


def visit_again_and_again(place: Ground, instance: UUID) -> tuple[list[float], list[int]]:
    """Complete the task of the loop; return CPU milliseconds and bytes of state for each visit."""
    costs, sizes, clock = [], [], SystemClock()
    for _ in range(VISITS):
        with place.app.app_context():
            task = db.session.scalars(
                select(Task.id).where(Task.instance_id == instance, Task.status == TaskStatus.OPEN)
            ).one()
            db.session.remove()
            before = time.process_time()
            complete_task(task_id=task, answers=AGAIN, actor=ACTOR, clock=clock)
            costs.append((time.process_time() - before) * 1000)
            db.session.remove()
            state = db.session.scalars(select(Instance.state).where(Instance.id == instance)).one()
            sizes.append(len(state))
            db.session.remove()
    return costs, sizes


if __name__ == "__main__":
    main()

"""Do waiting processes cost anything?  100,000 of them against 100."""

from datetime import timedelta
from uuid import UUID

from ground import ACTOR, ANSWERS, Ground, cpu_milliseconds, ground, median, verdict, wall_milliseconds
from sqlalchemy import select

from service.clocks.clock import SystemClock
from service.models import Task, db
from service.pathways.complete_task import complete_task
from service.pathways.fire_timers import fire_timers
from service.pathways.sweep import sweep

FEW, MANY = 100, 100_000
MEASURED = 60
GOAL = 1.3


def main() -> None:
    with ground() as place:
        model = place.start("visits", 1)[0]
        place.multiply(model, FEW)
        measure(place)  # warm
        few = measure(place)
        place.multiply(model, MANY - FEW)
        measure(place)
        many = measure(place)
    for name, before in few.items():
        ratio = many[name] / before
        print(f"{name:<28} {FEW}: {before:6.2f} ms   {MANY:,}: {many[name]:6.2f} ms   {verdict(ratio, goal=GOAL)}")


def measure(place: Ground) -> dict[str, float]:
    """Return the median milliseconds of what a busy service does all day."""
    return {
        "complete a task (CPU)": median([complete(place, cpu_milliseconds) for _ in range(MEASURED)]),
        "complete a task (wall)": median([complete(place, wall_milliseconds) for _ in range(MEASURED)]),
        "fire a timer (wall)": median([fire(place) for _ in range(MEASURED)]),
        "look for due work (wall)": median([look(place) for _ in range(MEASURED)]),
    }


def complete(place: Ground, measured) -> float:  # noqa: ANN001 - either stop-watch
    instance = UUID(place.start("visits", 1)[0])
    with place.app.app_context():
        task = db.session.scalars(select(Task.id).where(Task.instance_id == instance)).one()
        db.session.remove()
        return measured(lambda: complete_task(task_id=task, answers=ANSWERS, actor=ACTOR, clock=SystemClock()))


def fire(place: Ground) -> float:
    instance = UUID(place.start("ring", 1, ago=timedelta(minutes=11))[0])
    with place.app.app_context():
        return wall_milliseconds(lambda: fire_timers(instance_id=instance, clock=SystemClock()))


def look(place: Ground) -> float:
    with place.app.app_context():
        return wall_milliseconds(lambda: sweep(clock=SystemClock()))


if __name__ == "__main__":
    main()

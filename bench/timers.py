"""How many due timers fire in a second while 100,000 others are armed, with one scheduler and two workers?

Also: RQ's forking worker against the simple one that this service uses, on the same batches.
"""

import os
import sys
import time
from datetime import timedelta

from ground import Ground, ground
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from service.jobs.queues import QueueName, Queues, Work, connect
from service.models import Instance, InstanceState, db
from service.settings import Settings
from service.worker import make_worker_app

ARMED = 100_000
DUE = 1_000
COMPARED = 300
PATIENCE = 300.0


def main() -> None:
    if sys.argv[1:] == ["forking-worker"]:
        work_forking()
        return
    with ground() as place:
        place.multiply(place.start("visits", 1)[0], ARMED)
        place.start("ring", DUE, ago=timedelta(minutes=11))
        rate = fire_all(place)
        print(f"{DUE} due timers beside {ARMED:,} armed ones: {rate:.0f} a second (scheduler, two workers)")
        simple, forking = compare(place, "service.worker", "work"), compare(place, "timers", "forking-worker")
    print(f"batches of 25 by one worker: simple {simple:.0f}, forking {forking:.0f} timers a second")
    print(f"ratio simple / forking: {simple / forking:.1f}")


def fire_all(place: Ground) -> float:
    """Start scheduler and workers; return timers a second from the first that fired to the last."""
    place.start_process("service.worker", "work")
    place.start_process("service.worker", "work")
    place.start_process("service.worker", "schedule")
    rate = watch(place, DUE)
    place.stop_processes()
    return rate


def compare(place: Ground, *words: str) -> float:
    ids = place.start("ring", COMPARED, ago=timedelta(minutes=11))
    Queues(connect(place.redis.url)).announce(Work.FIRE_INSTANCES, ids)
    place.start_process(*words, PYTHONPATH="bench")
    rate = watch(place, COMPARED)
    place.stop_processes()
    return rate


def watch(place: Ground, expected: int) -> float:
    began = deadline = time.perf_counter()
    deadline += PATIENCE
    before, first = waiting(place), None
    goal = before - expected
    while (left := waiting(place)) > goal:
        if first is None and left < before:
            first, began = left, time.perf_counter()
        if time.perf_counter() > deadline:
            sys.exit("The timers do not fire.")
        time.sleep(0.02)
    return ((first or before) - goal) / (time.perf_counter() - began)


def waiting(place: Ground) -> int:
    with place.app.app_context():
        due = (Instance.status == InstanceState.RUNNING) & (Instance.process == "ring")
        return db.session.scalars(select(func.count()).select_from(Instance).where(due)).one()


def work_forking() -> None:
    """Work as RQ does by default: a fork for each job."""
    settings = Settings.from_environment(os.environ)
    app = make_worker_app(settings)

    class ForkingWorker(Worker):
        def perform_job(self, job, queue, execution):  # noqa: ANN001, ANN202 - RQ's signature
            with app.app_context():
                return super().perform_job(job, queue, execution)

    connection = connect(settings.redis_url)
    queue = Queue(QueueName.TIMERS.value, connection=connection, serializer=JSONSerializer)
    ForkingWorker([queue], connection=connection, serializer=JSONSerializer).work(logging_level="WARNING")


if __name__ == "__main__":
    main()

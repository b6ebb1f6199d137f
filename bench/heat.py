"""Where do cases wait, among 25,000 processes with a history of 500,000 entries?  As a ratio to reading those once.

A fifth of the processes run, the others ended over two years: an eighth of them within the 90 days that count.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from ground import ACTOR, AUTHORITY, Ground, ground, median, verdict
from sqlalchemy import text

from service.clocks.clock import SystemClock
from service.models import db
from service.pathways.queries.waits import process_waits

PROCESSES, RUNNING, PAIRS = 25_000, 5_000, 10
ROUNDS = 7
GOAL = 8.0

FILL = (
    """create temporary table copied on commit drop as
       select number, gen_random_uuid() as own, now() - number * interval '730 days' / :processes as began,
              number > :running as is_over
       from generate_series(1, :processes) as number""",
    """insert into instance (id, authority, release_id, process, status, state, revision, started_at, started_by,
                             ended_at)
       select own, authority, release_id, process, case when is_over then 'completed' else 'running' end, state, 1,
              began, 'bench', case when is_over then least(now(), began + interval '60 days') end
       from instance, copied where instance.id = :instance""",
    """insert into history (instance_id, process, element, name, kind, state, at, flows, task_id)
       select own, 'visits', 'Task_' || pair, 'Step ' || pair, 'userTask', state.state,
              began + (pair * 6 + state.late) * interval '1 day', '{}', own::text || pair
       from copied, generate_series(1, :pairs) as pair,
            (values ('entered', 0), ('completed', (random() * 5)::int)) as state(state, late)
       order by began, pair""",
    """insert into task (id, authority, instance_id, process, element, name, groups, users, priority, prefill, rules,
                         deadlines, status, opened_at, revision)
       select gen_random_uuid(), :authority, own, 'visits', 'Task_' || (number % 10), 'Step', '{}', '{}', 50, '{}',
              '{}', '{}', 'open', began, 1
       from copied where not is_over""",
)
READ_ONCE = "select count(*), max(at), min(task_id) from history where kind <> 'nothing'"


def main() -> None:
    with ground() as place:
        fill(place)
        with place.app.app_context():
            once, all_of_it = cost(read_once), cost(waits)
            print(f"reading the history once   {once:7.1f} ms")
            print(f"where cases wait           {all_of_it:7.1f} ms, ratio {verdict(all_of_it / once, goal=GOAL)}")
            db.session.remove()


def fill(place: Ground) -> None:
    (instance,) = place.start("visits", 1)
    values = {"processes": PROCESSES, "running": RUNNING, "pairs": PAIRS, "instance": instance, "authority": AUTHORITY}
    with place.app.app_context():
        with db.engine.begin() as connection:
            for statement in FILL:
                connection.execute(text(statement), values)
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("vacuum analyze"))
        db.session.remove()


def read_once() -> None:
    db.session.execute(text(READ_ONCE)).one()


def waits() -> None:
    found = process_waits(actor=ACTOR, clock=SystemClock())
    if not found[0].steps:
        raise SystemExit("Nothing waits.")


def cost(work: Callable[[], None]) -> float:
    """Milliseconds, the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        work()
        times.append((time.perf_counter() - before) / timedelta(milliseconds=1).total_seconds())
    return median(times)


if __name__ == "__main__":
    main()

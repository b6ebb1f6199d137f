"""The processes that do the work: `python -m service.worker` with one of these words.

work [QUEUE…]   take jobs from the queues, the first before the second
schedule        look for due work
alive PID       succeed when that worker or scheduler has gone round lately
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Sequence

from flask import Flask

from service.clocks.clock import SystemClock
from service.context import make_context
from service.integrations import adapters
from service.jobs.adapters import install_adapters
from service.jobs.alive import is_alive
from service.jobs.hints import Hints, install_hints
from service.jobs.queues import QueueName, Queues, connect
from service.jobs.scheduler import Scheduler
from service.jobs.workers import work
from service.logs import configure_logs
from service.settings import Settings

log = logging.getLogger("service.worker")

WAIT_SECONDS = 1.0


def make_worker_app(settings: Settings) -> Flask:
    """Return the context that jobs run in, with the adapters of this installation."""
    app = make_context(settings, SystemClock())
    install_adapters(app, adapters(settings))
    return app


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["alive"]:
        return 0 if is_alive(int(arguments[1])) else 1
    settings = Settings.from_environment(os.environ)
    configure_logs(settings.log_level)
    app = make_worker_app(settings)
    queues = Queues(connect(settings.redis_url))
    topics = frozenset(adapters(settings))
    match list(arguments):
        case ["schedule"]:
            return _schedule(Scheduler(app, queues, topics=topics))
        case ["work", *names]:
            install_hints(app, Hints(queues, topics=topics))
            return _work(app, settings, [QueueName(name) for name in names] or list(QueueName))
        case _:
            sys.stderr.write("Say `work [QUEUE…]`, `schedule` or `alive PID`.\n")
            return 2


def _schedule(scheduler: Scheduler) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: scheduler.stop())
    log.info("scheduler started")
    scheduler.run()
    return 0


def _work(app: Flask, settings: Settings, names: Sequence[QueueName]) -> int:
    connection = connect(settings.redis_url)
    while not Queues(connection).answers():
        time.sleep(WAIT_SECONDS)
    log.info("worker started", extra={"queues": [name.value for name in names]})
    return 0 if work(app, connection, names) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

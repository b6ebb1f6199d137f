"""The RQ worker.

It runs jobs in its own process.  RQ's default forks for each job, which would begin every batch with no database
connection and no parsed release; a batch that kills the process is put right by the supervisor and the lease
(docs/adr/0007, bench/timers.py).
"""

import logging
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import cast

from flask import Flask
from redis import Redis
from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from service.jobs.alive import end_life, show_life
from service.jobs.queues import QueueName

log = logging.getLogger(__name__)

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]

WORKER_SECONDS = 60  # how long Redis remembers a worker that gives no sign of life


class ContextWorker(SimpleWorker):
    """Runs each job in an application context of its own, so that no session outlives its job."""

    flask_app: Flask
    stopping = False
    max_connection_wait_time = 2  # seconds between attempts while Redis is away; RQ would go up to a minute

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        with self.flask_app.app_context():
            return super().perform_job(job, queue, execution)

    def handle_exception(self, job: Job, *exc_info: object) -> None:
        """Log the failure in our way: RQ would log the exception's text, which may quote what a person wrote."""
        log.error("job failed", exc_info=cast("ExceptionInfo", exc_info), extra={"job": job.func_name})

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        show_life()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # RQ types half of itself


def work(app: Flask, connection: Redis, names: Sequence[QueueName]) -> bool:
    """Work until a signal asks to stop; return whether that was the reason to end.

    A Redis that goes away between two jobs only makes it wait.  One that goes away in the middle of RQ's own
    book-keeping ends the worker: the caller ends the process with an error and is started again.
    """
    worker = ContextWorker(
        [Queue(name.value, connection=connection, serializer=JSONSerializer) for name in names],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_SECONDS,
    )
    worker.flask_app = app
    try:
        worker.work(logging_level=logging.getLevelName(logging.WARNING))
    finally:
        end_life()
    return worker.stopping

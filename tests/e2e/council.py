"""A council with the whole service of its own: database, queue, web server and the work of workers and scheduler.

Time stands still until a test moves it.  On the way everything that falls due happens at its own moment, in the code
that production runs: the scheduler announces it to Redis, an RQ worker takes it from there.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from service.access import system_actor
from service.app import create_app
from service.clocks.clock import VirtualClock
from service.context import make_context
from service.demo.library import DemoCase, DemoLibrary, read_demo
from service.demo.people import Passwords, ensure_people
from service.demo.replay import replay
from service.integrations import adapters
from service.jobs.adapters import install_adapters
from service.jobs.hints import Hints, install_hints
from service.jobs.queues import QueueName, Queues, connect
from service.jobs.scheduler import Scheduler
from service.jobs.workers import ContextWorker
from service.library import read_directory
from service.models import Case, Family, Schedule, Task, TaskStatus, db
from service.models.migrate import migrate, upgrade_database
from service.pathways.publish_release import publish_release
from service.pathways.releases import current_release
from service.pathways.schedules import plan_again
from service.pathways.sweep import sweep
from service.pathways.transaction import transact
from service.settings import Settings

ROOT = Path(__file__).parents[2]
AUTHORITY = "haringey"
PASSWORD_FILE = "demo-passwords"
MOST_ROUNDS = 2_000
ACTOR = system_actor("end to end")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the council's data are."""

    database_url: str
    redis_url: str
    var: Path

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(
            {
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis_url,
                "SECRET_KEY": "0123456789abcdef" * 4,
                "VAR_DIRECTORY": str(self.var),
                "LIBRARY_DIRECTORY": str(ROOT),
                "LOG_LEVEL": "WARNING",
            }
        )


def prepare(place: Place, *, now: datetime) -> None:
    """Migrate the database, publish the authority's library and add its people."""
    clock = VirtualClock(now)
    app = make_context(place.settings, clock)
    migrate.init_app(app)
    with app.app_context():
        upgrade_database()
        files = read_directory(ROOT, AUTHORITY)
        publish_release(authority=AUTHORITY, files=files, actor=ACTOR, clock=clock)
        passwords = Passwords(place.var / PASSWORD_FILE)
        ensure_people(read_demo(AUTHORITY, files), passwords=passwords, actor=ACTOR, clock=clock)
        db.session.remove()
        db.engine.dispose()


class Council:
    """`address`: where its pages are.  What begins by itself is planned as of `now`.  Close it with `close`."""

    def __init__(self, place: Place, *, now: datetime) -> None:
        self.place = place
        self.clock = VirtualClock(now)
        self.app = create_app(place.settings, self.clock)
        self._workers = make_context(place.settings, self.clock)
        self._redis = connect(place.redis_url)
        queues, topics = Queues(self._redis), frozenset(adapters(place.settings))
        install_adapters(self._workers, adapters(place.settings))
        install_hints(self._workers, Hints(queues, topics=topics))
        self._scheduler = Scheduler(self._workers, queues, topics=topics)
        self._queues = queues
        self._server = _serve(self.app)
        with self._workers.app_context():
            transact(self._plan)
            db.session.remove()

    def _plan(self) -> None:
        """What was due between the day on which the place was prepared and this one does not start now."""
        db.session.execute(update(Schedule).where(Schedule.authority == AUTHORITY).values(next_at=None))
        plan_again(AUTHORITY, current_release(AUTHORITY), self.clock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def password(self, user: str) -> str:
        return Passwords(self.place.var / PASSWORD_FILE).of(user) or ""

    def library(self) -> DemoLibrary:
        return read_demo(AUTHORITY, read_directory(ROOT, AUTHORITY))

    def case(self, scenario: str, *, until: str | None, family: str, team: str | None = None) -> str:
        """Make a case that stands where a scenario stands when the task `until` is open; return its reference."""
        wanted = DemoCase(scenario=scenario, until=until, family=family, team=team)
        with self._workers.app_context():
            reference = replay(wanted, self.library(), now=self.clock.now())
            db.session.remove()
        self.settle()
        return reference

    def case_id(self, reference: str) -> UUID:
        with self.app.app_context():
            return db.session.scalars(select(Case.id).where(Case.reference == reference)).one()

    def reference_of(self, family: str) -> str:
        """The reference of the family's newest case."""
        of_family = select(Case.reference).join(Family, Family.id == Case.family_id).where(Family.name == family)
        with self.app.app_context():
            return db.session.scalars(of_family.order_by(Case.opened_at.desc()).limit(1)).one()

    def task_id(self, reference: str, name: str) -> UUID:
        """The open task of that name on the case."""
        of_case = select(Task.id).join(Case, Case.id == Task.case_id).where(Case.reference == reference)
        with self.app.app_context():
            return db.session.scalars(of_case.where(Task.name == name, Task.status == TaskStatus.OPEN)).one()

    def settle(self) -> None:
        """Do all that is due now, as scheduler and workers do it."""
        for _ in range(MOST_ROUNDS):
            self._scheduler.round()
            if not any(self._queues.waiting(name) for name in QueueName):
                return
            self._work()
        raise AssertionError("There is always something left to do.")

    def move_to(self, moment: datetime) -> None:
        """Move the clock there; on the way everything happens at its own moment."""
        self.settle()
        next_at = self._next_moment()
        while next_at is not None and next_at <= moment:
            self.clock.move_to(max(next_at, self.clock.now()))
            self.settle()
            next_at = self._next_moment()
        self.clock.move_to(moment)
        self.settle()

    def later(self, **span: float) -> None:
        self.move_to(self.clock.now() + timedelta(**span))

    def mails(self) -> list[str]:
        """The mails that were sent, oldest first."""
        sent = sorted((self.place.var / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text() for path in sent]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for app in (self.app, self._workers):
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        Redis.from_url(self.place.redis_url).flushall()

    def _next_moment(self) -> datetime | None:
        with self._workers.app_context():
            return sweep(clock=self.clock, limit=0).next_at

    def _work(self) -> None:
        queues = [Queue(name.value, connection=self._redis, serializer=JSONSerializer) for name in QueueName]
        worker = ContextWorker(queues, connection=self._redis, serializer=JSONSerializer)
        worker.flask_app = self._workers
        with _own_signals():
            worker.work(burst=True, logging_level="ERROR")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its name in Werkzeug
        pass


def _serve(app: object) -> BaseWSGIServer:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)  # type: ignore[arg-type] # a WSGI app
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


@contextmanager
def _own_signals() -> Iterator[None]:
    """An RQ worker takes over the signals of its process; here the tests get them back."""
    taken = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in taken}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

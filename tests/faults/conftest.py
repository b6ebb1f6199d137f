"""Real servers, real worker and scheduler processes.  What is killed here is killed with SIGKILL."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from service.access import system_actor
from service.clocks.clock import SystemClock, VirtualClock
from service.context import make_context
from service.embedded import EmbeddedRedis
from service.jobs.queues import Queues, connect
from service.library import read_directory
from service.models import db
from service.models.migrate import migrate, upgrade_database
from service.pathways.publish_release import publish_release
from service.pathways.start_instance import start_instance
from service.settings import Settings
from tests.servers import own_postgres

LIBRARY = Path(__file__).parent / "library"
AUTHORITY = "faults"
PATIENCE = 60.0
LEASE = 3  # seconds, so that a killed worker is missed soon
ACTOR = system_actor("test", AUTHORITY)
SERVICE = Path(sys.executable).parent / "pathways"


@pytest.fixture(scope="session")
def postgres():
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres, tmp_path_factory):
    """A migrated database with the library published."""
    app = make_context(settings_for(postgres.url, "unix:///nowhere", tmp_path_factory.mktemp("var")), SystemClock())
    migrate.init_app(app)
    with app.app_context():
        upgrade_database()
        files = read_directory(LIBRARY, AUTHORITY)
        publish_release(authority=AUTHORITY, files=files, actor=ACTOR, clock=SystemClock())
        db.session.remove()
        db.engine.dispose()
    return "pathways"


@pytest.fixture
def redis(tmp_path):
    server = EmbeddedRedis(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


def settings_for(database_url, redis_url, var):
    return Settings.from_environment(environment_for(database_url, redis_url, var))


def environment_for(database_url, redis_url, var):
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "0123456789abcdef" * 4,
        "VAR_DIRECTORY": str(var),
        "TIMER_LEASE_SECONDS": str(LEASE),
        "OUTBOX_LEASE_SECONDS": str(LEASE),
        "WEBHOOK_HOSTS": "127.0.0.1",
        "WEBHOOK_SECRET": "a secret of the tests",
        "WEB_WORKERS": "2",
    }


class Installation:
    """A database of its own, the processes that a test starts on it, and questions about what came of it."""

    def __init__(self, url, redis, var):
        self.redis, self.var = redis, var
        self.environment = environment_for(url, redis.url, var)
        self.settings = Settings.from_environment(self.environment)
        self.app = make_context(self.settings, SystemClock())
        self.url = url
        self.queues = Queues(connect(redis.url))
        self._processes = []

    def start(self, *words, **environment):
        log = (self.var / f"{'-'.join(words)}-{len(self._processes)}.log").open("wb")
        process = subprocess.Popen(
            [SERVICE, *words], env=self.environment | environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self._processes.append(process)
        return process

    def kill(self, process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()

    def stop(self):
        for process in self._processes:
            self.kill(process)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def ask(self, question, *values):
        """Return the rows of a question in SQL, on a connection of its own."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(question, values).fetchall()

    def one(self, question, *values):
        return self.ask(question, *values)[0][0]

    def set_alarms(self, count):
        """Start alarms that were due a minute ago."""
        past = VirtualClock(datetime.now(UTC) - timedelta(minutes=11))  # noqa: TID251 - real processes, the real time
        with self.app.app_context():
            return [
                start_instance(process="alarm", actor=ACTOR, clock=past, authority=AUTHORITY).instance_id
                for _ in range(count)
            ]

    def wait_for(self, condition, *, seconds=PATIENCE):
        """Ask again and again until the condition holds, or fail with what the processes wrote."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail("not in time\n" + self.logs())
            threading.Event().wait(0.05)

    def logs(self):
        return "\n".join(f"{path.name}: {path.read_text()[-1500:]}" for path in sorted(self.var.glob("*.log")))

    def all_done(self, count):
        return self.one("select count(*) from instance where status = 'completed'") == count

    def mails(self):
        return sorted(path.name for path in (self.var / "mail").glob("*"))

    def assert_everything_happened_once(self, count):
        assert self.one("select count(*) from instance") == count
        assert self.one("select count(*) from instance where status = 'completed'") == count
        for element in ("Event_Rings", "Service_Tell", "Event_Told"):
            times = self.ask(
                "select instance_id, count(*) from history where element = %s and state = 'completed' group by 1",
                element,
            )
            assert Counter(times_ for _, times_ in times) == {1: count}, element
        assert self.ask("select status, count(*) from outbox group by 1") == [("done", count)]
        ids = sorted(f"{row[0]}.eml" for row in self.ask("select id from outbox"))
        assert self.mails() == ids
        assert self.one("select count(*) from timer") == 0
        assert self.one("select count(*) from incident") == 0


@pytest.fixture
def installation(postgres, template, redis, tmp_path):
    name = f"faults_{os.urandom(6).hex()}"
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    var = tmp_path / "var"
    var.mkdir()
    found = Installation(postgres.url_of(name), redis, var)
    yield found
    found.stop()


@pytest.fixture
def receiver():
    """A system that takes webhooks: `keys` are the calls that reached it, `status` its answer, given after `hold`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            server.keys.append(self.headers["Idempotency-Key"])
            if server.hold is not None:
                server.hold.wait(PATIENCE)
            with contextlib.suppress(OSError):  # whoever called may be dead
                self.send_response(server.status)
                self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.keys, server.status, server.hold = [], 200, None
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()

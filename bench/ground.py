"""What the benchmarks stand on: servers of their own, a small library, and ways to make many things quickly."""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from service.access import system_actor
from service.clocks.clock import SystemClock, VirtualClock
from service.context import make_context
from service.embedded import EmbeddedPostgres, EmbeddedRedis
from service.library import read_directory
from service.models import db
from service.models.migrate import migrate, upgrade_database
from service.pathways.publish_release import publish_release
from service.pathways.start_instance import start_instance
from service.settings import Settings

LIBRARY = Path(__file__).parent / "library"
AUTHORITY = "bench"
ACTOR = system_actor("bench", AUTHORITY)
ANSWERS: Mapping[str, object] = {"visited_on": "2026-11-02", "seen": "yes", "note": "All is well.", "minutes": 45}
AGAIN = {**ANSWERS, "again": True}


class Ground:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.postgres = EmbeddedPostgres(directory / "postgres")
        self.redis = EmbeddedRedis(directory / "redis")
        self.postgres.start()
        self.redis.start()
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": "0123456789abcdef" * 4,
            "VAR_DIRECTORY": str(directory / "var"),
            "LOG_LEVEL": "WARNING",
        }
        self.settings = Settings.from_environment(self.environment)
        self.app: Flask = make_context(self.settings, SystemClock())
        migrate.init_app(self.app)
        self._processes: list[subprocess.Popen[bytes]] = []
        with self.app.app_context():
            upgrade_database()
            files = read_directory(LIBRARY, AUTHORITY)
            publish_release(authority=AUTHORITY, files=files, actor=ACTOR, clock=SystemClock())

    def start_process(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            env=self.environment | environment,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def stop_processes(self) -> None:
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
        for process in self._processes:
            process.wait(30)
        self._processes.clear()

    def stop(self) -> None:
        self.stop_processes()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.redis.stop()
        self.postgres.stop()

    def start(self, process: str, count: int, *, ago: timedelta = timedelta(0)) -> list[str]:
        """Start instances as if it had been `ago`; return their ids."""
        clock = VirtualClock(SystemClock().now() - ago)
        ids = []
        with self.app.app_context():
            for _ in range(count):
                ids.append(start_instance(process=process, actor=ACTOR, clock=clock).instance_id)
                db.session.remove()
        return ids

    def multiply(self, instance_id: str, copies: int) -> None:
        """Copy a waiting instance with what it waits for, in SQL: the copies are never loaded, only passed by."""
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(
                text(
                    "create temporary table copied on commit drop as "
                    "select gen_random_uuid() as id, number from generate_series(1, :copies) as number"
                ),
                {"copies": copies},
            )
            for table, own_id in (("instance", False), ("task", True), ("timer", True)):
                columns = connection.scalars(
                    text(
                        "select column_name from information_schema.columns "
                        "where table_name = :table and table_schema = current_schema() and is_generated = 'NEVER'"
                    ),
                    {"table": table},
                ).all()
                chosen = [_column(column, own_id=own_id) for column in columns]
                key = "instance_id" if own_id else "id"
                names = ", ".join(f'"{column}"' for column in columns)
                connection.execute(
                    text(
                        f'insert into "{table}" ({names}) '  # noqa: S608 - names of our own tables
                        f'select {", ".join(chosen)} from "{table}" as t, copied where t.{key} = :instance'
                    ),
                    {"instance": instance_id},
                )
        with self.app.app_context(), db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("vacuum analyze"))


def _column(name: str, *, own_id: bool) -> str:
    if name == "id":
        return "gen_random_uuid()" if own_id else "copied.id"
    if name == "instance_id":
        return "copied.id"
    return f't."{name}"'


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="pathways-bench-") as directory:
        Path(directory).chmod(0o755)  # PostgreSQL runs as another user when we are root
        found = Ground(Path(directory))
        try:
            yield found
        finally:
            found.stop()


def cpu_milliseconds(action: Callable[[], object]) -> float:
    before = time.process_time()
    action()
    return (time.process_time() - before) * 1000


def wall_milliseconds(action: Callable[[], object]) -> float:
    before = time.perf_counter()
    action()
    return (time.perf_counter() - before) * 1000


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def verdict(ratio: float, *, goal: float) -> str:
    return f"{ratio:.2f} (goal at most {goal}: {'met' if ratio <= goal else 'MISSED'})"

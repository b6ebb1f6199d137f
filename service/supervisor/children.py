"""One child process in a process group of its own, so that what it starts is stopped with it."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LONGEST_PAUSE = 30.0  # seconds before a restart
STEADY = 60.0  # seconds after which a child counts as healthy, and its next crash as the first


class Child:
    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], directory: Path) -> None:
        """`directory` takes the log and the pid file of the child."""
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._crashes = 0

    @property
    def log(self) -> Path:
        return self._directory / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        self._stop_left_over()
        self._signal(signal.SIGKILL)  # what a crashed one may have left of its group
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._started = time.monotonic()
        self._pid_file.write_text(str(self._process.pid))

    def pause_after_crash(self) -> float:
        """Count the crash that was noticed; return how many seconds to wait before the restart."""
        steady = time.monotonic() - self._started > STEADY
        self._crashes = 1 if steady else self._crashes + 1
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** (self._crashes - 1))

    def ask_to_stop(self) -> None:
        if self.running:
            self._signal(signal.SIGTERM)

    def end(self, *, deadline: float) -> None:
        """Wait until `deadline` (monotonic), then kill whatever is left of the group."""
        if self._process is None:
            return
        while self.running and time.monotonic() < deadline:
            time.sleep(0.02)
        self._signal(signal.SIGKILL)  # also those whose leader has gone
        self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):  # gone; macOS says EPERM for a group of zombies
            return

    def _stop_left_over(self) -> None:
        """Stop the child of a supervisor that was killed before it could."""
        if not self._pid_file.exists():
            return
        pid = self._pid_file.read_text().strip()
        words = ["ps", "-o", "command=", "-p", pid]
        command = subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603
        if pid.isdecimal() and self._command[-1] in command:
            os.killpg(int(pid), signal.SIGKILL)
        self._pid_file.unlink()

    @property
    def _pid_file(self) -> Path:
        return self._directory / f"{self.name}.pid"

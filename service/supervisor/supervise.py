"""Keep servers and children running until somebody asks to stop, then stop them in the reverse order."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from service.errors import PathwaysError
from service.supervisor.children import Child

LOOK_EVERY = 0.2  # seconds, at the children
LOOK_AT_SERVERS_EVERY = 5.0  # seconds
GRACE = 15.0  # seconds that children have to end their work


class Server(Protocol):
    """A database or queue that runs beside us."""

    @property
    def running(self) -> bool: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Supervisor:
    """`say` takes lines for the person at the terminal."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        self._say = say
        self._servers: list[Server] = []
        self._children: list[Child] = []
        self._due: dict[str, float] = {}  # name of a crashed child -> when to start it again
        self._stop = threading.Event()
        self._looked = time.monotonic()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def heed_signals(self) -> None:
        """Stop on Ctrl-C, on SIGTERM and when the terminal is closed."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())

    def start_server(self, server: Server) -> None:
        self._servers.append(server)  # first, so that one that comes up late is stopped too
        server.start()

    def start_children(self, children: Sequence[Child]) -> None:
        for child in children:
            self._children.append(child)
            child.start()

    def wait(self) -> None:
        """Return when somebody asked to stop; until then restart what ends."""
        while not self._stop.wait(LOOK_EVERY):
            self.look()

    def wait_for(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Keep everything running until `condition` holds; return whether it did in time."""
        deadline = time.monotonic() + seconds
        while not self._stop.wait(LOOK_EVERY) and time.monotonic() < deadline:
            self.look()
            if condition():
                return True
        return False

    def look(self) -> None:
        """Restart what has ended and whose pause is over."""
        for child in self._children:
            if not child.running:
                self._restart(child)
        if time.monotonic() - self._looked > LOOK_AT_SERVERS_EVERY:
            self._looked = time.monotonic()
            self._mend_servers()

    def shut_down(self) -> None:
        """Stop everything that was started: children first, all at once, then servers."""
        deadline = time.monotonic() + GRACE
        for child in reversed(self._children):
            child.ask_to_stop()
        for child in reversed(self._children):
            child.end(deadline=deadline)
        for server in reversed(self._servers):
            server.stop()
        self._children.clear()
        self._servers.clear()

    def _restart(self, child: Child) -> None:
        if child.name not in self._due:
            pause = child.pause_after_crash()
            self._due[child.name] = time.monotonic() + pause
            self._say(f"{child.name} ended; it starts again in {pause:.1f} s (see {child.log})")
        elif time.monotonic() >= self._due[child.name]:
            del self._due[child.name]
            child.start()

    def _mend_servers(self) -> None:
        for server in self._servers:
            if not server.running:
                self._say(f"{type(server).__name__} does not answer; it is started again")
                try:
                    server.start()
                except PathwaysError as error:
                    self._say(str(error))

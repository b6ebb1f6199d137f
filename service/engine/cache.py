"""Loaded releases, kept by digest: loading one costs a parse of every diagram, an instance only needs it read."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from service.engine.release import Release


class ReleaseCache:
    """The releases used last.  Safe to share between threads, because a Release never changes once it is loaded."""

    def __init__(self, size: int = 16) -> None:
        self._size = size
        self._releases: OrderedDict[str, Release] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, load: Callable[[], Release]) -> Release:
        """Return the release, loading it when it is not here; two threads may load the same one, and one is kept."""
        with self._lock:
            found = self._releases.get(digest)
            if found is not None:
                self._releases.move_to_end(digest)
                return found
        loaded = load()
        with self._lock:
            kept = self._releases.setdefault(digest, loaded)
            while len(self._releases) > self._size:
                self._releases.popitem(last=False)
        return kept

"""Where the suites keep the data of the servers that they start."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.embedded.postgres import EmbeddedPostgres


def new_place() -> Path:
    """A new directory that other users may pass through.

    Not below pytest's: it closes that to other users whenever another pytest starts, and when we are root PostgreSQL
    runs as another user.
    """
    place = Path(tempfile.mkdtemp(prefix="pathways-test-"))
    place.chmod(0o755)
    return place


@contextmanager
def own_postgres() -> Iterator[EmbeddedPostgres]:
    """A server that runs for the length of the block and leaves nothing behind."""
    place = new_place()
    server = EmbeddedPostgres(place / "data")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(place)

"""What `pathways run` keeps in the var directory: secrets that only their owner can read."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from service.cli.installation import RUN_FILE

_KEPT = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORT", "PUBLIC_URL", "VAR_DIRECTORY")


def write_private(path: Path, text: str) -> None:
    """Write the file so that nobody else can read it at any moment."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)


def secret_key(var: Path) -> str:
    """Return the key that signs sessions; it is made at the first run."""
    path = var / "secret-key"
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return path.read_text().strip()


def write_environment(var: Path, environment: Mapping[str, str]) -> None:
    """Let other commands of this user find the running service."""
    write_private(var / RUN_FILE, "".join(f"{name}={environment[name]}\n" for name in _KEPT))


def forget_environment(var: Path) -> None:
    (var / RUN_FILE).unlink(missing_ok=True)


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the var directory for this process; the operating system lets go of it however the process ends."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(f"The service already runs with {var}; stop that one first.") from error
        yield

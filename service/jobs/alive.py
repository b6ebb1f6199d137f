"""A sign of life that a container's health check can read: a file that every round touches."""

import os
import tempfile
import time
from pathlib import Path

STALE_SECONDS = 120.0


def sign_of_life(pid: int) -> Path:
    return Path(tempfile.gettempdir()) / f"pathways-{os.getuid()}-{pid}.alive"


def show_life() -> None:
    """Say that this process goes round."""
    sign_of_life(os.getpid()).touch()


def end_life() -> None:
    sign_of_life(os.getpid()).unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether the process has gone round lately."""
    path = sign_of_life(pid)
    return path.exists() and time.time() - path.stat().st_mtime < STALE_SECONDS

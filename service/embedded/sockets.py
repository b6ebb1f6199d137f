"""Where a server's Unix socket may stand: the operating system allows about a hundred characters."""

import hashlib
import tempfile
from pathlib import Path

LONGEST_PATH = 100  # bytes; macOS allows 104 with the final zero, Linux 108


def socket_path(directory: Path, name: str) -> Path:
    """Return `directory/name`, or a private short path that belongs to that directory when it would be too long."""
    path = directory / name
    if len(str(path).encode()) <= LONGEST_PATH:
        return path
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"pathways-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    return short / name

"""Files that other programs pick up: whole or not there at all, and written once per call."""

import os
from pathlib import Path


def write_once(path: Path, content: bytes) -> bool:
    """Write `content` unless the file is there; return whether it was written.  Readers never see half a file."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.chmod(0o600)
    try:
        os.link(partial, path)  # fails where rename would overwrite: the first writer wins
    except FileExistsError:
        return False
    finally:
        partial.unlink()
    return True


def safe_name(text: str) -> str:
    """Return the text as a single path segment."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in text)
    return kept.strip("-") or "none"

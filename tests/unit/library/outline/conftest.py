"""Every diagram and decision file that comes with the service, and the libraries that they belong to."""

from functools import cache
from pathlib import Path

from service.library import Composed, compose, read_directory

ROOT = Path(__file__).parents[4]
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_bytes()
    for pattern in ("*.bpmn", "*.dmn")
    for path in sorted((ROOT / "processes").glob(f"*/{pattern}"))
}
DIAGRAMS = tuple(path for path in FILES if path.endswith(".bpmn"))
TABLES = tuple(path for path in FILES if path.endswith(".dmn"))
SHORT = "processes/demo/short_referral.bpmn"


@cache
def library_of(path: str) -> Composed:
    """The library of the file's authority; of a shared file one that uses it."""
    folder = path.split("/")[1]
    authority = "haringey" if folder == "shared" else folder
    return compose(authority, read_directory(ROOT, authority))

"""What an authority takes from the shared folders: what its diagrams reach, unless it has an own file of that name.

An authority's `contact_note.bpmn` or `visit_record.form` stands in the place of the shared one, for itself only.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath

from service.engine.checks import names_in, read_usage

PROCESSES, FORMS = "processes/shared", "forms/shared"


def reached(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the authority's own files and, of the shared ones, those that it uses and does not replace."""
    own = {path: content for path, content in files.items() if not is_shared(path)}
    replaced = {PurePosixPath(path).name for path in own}
    taken = dict(own)
    waiting = list(_diagrams(own))
    while waiting:
        needed = chain.from_iterable(map(_needs, waiting))
        fresh = {
            path: files[path]
            for path in needed
            if path in files and path not in taken and PurePosixPath(path).name not in replaced
        }
        taken |= fresh
        waiting = list(_diagrams(fresh))
    return {path: taken[path] for path in files if path in taken}


def optional_deadlines(diagrams: Mapping[str, bytes], deadlines: Iterable[str]) -> frozenset[str]:
    """Return the keys that shared diagrams name and the authority's table lacks: there it has no such clock."""
    shared = {path: data for path, data in diagrams.items() if is_shared(path)}
    return frozenset(read_usage(shared).deadlines) - frozenset(deadlines)


def is_shared(path: str) -> bool:
    return path.startswith((f"{PROCESSES}/", f"{FORMS}/"))


def _diagrams(files: Mapping[str, bytes]) -> Iterator[bytes]:
    return (content for path, content in files.items() if path.endswith(".bpmn"))


def _needs(diagram: bytes) -> Iterator[str]:
    """Paths of the shared files that the diagram would use; none for one that cannot be read, which is reported."""
    named = names_in(diagram)
    yield from (f"{PROCESSES}/{called}.bpmn" for called in named.called)
    yield from (f"{PROCESSES}/{decision}.dmn" for decision in named.decisions)
    yield from (f"{FORMS}/{form}.form" for form in named.forms)

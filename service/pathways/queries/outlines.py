"""Files of a draft or a release as lists and tables that can be read and changed without the canvas."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from uuid import UUID

from service.access import Actor, Scope, require_scope
from service.engine.checks import read_usage
from service.errors import NotFoundError, PublicationRefusedError
from service.findings import Finding
from service.library import Composed
from service.library.difference.speech import spelled
from service.library.outline import Outline, read_outline
from service.library.parts import read_parts
from service.library.pick_lists import PickLists, pick_lists
from service.library.tables import TableFile, read_table_file
from service.pathways.library_drafts import Drafted, composed_of, contents_of, drafted, find_draft, findings_of
from service.pathways.queries.releases import get_release
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class FileInLibrary:
    """`sha256`: what the next save says it has seen; `findings`: about this file; `files`: of the library, by path."""

    path: str
    content: bytes
    sha256: str
    picks: PickLists
    findings: tuple[Finding, ...]
    places: Mapping[str, str]  # id of a process, decision or form -> path of its file
    events: Mapping[str, str]  # what steps record, in words


@dataclass(frozen=True, kw_only=True)
class DiagramAsList(FileInLibrary):
    """`outline` None: the file cannot be read as a diagram."""

    outline: Outline | None


@dataclass(frozen=True, kw_only=True)
class TablesOfFile(FileInLibrary):
    """`tables` None: the file cannot be read as decisions."""

    tables: TableFile | None


def draft_outline(*, draft_id: UUID, path: str, actor: Actor) -> DiagramAsList:
    """:raises NotFoundError: the actor's authority has no such draft, or the draft no such diagram."""
    library, file = _of_draft(draft_id, path, actor, ending=".bpmn")
    names = _names(library, find_draft(draft_id, actor).base_id)
    return _as_list(file, names)


def release_outline(*, release_id: UUID, path: str, actor: Actor) -> DiagramAsList:
    """:raises NotFoundError: the actor's authority has no such release, or the release no such diagram."""
    return _as_list(_of_release(release_id, path, actor, ending=".bpmn"), composed(release_id))


def draft_tables(*, draft_id: UUID, path: str, actor: Actor) -> TablesOfFile:
    """:raises NotFoundError: the actor's authority has no such draft, or the draft no such decision file."""
    return _as_tables(_of_draft(draft_id, path, actor, ending=".dmn")[1])


def release_tables(*, release_id: UUID, path: str, actor: Actor) -> TablesOfFile:
    """:raises NotFoundError: the actor's authority has no such release, or the release no such decision file."""
    return _as_tables(_of_release(release_id, path, actor, ending=".dmn"))


def _of_draft(draft_id: UUID, path: str, actor: Actor, *, ending: str) -> tuple[Drafted, FileInLibrary]:
    draft = find_draft(draft_id, actor)
    contents = contents_of(draft)
    if path not in contents or not path.endswith(ending):
        raise NotFoundError("file", path)
    library = drafted(draft)
    found = tuple(finding for finding in findings_of(library) if finding.file == path)
    return library, _file(library, path, contents[path], findings=found)


def _of_release(release_id: UUID, path: str, actor: Actor, *, ending: str) -> FileInLibrary:
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    release = get_release(release_id=release_id, actor=actor)
    files = composed(release_id).files
    if path not in files or not path.endswith(ending):
        raise NotFoundError("file", path)
    library = Drafted(authority=release.authority, digest=release.digest, files=files)
    return _file(library, path, files[path], findings=())


def _file(library: Drafted, path: str, content: bytes, *, findings: tuple[Finding, ...]) -> FileInLibrary:
    return FileInLibrary(
        path=path,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        picks=_picks(library),
        findings=findings,
        places=_places(library),
        events=_events(library),
    )


def _as_list(file: FileInLibrary, names: Composed) -> DiagramAsList:
    try:
        outline = read_outline(file.path, file.content, names)
    except PublicationRefusedError as error:
        return DiagramAsList(**{**vars(file), "findings": error.findings}, outline=None)
    return DiagramAsList(**vars(file), outline=outline)


def _as_tables(file: FileInLibrary) -> TablesOfFile:
    try:
        tables = read_table_file(file.path, file.content)
    except PublicationRefusedError as error:
        return TablesOfFile(**{**vars(file), "findings": error.findings}, tables=None)
    return TablesOfFile(**vars(file), tables=tables)


def _names(library: Drafted, base_id: UUID) -> Composed:
    """Return what gives names to what a diagram speaks of: the draft, or its base while something cannot be read."""
    try:
        return composed_of(library)
    except PublicationRefusedError:
        return composed(base_id)


@lru_cache(maxsize=8)
def _picks(library: Drafted) -> PickLists:
    return pick_lists(read_parts(library.files, library.authority))


@lru_cache(maxsize=8)
def _places(library: Drafted) -> Mapping[str, str]:
    found = {PurePosixPath(path).stem: path for path in library.files if path.endswith((".bpmn", ".form"))}
    decisions = read_parts(library.files, library.authority).decisions
    return found | ({} if decisions is None else {each.id: each.file for each in decisions.model.decisions.values()})


@lru_cache(maxsize=8)
def _events(library: Drafted) -> Mapping[str, str]:
    parts = read_parts(library.files, library.authority)
    recorded = {event for event in read_usage(parts.diagrams).events if event}
    known = parts.rules.events
    return {event: known.get(event) or spelled(event) for event in sorted(recorded)}

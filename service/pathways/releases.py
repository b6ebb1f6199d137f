"""Releases, ready to run: composed from their files once and kept by digest."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Function, func, select

from service.errors import NotFoundError
from service.library import Composed, compose
from service.models import Release, ReleaseFile, db

KEPT = 12  # releases; instances are pinned, so several are in use at a time

_composed: OrderedDict[tuple[str, str], Composed] = OrderedDict()
_identities: dict[UUID, tuple[str, str]] = {}
_lock = threading.RLock()


@dataclass(frozen=True, kw_only=True)
class LoadedRelease:
    id: UUID
    number: int
    composed: Composed


def composed(release_id: UUID) -> Composed:
    """The release an instance is pinned to; no statement once it is known, for a release never changes."""
    if release_id not in _identities:
        row = db.session.execute(
            select(Release.authority, Release.digest).where(Release.id == release_id)
        ).one_or_none()
        if row is None:
            raise NotFoundError("release", release_id)
        _identities[release_id] = (row.authority, row.digest)
    authority, digest = _identities[release_id]
    return composed_as(release_id, authority=authority, digest=digest)


def composed_as(release_id: UUID, *, authority: str, digest: str) -> Composed:
    """The same, for those who know its digest already: no statement when it is in the cache."""
    key = (authority, digest)
    with _lock:
        if key not in _composed:
            _composed[key] = compose(authority, _files(release_id))
            if len(_composed) > KEPT:
                _composed.popitem(last=False)
        _composed.move_to_end(key)
        return _composed[key]


def current_release(authority: str) -> LoadedRelease:
    """What new cases of the authority start with.

    :raises NotFoundError: nothing was published yet.
    """
    row = db.session.execute(
        select(Release.id, Release.number, Release.digest).where(Release.authority == authority, Release.is_current)
    ).one_or_none()
    if row is None:
        raise NotFoundError("published release of", authority)
    _identities[row.id] = (authority, row.digest)
    return LoadedRelease(
        id=row.id, number=row.number, composed=composed_as(row.id, authority=authority, digest=row.digest)
    )


def starting_release(authority: str) -> LoadedRelease:
    """Return what a process starts with, which stays current until this unit of work ends.

    :raises NotFoundError: nothing was published yet.
    """
    keep_current(authority)
    return current_release(authority)


def keep_current(authority: str) -> None:
    """Let no other release become current until this unit of work ends; any number of starts may do so at a time.

    Whoever is going to start something, or may have to, does this before they lock any row that others want as well:
    a start that waits for a publication then has nothing that the publication, or what it waits for, needs.
    """
    db.session.execute(select(func.pg_advisory_xact_lock_shared(_starts_of(authority))))


def wait_for_starts(authority: str) -> None:
    """Let nothing start until this unit of work ends, and see to it that what was starting is there to be seen."""
    db.session.execute(select(func.pg_advisory_xact_lock(_starts_of(authority))))


def _starts_of(authority: str) -> Function[int]:
    return func.hashtext(f"start:{authority}")


def _files(release_id: UUID) -> dict[str, bytes]:
    rows = db.session.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id))
    return {row.path: row.content for row in rows}

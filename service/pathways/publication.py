"""Releases as rows: written once, made current, planned for a day."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from service.clocks.clock import Clock
from service.errors import WrongStateError
from service.library import AuthorityInfo, Composed
from service.models import Authority, Publication, Release, ReleaseFile, Role, RunningCases, Team, db
from service.pathways.bulk_actions import REPLACED, supersede_moves
from service.pathways.published import Origin, note_live, note_publication
from service.pathways.releases import LoadedRelease, wait_for_starts
from service.pathways.schedules import plan, require_schedules
from service.pathways.tell_of_procedure import moves_ended, not_stuck, procedure_changed


def lock_authority(info: AuthorityInfo) -> None:
    """Let one publication of an authority happen at a time; the first one adds the authority."""
    db.session.execute(upsert(Authority).values(**_described(info)).on_conflict_do_nothing())
    lock_authority_row(info.id)


def lock_authority_row(authority: str) -> None:
    """NO KEY UPDATE: whatever belongs to the authority may still be written by others."""
    db.session.execute(select(Authority.id).where(Authority.id == authority).with_for_update(key_share=True))


def known_release(authority: str, digest: str) -> Release | None:
    return db.session.scalar(select(Release).where(Release.authority == authority, Release.digest == digest))


def planned_release(authority: str) -> Release | None:
    return db.session.scalar(select(Release).where(Release.authority == authority, Release.is_planned))


def require_nothing_planned(authority: str, *, but: UUID | None = None) -> None:
    """Make sure that no release is about to undo, on its day, what is published now.

    :raises WrongStateError: another release than `but` is planned.
    """
    planned = planned_release(authority)
    if planned is not None and planned.id != but:
        raise WrongStateError(f"Release {planned.number}", "planned", "Withdraw it first, or wait for its day.")


def write_release(
    composed: Composed, files: Mapping[str, bytes], origin: Origin, *, planned_for: datetime | None = None
) -> Release:
    """Keep the files under the next number, and who publishes or plans them; nothing starts with them yet."""
    authority = composed.authority.id
    last = db.session.scalar(select(func.max(Release.number)).where(Release.authority == authority))
    release = Release(
        id=uuid4(),
        authority=authority,
        number=(last or 0) + 1,
        digest=composed.digest,
        is_current=False,
        published_at=origin.published_at,
        published_by=origin.published_by,
        note=origin.note,
        is_planned=False,
        running_cases=RunningCases.STAY,
    )
    db.session.add(release)
    db.session.flush()
    rows = [
        {
            "release_id": release.id,
            "path": path,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "content": content,
        }
        for path, content in sorted(files.items())
    ]
    db.session.execute(insert(ReleaseFile), rows)
    note_publication(release, origin, planned_for=planned_for)
    return release


def make_current(release: Release, composed: Composed, clock: Clock, *, by: str | None = None) -> Publication:
    """Let new cases start with this release; running ones stay with theirs, also those that were about to move.

    Returns in which words it is live.  `by`: the user name of who does it; whoever else began a move that ends with it
    is told.
    :raises WrongStateError: another release is planned.
    """
    now = clock.now()
    require_nothing_planned(release.authority, but=release.id)
    # before anything else is written: what starts or is being moved at this moment is waited for
    wait_for_starts(release.authority)
    moves_ended(supersede_moves(release.authority, None, now=now, message=REPLACED), by=by, now=now)
    before = db.session.scalar(select(Release).where(Release.authority == release.authority, Release.is_current))
    db.session.execute(
        update(Release)
        .where(Release.authority == release.authority, Release.is_current)
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
    said = note_live(release, now=now)
    release.is_current, release.is_planned, release.claimed_until = True, False, None
    release.last_error = None
    not_stuck(release, now=now)
    release.effective_from = now
    release.first_live_at = release.first_live_at or now
    db.session.flush()
    _write_authority(composed.authority)
    _write_roles(composed.authority)
    procedure_changed(release, before, now=now)
    plan(release.authority, LoadedRelease(id=release.id, number=release.number, composed=composed), clock)
    return said


def plan_release(release: Release, composed: Composed, at: datetime) -> None:
    """Let the release become current at that moment.

    :raises WrongStateError: another release is planned.
    :raises PathwaysError: what starts by the calendar cannot be planned then.
    """
    require_nothing_planned(release.authority, but=release.id)
    require_schedules(LoadedRelease(id=release.id, number=release.number, composed=composed), at)
    release.is_planned, release.effective_from, release.claimed_until = True, at, None
    release.attempts, release.last_error = 0, None
    db.session.flush()


def _described(info: AuthorityInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "name": info.name,
        "council": info.council,
        "case_prefix": info.prefix,
        "details": {"colours": dict(info.colours), "words": dict(info.words), "record_system": info.record_system},
    }


def _write_authority(info: AuthorityInfo) -> None:
    described = _described(info)
    db.session.execute(
        update(Authority)
        .where(Authority.id == info.id)
        .values({name: value for name, value in described.items() if name != "id"})
        .execution_options(synchronize_session=False)
    )


def _write_roles(info: AuthorityInfo) -> None:
    """Roles and teams that a new release leaves out stay: people and running cases may still have them."""
    roles = [
        {"authority": info.id, "id": role.id, "name": role.name, "capabilities": sorted(role.can)}
        for role in info.roles.values()
    ]
    teams = [
        {"authority": info.id, "id": team.id, "name": team.name, "localities": list(team.localities)}
        for team in info.teams.values()
    ]
    for table, rows, names in ((Role, roles, ("name", "capabilities")), (Team, teams, ("name", "localities"))):
        if rows:
            statement = upsert(table).values(rows)
            renewed = {name: statement.excluded[name] for name in names}
            db.session.execute(statement.on_conflict_do_update(index_elements=["authority", "id"], set_=renewed))

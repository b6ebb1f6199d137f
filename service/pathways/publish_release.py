"""Publishing a library: checked, kept by its content, and from then on what new cases start with."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import PublicationRefusedError
from service.findings import Finding, Severity
from service.library import AuthorityInfo, Composed, check, compose
from service.models import Authority, Release, ReleaseFile, Role, Team, db
from service.pathways.idempotency import Idempotency
from service.pathways.releases import LoadedRelease
from service.pathways.schedules import plan
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class PublishedRelease:
    """`created` is False when the same content was published before."""

    release_id: str
    authority: str
    number: int
    digest: str
    created: bool
    warnings: tuple[str, ...]


def check_release(*, authority: str, files: Mapping[str, bytes], actor: Actor) -> tuple[Finding, ...]:
    """Everything that would be found at publication; writes nothing."""
    require(actor, Capability.PUBLISH, action="check releases")
    acting_authority(actor, authority, action="check releases")
    return tuple(check(files, authority))


def publish_release(
    *,
    authority: str,
    files: Mapping[str, bytes],
    actor: Actor,
    clock: Clock,
    note: str | None = None,
    idempotency: Idempotency | None = None,
) -> PublishedRelease:
    """Make the files the authority's current release.

    The same content again changes nothing; content that was published before and replaced since becomes current again.
    Running processes stay with the release they were started with.
    :raises PublicationRefusedError: the checks found errors.
    """
    require(actor, Capability.PUBLISH, action="publish releases")
    acting_authority(actor, authority, action="publish releases")
    findings = check(files, authority)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise PublicationRefusedError(findings)
    composed = compose(authority, files)
    warnings = tuple(f"{finding.file}: {finding.message}" for finding in findings)

    def work() -> PublishedRelease:
        _write_authority(composed.authority)
        _lock(authority)
        release, created = _known(authority, composed.digest), False
        if release is None:
            release, created = _write(authority, composed, files, actor=actor, clock=clock, note=note), True
        if not release.is_current:
            _make_current(release, composed, clock)
            _audit(release, created=created, actor=actor, clock=clock)
        return PublishedRelease(
            release_id=str(release.id),
            authority=authority,
            number=release.number,
            digest=release.digest,
            created=created,
            warnings=warnings,
        )

    return transact_once(work, returns=PublishedRelease, actor=actor, clock=clock, idempotency=idempotency)


def _lock(authority: str) -> None:
    """One publication of an authority at a time."""
    db.session.execute(select(Authority.id).where(Authority.id == authority).with_for_update())


def _known(authority: str, digest: str) -> Release | None:
    return db.session.scalar(select(Release).where(Release.authority == authority, Release.digest == digest))


def _write(
    authority: str, composed: Composed, files: Mapping[str, bytes], *, actor: Actor, clock: Clock, note: str | None
) -> Release:
    last = db.session.scalar(select(func.max(Release.number)).where(Release.authority == authority))
    release = Release(
        id=uuid4(),
        authority=authority,
        number=(last or 0) + 1,
        digest=composed.digest,
        is_current=False,
        published_at=clock.now(),
        published_by=actor.name,
        note=note,
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
    return release


def _make_current(release: Release, composed: Composed, clock: Clock) -> None:
    db.session.execute(
        update(Release)
        .where(Release.authority == release.authority, Release.is_current)
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
    release.is_current = True
    db.session.flush()
    _write_roles(composed.authority)
    plan(release.authority, LoadedRelease(id=release.id, number=release.number, composed=composed), clock)


def _audit(release: Release, *, created: bool, actor: Actor, clock: Clock) -> None:
    audit(
        actor,
        "publish release" if created else "make release current again",
        f"release {release.number}",
        at=clock.now(),
        case_id=None,
        authority=release.authority,
        details={"digest": release.digest},
    )


def _write_authority(info: AuthorityInfo) -> None:
    statement = upsert(Authority).values(
        id=info.id,
        name=info.name,
        council=info.council,
        case_prefix=info.prefix,
        details={"colours": dict(info.colours), "words": dict(info.words), "record_system": info.record_system},
    )
    renewed = {name: statement.excluded[name] for name in ("name", "council", "case_prefix", "details")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=renewed))


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

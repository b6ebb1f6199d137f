"""Publishing a library as it is: the first of an authority, that of the demonstration, or in an emergency."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, require, system_actor
from service.clocks.clock import Clock
from service.errors import NotAllowedError, PublicationRefusedError
from service.findings import Finding, Severity
from service.library import Composed, check, compose
from service.models import Release, db
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.publication import (
    known_release,
    lock_authority,
    make_current,
    write_release,
)
from service.pathways.published import Origin, note_publication, said_of
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact_once

log = logging.getLogger(__name__)

BUNDLE = system_actor("seed")  # publishes the libraries that come with the service, and nothing else


@dataclass(frozen=True, kw_only=True)
class PublishedRelease:
    """`created` is False when the same content was published before."""

    release_id: str
    authority: str
    number: int
    digest: str
    created: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A library without errors; `warnings` in words."""

    composed: Composed
    files: Mapping[str, bytes]
    warnings: tuple[str, ...]

    @property
    def authority(self) -> str:
        return self.composed.authority.id


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
    without_approval: str | None = None,
    idempotency: Idempotency | None = None,
) -> PublishedRelease:
    """Make the files the authority's current release.

    The same content again changes nothing.  Where a release is live already, a second person has to approve what
    follows it: see `propose_release`.  Operators of the service may do without in an emergency, for the reason that
    `without_approval` says.  Running processes stay with the release they were started with.
    :raises PublicationRefusedError: the checks found errors.
    :raises NotAllowedError: another release is live, and this has to be approved.
    :raises WrongStateError: another release is planned for a day.
    """
    library = checked_library(authority=authority, files=files, actor=actor)
    if without_approval is not None:
        require_reason(without_approval)

    def work() -> PublishedRelease:
        lock_authority(library.composed.authority)
        is_emergency = needs_approval(library) and actor != BUNDLE
        reason = _emergency(actor, without_approval) if is_emergency else None
        return make_live(library, actor=actor, clock=clock, note=note, without_approval=reason)

    return transact_once(work, returns=PublishedRelease, actor=actor, clock=clock, idempotency=idempotency)


def checked_library(*, authority: str, files: Mapping[str, bytes], actor: Actor) -> Checked:
    """Return the files, ready to be published.

    :raises NotAllowedError: the actor publishes nothing there.
    :raises PublicationRefusedError: the checks found errors.
    """
    require(actor, Capability.PUBLISH, action="publish releases")
    acting_authority(actor, authority, action="publish releases")
    findings = check(files, authority)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise PublicationRefusedError(findings)
    warnings = tuple(f"{finding.file}: {finding.message}" for finding in findings)
    return Checked(composed=compose(authority, files), files=files, warnings=warnings)


def needs_approval(library: Checked) -> bool:
    """Whether a release is live that it would replace."""
    live = select(Release.digest).where(Release.authority == library.authority, Release.is_current)
    return db.session.scalar(live) not in {None, library.composed.digest}


def make_live(
    library: Checked, *, actor: Actor, clock: Clock, note: str | None, without_approval: str | None = None
) -> PublishedRelease:
    """Make the library current in this unit of work; whether that may be is the caller's to know.

    What was live, and comes without a note of its own, is live in the words that it had; a plan keeps its note.
    """
    release, created = known_release(library.authority, library.composed.digest), False
    origin = Origin(published_by=actor.name, published_at=clock.now(), note=note, reason=without_approval)
    if release is None:
        release, created = write_release(library.composed, library.files, origin), True
    elif not release.is_current and (note or release.is_planned or not release.first_live_at):
        planned = said_of(release).note if release.is_planned else None
        note_publication(release, replace(origin, note=note or planned))
    if not release.is_current:
        make_current(release, library.composed, clock, by=actor.name)
        _audit(release, created=created, without_approval=without_approval, actor=actor, clock=clock)
    return PublishedRelease(
        release_id=str(release.id),
        authority=library.authority,
        number=release.number,
        digest=release.digest,
        created=created,
        warnings=library.warnings,
    )


def _emergency(actor: Actor, reason: str | None) -> str:
    if actor.kind is not ActorKind.SYSTEM or reason is None:
        raise NotAllowedError("publish this at once", "a release is live, and a second person approves what follows it")
    return reason


def _audit(release: Release, *, created: bool, without_approval: str | None, actor: Actor, clock: Clock) -> None:
    action = "publish release" if created else "make release current again"
    details: dict[str, object] = {"digest": release.digest}
    if without_approval is not None:
        action = f"{action} WITHOUT APPROVAL"
        details["reason"] = without_approval
        log.warning("release published without approval", extra={"release": str(release.id), "by": actor.name})
    audit(
        actor,
        action,
        f"release {release.number}",
        at=clock.now(),
        case_id=None,
        authority=release.authority,
        details=details,
    )

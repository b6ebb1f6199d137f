"""Publishing a library: checked, kept by its content, and from then on what new cases start with."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import PublicationRefusedError
from service.findings import Finding, Severity
from service.library import check, compose
from service.models import Release
from service.pathways.idempotency import Idempotency
from service.pathways.publication import Origin, known_release, lock_authority, make_current, write_release
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
    :raises WrongStateError: another release is planned for a day.
    """
    require(actor, Capability.PUBLISH, action="publish releases")
    acting_authority(actor, authority, action="publish releases")
    findings = check(files, authority)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise PublicationRefusedError(findings)
    composed = compose(authority, files)
    warnings = tuple(f"{finding.file}: {finding.message}" for finding in findings)

    def work() -> PublishedRelease:
        lock_authority(composed.authority)
        release, created = known_release(authority, composed.digest), False
        if release is None:
            origin = Origin(published_by=actor.name, published_at=clock.now(), note=note)
            release, created = write_release(composed, files, origin), True
        if not release.is_current:
            make_current(release, composed, clock)
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

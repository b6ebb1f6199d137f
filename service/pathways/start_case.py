"""Opening a case: the family, its people, the reference, and the process that helps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.access import Actor, ActorKind, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.idempotency import Idempotency
from service.pathways.opening import NewCase, NewFamily, NewPerson, Opening, open_case
from service.pathways.releases import LoadedRelease, starting_release
from service.pathways.standing import acting_authority, audit
from service.pathways.starting import StartRequest, start_process
from service.pathways.transaction import transact_once

__all__ = ["NewCase", "NewFamily", "NewPerson", "PersonKind", "StartedCase", "start_case"]

CASE_PROCESS = "case"


@dataclass(frozen=True, kw_only=True)
class CaseStart:
    """`received_at`: when what asks for it came in, if it lay waiting; the clocks count from then."""

    authority: str
    process: str
    event: str | None
    case: NewCase
    answers: Mapping[str, object]
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StartedCase:
    case_id: str
    reference: str
    instance_id: str
    family_reference: str


def start_case(
    *,
    process: str,
    case: NewCase,
    answers: Mapping[str, object],
    actor: Actor,
    clock: Clock,
    event: str | None = None,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> StartedCase:
    """Open a case with the current release and start `process` (of the kind "case") at `event`.

    A family with a known reference gets its next episode; a person of that name and date of birth is not written twice.
    :raises InvalidInputError: answers break the start form's rules; the process is not of that kind; unknown team;
        a restricted case that no person opens, for whoever opens it is the first who is named on it.
    :raises NotFoundError: no such process.
    """
    require(actor, Capability.START_CASES, action="start cases")
    if case.restricted and actor.kind is not ActorKind.USER:
        raise InvalidInputError({"restricted": ["Nobody would be named on the case, so nobody would see it."]})

    def work() -> StartedCase:
        acting = acting_authority(actor, authority, action="start cases")
        asked = CaseStart(authority=acting, process=process, event=event, case=case, answers=answers)
        return begin_case(asked, actor=actor, clock=clock)

    return transact_once(work, returns=StartedCase, actor=actor, clock=clock, idempotency=idempotency)


def begin_case(asked: CaseStart, *, actor: Actor, clock: Clock) -> StartedCase:
    """Open the case and start its process, within the transaction of a use case."""
    release = starting_release(asked.authority)
    _require_case_process(release, asked.process)
    opening = Opening(authority=asked.authority, composed=release.composed, actor=actor, now=clock.now())
    row, family_reference = open_case(asked.case, opening)
    request = StartRequest(
        release=release,
        authority=asked.authority,
        process=asked.process,
        event=asked.event,
        case=row,
        answers=asked.answers,
        received_at=asked.received_at,
    )
    instance, _ = start_process(request, actor=actor, clock=clock)
    audit(
        actor,
        "start case",
        f"case {row.reference}",
        at=clock.now(),
        case_id=row.id,
        authority=asked.authority,
        details={"process": asked.process, "release": release.number},
    )
    return StartedCase(
        case_id=str(row.id), reference=row.reference, instance_id=str(instance.id), family_reference=family_reference
    )


def _require_case_process(release: LoadedRelease, process: str) -> None:
    info = release.composed.release.processes.get(process)
    if info is not None and info.kind != CASE_PROCESS:
        raise InvalidInputError({"process": [f"A case cannot be started with “{process}”."]})

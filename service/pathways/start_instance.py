"""Starting a further process: on a case, or outside any case."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, require, visible_cases
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import Case, db
from service.pathways.idempotency import Idempotency
from service.pathways.releases import starting_release
from service.pathways.standing import acting_authority, audit
from service.pathways.starting import WITHOUT_CASE, StartRequest, start_event, start_process
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class StartedInstance:
    instance_id: str
    case_id: str | None
    status: str


def start_instance(
    *,
    process: str,
    actor: Actor,
    clock: Clock,
    answers: Mapping[str, object] | None = None,
    event: str | None = None,
    case_id: UUID | None = None,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> StartedInstance:
    """Start `process` of the current release.

    Also people may who cannot open cases, if the start event is offered to their role (`offered_to`): on a case, or
    without one where the process is about no one case.
    :raises NotAllowedError: neither the capability nor an offer.
    :raises NotFoundError: no such process, or no such case that the actor may see.
    :raises InvalidInputError: the start event is unknown, or answers break its form's rules.
    """
    if actor.kind is not ActorKind.USER:
        require(actor, Capability.START_CASES, action="start processes")

    def work() -> StartedInstance:
        case = None if case_id is None else visible_case(case_id, actor)
        acting = case.authority if case is not None else acting_authority(actor, authority, action="start processes")
        release = starting_release(acting)
        request = StartRequest(
            release=release, authority=acting, process=process, event=event, case=case, answers=answers or {}
        )
        _require_may_start(request, actor)
        return _start(request, actor, clock)

    return transact_once(work, returns=StartedInstance, actor=actor, clock=clock, idempotency=idempotency)


def _start(request: StartRequest, actor: Actor, clock: Clock) -> StartedInstance:
    instance, _ = start_process(request, actor=actor, clock=clock)
    case_id = None if request.case is None else request.case.id
    audit(
        actor,
        "start process",
        f"process {instance.id}",
        at=clock.now(),
        case_id=case_id,
        authority=request.authority,
        details={"process": request.process},
    )
    return StartedInstance(
        instance_id=str(instance.id),
        case_id=None if case_id is None else str(case_id),
        status=instance.status.value,
    )


def _require_may_start(request: StartRequest, actor: Actor) -> None:
    if not actor.may(Capability.START_CASES) and actor.kind is ActorKind.USER:
        event, _ = start_event(request.release.composed, request.process, request.event)
        process = request.release.composed.release.processes[request.process]
        fits = request.case is not None or process.kind in WITHOUT_CASE
        if fits and not actor.roles.isdisjoint(process.elements[event].words("offered_to")):
            return
    require(actor, Capability.START_CASES, action="start processes")


def visible_case(case_id: UUID, actor: Actor, *, lock: bool = False) -> Case:
    """The case, locked if somebody is going to change it on what it says.

    :raises NotFoundError: there is none that the actor may see.
    """
    if lock:
        # a statement of its own: one that waits for the lock would not see who was named on the case meanwhile
        db.session.execute(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))
    found = select(Case).where(Case.id == case_id, visible_cases(actor))
    case = db.session.scalar(found.execution_options(populate_existing=True))
    if case is None:
        raise NotFoundError("case", case_id)
    return case

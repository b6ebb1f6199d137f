"""Operators' answers to incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.commands import RetryIncident
from service.errors import InvalidInputError, NotFoundError, WrongStateError
from service.models import Incident, IncidentStatus, db
from service.pathways.apply import carry_out
from service.pathways.change_instance import require_reason
from service.pathways.feel_json import from_json
from service.pathways.held_timers import IN_VAIN_KIND, release_timers
from service.pathways.idempotency import Idempotency
from service.pathways.running import Running, lock_visible_instance, require_running
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class HandledIncident:
    """`status` is open again when the retry failed again.  `later`: workers try it, and how it ends is seen then."""

    incident_id: str
    instance_id: str
    status: str
    later: bool = False


def retry_incident(
    *,
    incident_id: UUID,
    actor: Actor,
    clock: Clock,
    data: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> HandledIncident:
    """Run the failed step again, with `data` laid over its variables.

    What workers did not come to the end of (see held_timers) is handed to them again.
    :raises InvalidInputError: that takes no data.
    :raises WrongStateError: it is resolved, or its process is suspended or has ended.
    """
    require(actor, Capability.OPERATE, action="retry incidents")

    def work() -> HandledIncident:
        incident, running = open_incident(incident_id, actor, clock)
        require_running(running.instance)
        later = run_again(incident, running, data or {}, actor=actor, clock=clock)
        audit_incident(
            "retry incident", incident, running, details={"changed": sorted(data or {})}, actor=actor, clock=clock
        )
        db.session.refresh(incident)
        return replace(handled(incident), later=later)

    return transact_once(work, returns=HandledIncident, actor=actor, clock=clock, idempotency=idempotency)


def run_again(incident: Incident, running: Running, data: Mapping[str, object], *, actor: Actor, clock: Clock) -> bool:
    """Do what has failed once more; return whether it is left to the workers."""
    if incident.kind == IN_VAIN_KIND:
        if data:
            raise InvalidInputError({"data": ["What is due takes no data. Retry it without."]})
        release_timers(running, actor=actor, clock=clock)
        return True
    command = RetryIncident(incident_id=str(incident.id), data=from_json(data, "data"))
    carry_out(running, command, actor=actor, clock=clock)
    return False


def resolve_incident(
    *,
    incident_id: UUID,
    note: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> HandledIncident:
    """Put the incident aside: it was dealt with outside the process, whose failed step stays as it is.

    :raises WrongStateError: it is resolved already, or timers wait for its answer.
    """
    require(actor, Capability.OPERATE, action="resolve incidents")
    require_reason(note)

    def work() -> HandledIncident:
        incident, running = open_incident(incident_id, actor, clock)
        require_no_timers(incident)
        incident.status = IncidentStatus.RESOLVED
        incident.ended_at = clock.now()
        incident.resolved_by = actor.name
        incident.note = note
        audit_incident("resolve incident", incident, running, details={"note": note}, actor=actor, clock=clock)
        return handled(incident)

    return transact_once(work, returns=HandledIncident, actor=actor, clock=clock, idempotency=idempotency)


def open_incident(incident_id: UUID, actor: Actor, clock: Clock) -> tuple[Incident, Running]:
    """The incident with its process, which is locked.

    :raises NotFoundError: there is none that the actor may see.
    :raises WrongStateError: it is resolved.
    """
    instance_id = db.session.scalar(select(Incident.instance_id).where(Incident.id == incident_id))
    if instance_id is None:
        raise NotFoundError("incident", incident_id)
    running = lock_visible_instance(instance_id, actor, clock)
    incident = db.session.scalars(select(Incident).where(Incident.id == incident_id)).one()
    if incident.status is not IncidentStatus.OPEN:
        raise WrongStateError("The incident", incident.status.value, "There is nothing left to do.")
    return incident, running


def require_no_timers(incident: Incident) -> None:
    """:raises WrongStateError: timers wait for its answer, and would wait for ever."""
    if incident.kind == IN_VAIN_KIND:
        raise WrongStateError("What failed", "still due", "Retry it, or move the process to another step or release.")


def audit_incident(
    action: str,
    incident: Incident,
    running: Running,
    *,
    details: Mapping[str, object],
    actor: Actor,
    clock: Clock,
) -> None:
    audit(
        actor,
        action,
        f"incident {incident.id}",
        at=clock.now(),
        case_id=running.instance.case_id,
        authority=incident.authority,
        details={"element": incident.element, **details},
    )


def handled(incident: Incident) -> HandledIncident:
    return HandledIncident(
        incident_id=str(incident.id), instance_id=str(incident.instance_id), status=incident.status.value
    )

"""Passing over a step that failed."""

from collections.abc import Mapping
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.commands import SkipIncident
from service.models import db
from service.pathways.apply import carry_out
from service.pathways.change_instance import require_reason
from service.pathways.feel_json import from_json
from service.pathways.idempotency import Idempotency
from service.pathways.incidents import HandledIncident, audit_incident, handled, open_incident, require_no_timers
from service.pathways.running import require_running
from service.pathways.transaction import transact_once


def skip_incident(
    *,
    incident_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    data: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> HandledIncident:
    """Let the process go on behind the failed step, with `data` laid over its variables.

    Nothing of what the step would have done is done: no output mapping, no event or change of the case,
    no deadline met.  The reason is kept as the incident's note.
    :raises SkipRefusedError: the step decides where the process goes on, so it cannot be passed over.
    :raises WrongStateError: the incident is resolved, it is about timers that are due, or its process is
        suspended or has ended.
    """
    require(actor, Capability.OPERATE, action="skip failed steps")
    require_reason(reason)

    def work() -> HandledIncident:
        incident, running = open_incident(incident_id, actor, clock)
        require_running(running.instance)
        require_no_timers(incident)
        command = SkipIncident(incident_id=str(incident_id), data=from_json(data or {}, "data"), actor=actor.name)
        carry_out(running, command, actor=actor, clock=clock)
        db.session.refresh(incident)
        incident.note = reason
        details = {"reason": reason, "changed": sorted(data or {})}
        audit_incident("skip failed step", incident, running, details=details, actor=actor, clock=clock)
        return handled(incident)

    return transact_once(work, returns=HandledIncident, actor=actor, clock=clock, idempotency=idempotency)

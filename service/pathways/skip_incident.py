"""Passing over a step that failed."""

from collections.abc import Mapping
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.pathways.idempotency import Idempotency
from service.pathways.incidents import HandledIncident


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
    no deadline met.
    :raises SkipRefusedError: the step decides where the process goes on, so it cannot be passed over.
    :raises WrongStateError: the incident is resolved, or its process is suspended or has ended.
    """
    raise NotImplementedError

"""Moving what stands at one step of a process to another step."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.commands import Redirect
from service.engine.errors import UnknownElementError
from service.engine.step import HistoryState
from service.errors import InvalidInputError
from service.pathways.apply import carry_out
from service.pathways.change_instance import require_reason
from service.pathways.feel_json import from_json
from service.pathways.idempotency import Idempotency
from service.pathways.running import lock_visible_instance, require_running
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

NO_SUCH_STEP = {"to": ["The process has no such step."]}


@dataclass(frozen=True, kw_only=True)
class RedirectedInstance:
    instance_id: str
    status: str
    revision: int


def redirect_instance(
    *,
    instance_id: UUID,
    from_id: UUID,
    to: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    data: Mapping[str, object] | None = None,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> RedirectedInstance:
    """Take away what stands under `from_id` (see queries.redirects) and begin the step `to` instead.

    :raises RedirectRefusedError: it would leave the process stuck or half done; nothing was changed.
    :raises TaskNotOpenError: nothing stands under the id any more.
    :raises WrongStateError: the process is suspended or has ended.
    :raises StaleVersionError: it was changed since `if_revision`.
    :raises InvalidInputError: the process has no such step, or no reason is given.
    """
    require(actor, Capability.OPERATE, action="move processes to another step")
    require_reason(reason)

    def work() -> RedirectedInstance:
        running = lock_visible_instance(instance_id, actor, clock, if_revision=if_revision)
        instance = running.instance
        require_running(instance)
        command = Redirect(from_id=str(from_id), to=to, data=from_json(data or {}, "data"), actor=actor.name)
        try:
            step = carry_out(running, command, actor=actor, clock=clock)
        except UnknownElementError as error:
            raise InvalidInputError(NO_SUCH_STEP) from error
        audit(
            actor,
            "move to another step",
            f"process {instance.id}",
            at=clock.now(),
            case_id=instance.case_id,
            authority=instance.authority,
            details={
                "process": instance.process,
                "from": str(from_id),
                "left": sorted({entry.element for entry in step.history if entry.state is HistoryState.CANCELLED}),
                "to": to,
                "reason": reason,
                "changed": sorted(data or {}),
            },
        )
        return RedirectedInstance(
            instance_id=str(instance.id), status=instance.status.value, revision=instance.revision
        )

    return transact_once(work, returns=RedirectedInstance, actor=actor, clock=clock, idempotency=idempotency)

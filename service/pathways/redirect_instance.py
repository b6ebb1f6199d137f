"""Moving what stands at one step of a process to another step."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.pathways.idempotency import Idempotency


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
    :raises WrongStateError: the process is suspended or has ended.
    :raises StaleVersionError: it was changed since `if_revision`.
    """
    raise NotImplementedError

"""Answering service calls as if the outside world always succeeded, for cases that are replayed."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from service.access import system_actor
from service.clocks.clock import Clock
from service.pathways.calls import claim_call
from service.pathways.finish_call import complete_call
from service.pathways.open_episode import TOPIC as OPEN_EPISODE
from service.pathways.open_episode import open_episode

WORKER = "demonstration"
LEASE = timedelta(minutes=1)


def answer_call(
    call_id: UUID, topic: str, *, authority: str, clock: Clock, result: Mapping[str, object] | None = None
) -> bool:
    """Make the call succeed; a next episode is really opened.  False: it is not there to be made."""
    if topic == OPEN_EPISODE:
        return open_episode(call_id=call_id, clock=clock) is not None
    if claim_call(call_id=call_id, worker=WORKER, lock_for=LEASE, clock=clock) is None:
        return False
    actor = system_actor(WORKER, authority)
    complete_call(call_id=call_id, worker=WORKER, result=result or {}, actor=actor, clock=clock)
    return True

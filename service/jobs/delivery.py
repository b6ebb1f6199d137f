"""Make one call of the outbox: reserve it, call the outside with no row locked, write down what came of it."""

import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from flask import Flask, current_app

from service.access import system_actor
from service.context import current_clock, current_settings
from service.errors import ConflictError, PathwaysError
from service.integrations import Adapter, Call, CallFailedError, CallRefusedError
from service.jobs.adapters import current_adapters
from service.pathways.attempts import IN_VAIN, MOST_ATTEMPTS
from service.pathways.calls import FetchedCall, claim_call, extend_lock
from service.pathways.files_of_call import files_of_call
from service.pathways.finish_call import complete_call, fail_call, pause

log = logging.getLogger(__name__)

JITTER = 0.5  # of the pause


def deliver_call(call_id: UUID, *, worker: str) -> None:
    """Deliver the call, unless it is not due, is done, or another worker has it.

    Taking it counts the attempt.  What failed in all of its own is dead; so what has more was taken again and again
    by workers of which none lived to say how it ended, and the process is told that.
    """
    lease = current_settings().outbox_lease
    call = claim_call(call_id=call_id, worker=worker, lock_for=lease, clock=current_clock())
    if call is None:
        return
    if call.attempts > max(call.max_attempts, MOST_ATTEMPTS):
        _write_down(CallRefusedError(IN_VAIN), call=call, worker=worker)
        return
    with _lease_kept(call, worker=worker, lease=lease):
        outcome = _attempt(current_adapters()[call.topic], call)
    try:
        _write_down(outcome, call=call, worker=worker)
    except ConflictError:
        # the process went on without it, or the lease ran out: whoever has it now makes it under the same id
        log.info("call was taken away", extra={"call_id": str(call_id)})


def _attempt(adapter: Adapter, call: FetchedCall) -> dict[str, object] | PathwaysError:
    try:
        return dict(adapter(_as_call(call)))
    except (CallFailedError, CallRefusedError) as error:
        log.warning("call failed", extra={"call_id": call.id, "topic": call.topic, "kind": type(error).__name__})
        return error


def _as_call(call: FetchedCall) -> Call:
    return Call(
        id=UUID(call.id),
        topic=call.topic,
        authority=call.authority,
        case=call.case_reference,
        parameters=call.parameters,
        made_at=call.created_at,
        files=files_of_call(UUID(call.id)),
    )


def _write_down(outcome: dict[str, object] | PathwaysError, *, call: FetchedCall, worker: str) -> None:
    actor, clock, call_id = system_actor(worker), current_clock(), UUID(call.id)
    if isinstance(outcome, dict):
        complete_call(call_id=call_id, worker=worker, result=outcome, actor=actor, clock=clock)
        return
    final = isinstance(outcome, CallRefusedError)
    # calls that failed together, because one system was away, must not all come back in the same moment
    retry_in = pause(call.attempts) * (1 + random.random() * JITTER)  # noqa: S311 - no secret
    fail_call(
        call_id=call_id,
        worker=worker,
        message=str(outcome),
        retry_in=retry_in,
        final=final,
        actor=actor,
        clock=clock,
    )


@contextmanager
def _lease_kept(call: FetchedCall, *, worker: str, lease: timedelta) -> Iterator[None]:
    """Renew the lease from a second thread for as long as the call takes."""
    done = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the way Flask documents for threads

    def renew() -> None:
        while not done.wait(lease.total_seconds() / 3):
            with app.app_context():
                try:
                    extend_lock(
                        call_id=UUID(call.id),
                        worker=worker,
                        lock_for=lease,
                        actor=system_actor(worker),
                        clock=current_clock(),
                    )
                except PathwaysError:
                    return

    thread = threading.Thread(target=renew, name=f"lease-{call.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

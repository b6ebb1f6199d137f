"""Make one call of the outbox: reserve it, call the outside with no row locked, write down what came of it."""

import logging
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
from service.pathways.calls import FetchedCall, claim_call, extend_lock
from service.pathways.finish_call import complete_call, fail_call

log = logging.getLogger(__name__)


def deliver_call(call_id: UUID, *, worker: str) -> None:
    """Deliver the call, unless it is not due, is done, or another worker has it."""
    lease = current_settings().outbox_lease
    call = claim_call(call_id=call_id, worker=worker, lock_for=lease, clock=current_clock())
    if call is None:
        return
    with _lease_kept(call, worker=worker, lease=lease):
        outcome = _attempt(current_adapters()[call.topic], call)
    try:
        _write_down(outcome, call_id=call_id, worker=worker)
    except ConflictError:
        # the process went on without it, or the lease ran out: whoever has it now makes it under the same id
        log.info("call was taken away", extra={"call_id": str(call_id)})


def _attempt(adapter: Adapter, call: FetchedCall) -> dict[str, object] | PathwaysError:
    try:
        return dict(adapter(_as_call(call)))
    except (CallFailedError, CallRefusedError) as error:
        log.warning("call failed", extra={"call_id": str(call.id), "topic": call.topic, "kind": type(error).__name__})
        return error


def _as_call(call: FetchedCall) -> Call:
    return Call(
        id=UUID(str(call.id)),
        topic=call.topic,
        authority=call.authority,
        case=call.case_reference,
        parameters=call.parameters,
        made_at=call.created_at,
    )


def _write_down(outcome: dict[str, object] | PathwaysError, *, call_id: UUID, worker: str) -> None:
    actor, clock = system_actor(worker), current_clock()
    if isinstance(outcome, dict):
        complete_call(call_id=call_id, worker=worker, result=outcome, actor=actor, clock=clock)
        return
    final = isinstance(outcome, CallRefusedError)
    fail_call(call_id=call_id, worker=worker, message=str(outcome), final=final, actor=actor, clock=clock)


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
                        call_id=UUID(str(call.id)),
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

"""One use case, one transaction: the only place that commits."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import BusyError
from service.models import db
from service.pathways import hints
from service.pathways.idempotency import Idempotency, remember, remembered

Result = TypeVar("Result")

# a deadlock, a conflict of transactions, and a row that somebody else wrote first: the second run sees that row
_AGAIN = frozenset({"40P01", "40001", "23505"})
_ATTEMPTS = 4
_LOCKED = "55P03"


def transact(work: Callable[[], Result]) -> Result:
    """Run `work`, commit and tell the listeners; roll back whatever it raises.

    Nothing read before is trusted: rows are read anew.  When PostgreSQL breaks a deadlock by ending this transaction,
    or somebody else wrote the same unique row at the same moment, it is run again: nobody is shown an error about locks
    or keys, but what the use case says of what it then finds.
    :raises BusyError: a row stayed locked for longer than `lock_timeout` (service.context).
    """
    for attempt in range(1, _ATTEMPTS + 1):
        db.session.expunge_all()
        try:
            result = work()
            db.session.commit()
        except (OperationalError, IntegrityError) as error:
            _undo()
            state = getattr(error.orig, "sqlstate", None)
            if state == _LOCKED:
                raise BusyError from error
            if attempt == _ATTEMPTS or state not in _AGAIN:
                raise
        except BaseException:
            _undo()
            raise
        else:
            hints.tell()
            return result
    raise AssertionError("the last attempt returns or raises")


def transact_once(
    work: Callable[[], Result],
    *,
    returns: type[Result],
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None,
) -> Result:
    """Like `transact`; a request that was answered before under the same key gets the same answer again.

    :raises ConflictError: the key was used for another request.
    """
    if idempotency is None:
        return transact(work)

    def work_once() -> Result:
        before = remembered(idempotency, actor=actor, now=clock.now(), returns=returns)
        if before is not None:
            return before
        result = work()
        remember(idempotency, actor=actor, result=result)
        return result

    return transact(work_once)


def _undo() -> None:
    db.session.rollback()
    hints.forget()

"""Work that does not come to an end: counted, and in the end put aside where people see it.

Whoever is at work may die of it, and what was not committed is gone with them.  So what was handed over before and is
still there is counted before it is begun once more, in a transaction of its own; what ends by itself costs nothing.
"""

from sqlalchemy import ColumnElement, func, update

from service.models import BulkItem, Instance, Message, Outbox, Release, Schedule, db
from service.pathways.transaction import transact

MOST_ATTEMPTS = 3  # that are counted, before it is put aside
IN_VAIN = (
    f"This was begun {MOST_ATTEMPTS} times and never came to an end: whoever was at it died, took too long or met "
    "something unforeseen. It may need too much memory. The log of the service says more."
)

Counted = type[BulkItem] | type[Instance] | type[Message] | type[Outbox] | type[Release] | type[Schedule]


def count_attempt(table: Counted, which: ColumnElement[bool]) -> int | None:
    """Count that the row `which` is begun now; return how many times it was.  None: there is nothing to do any more."""
    statement = update(table).where(which).values(attempts=table.attempts + 1).returning(table.attempts)
    return transact(lambda: db.session.scalar(statement.execution_options(synchronize_session=False)))


def uncount_attempt(table: Counted, which: ColumnElement[bool]) -> None:
    """Take back the last one: what kept it from its end was no fault of its own."""
    statement = update(table).where(which).values(attempts=func.greatest(table.attempts - 1, 0))
    transact(lambda: db.session.execute(statement.execution_options(synchronize_session=False)))

"""Letting go of what is no longer needed."""

from datetime import timedelta

from sqlalchemy import delete, update

from service.clocks.clock import Clock
from service.models import IdempotencyKey, LoginAttempt, Message, MessageStatus, db
from service.pathways.transaction import transact

KEYS_KEPT = timedelta(days=7)
ATTEMPTS_KEPT = timedelta(days=1)


def tidy(*, clock: Clock) -> int:
    """Expire messages that nobody took, forget old idempotency keys and failed logins; returns how many rows."""

    def work() -> int:
        now = clock.now()
        statements = (
            update(Message)
            .where(Message.status == MessageStatus.PENDING, Message.expires_at <= now)
            .values(status=MessageStatus.EXPIRED),
            delete(IdempotencyKey).where(IdempotencyKey.created_at <= now - KEYS_KEPT),
            delete(LoginAttempt).where(LoginAttempt.at <= now - ATTEMPTS_KEPT),
        )
        connection = db.session.connection()
        return sum(connection.execute(statement).rowcount for statement in statements)

    return transact(work)

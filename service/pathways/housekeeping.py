"""Letting go of what is no longer needed."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from service.clocks.clock import Clock
from service.models import (
    BulkAction,
    BulkItem,
    BulkKind,
    Draft,
    IdempotencyKey,
    LoginAttempt,
    Message,
    MessageStatus,
    Presence,
    Referral,
    ReferralSource,
    ReferralStatus,
    ScenarioResult,
    Task,
    db,
)
from service.pathways.fill_name_keys import fill_name_keys
from service.pathways.transaction import transact

KEYS_KEPT = timedelta(days=7)
ATTEMPTS_KEPT = timedelta(days=1)
PRESENCE_KEPT = timedelta(days=1)
DRAFTS_KEPT = timedelta(days=30)  # after the task was done by somebody else, or given up
PREVIEWS_KEPT = timedelta(days=30)  # what a move would have meant then, or a draft have done
RESULTS_KEPT = timedelta(days=30)  # of scenario files; who wants to see them again runs them again
REQUESTS_KEPT = timedelta(days=7)  # begun without an account, and never sent


def tidy(*, clock: Clock) -> int:
    """Expire messages that nobody took and forget what served its time; returns how many rows.

    Forgotten are old idempotency keys, failed logins, who had a task open, drafts of tasks that ended long ago, results
    of scenario files, previews of moves, replays of many, and requests that somebody without an account began and did
    not send.  People without keys for the search get them.
    """

    def work() -> int:
        now = clock.now()
        looks = (BulkKind.PREVIEW, BulkKind.REPLAY)
        old = (BulkAction.kind.in_(looks), BulkAction.finished_at <= now - PREVIEWS_KEPT)
        statements = (
            update(Message)
            .where(Message.status == MessageStatus.PENDING, Message.expires_at <= now)
            .values(status=MessageStatus.EXPIRED),
            delete(IdempotencyKey).where(IdempotencyKey.created_at <= now - KEYS_KEPT),
            delete(LoginAttempt).where(LoginAttempt.at <= now - ATTEMPTS_KEPT),
            delete(Presence).where(Presence.seen_at <= now - PRESENCE_KEPT),
            delete(Referral).where(
                Referral.source == ReferralSource.PUBLIC,
                Referral.status == ReferralStatus.DRAFT,
                Referral.created_at <= now - REQUESTS_KEPT,
            ),
            delete(BulkItem).where(BulkItem.bulk_id.in_(select(BulkAction.id).where(*old))),
            delete(BulkAction).where(*old),
            delete(ScenarioResult).where(ScenarioResult.ran_at <= now - RESULTS_KEPT),
            delete(Draft).where(Draft.task_id.in_(select(Task.id).where(Task.ended_at <= now - DRAFTS_KEPT))),
        )
        connection = db.session.connection()
        return sum(connection.execute(statement).rowcount for statement in statements)

    return transact(work) + fill_name_keys()

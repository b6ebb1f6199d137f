"""Mail that the service sends by itself, of which no process waits to hear."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert

from service.models import Outbox, OutboxStatus, db, table_of
from service.pathways import hints
from service.pathways.feel_json import to_json

TOPIC = "mail.send"
ATTEMPTS = 8


def put_mails(mails: Sequence[Mapping[str, object]], *, name: str, authority: str, now: datetime) -> None:
    """Put mails into the outbox; they are sent when the transaction is.

    Each has `to`, `subject` and `text`, without a name of anybody; `name` says what they are for to operators.
    """
    rows = [
        {
            "id": uuid4(),
            "authority": authority,
            "name": name,
            "topic": TOPIC,
            "parameters": to_json(mail),
            "status": OutboxStatus.PENDING,
            "attempts": 0,
            "max_attempts": ATTEMPTS,
            "next_attempt_at": now,
            "created_at": now,
        }
        for mail in mails
    ]
    if rows:
        db.session.execute(insert(table_of(Outbox)), rows)
        for row in rows:
            hints.after_commit(hints.Hint(kind=hints.HintKind.CALL, id=str(row["id"]), topic=TOPIC))

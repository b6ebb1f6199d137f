"""The same request twice does one thing and gets one answer.

The key's row is written in the transaction of the use case.  A second request with the key therefore waits until the
first has ended: then it finds the answer, or, when the first was rolled back, does the work itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar, get_type_hints

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor
from service.errors import ConflictError
from service.models import IdempotencyKey, db

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Idempotency:
    """`fingerprint` tells one request from another: method, path and digest of the body."""

    key: str
    fingerprint: str


def remembered(idempotency: Idempotency, *, actor: Actor, now: datetime, returns: type[Result]) -> Result | None:
    """Take the key, or return the answer that was given under it.

    :raises ConflictError: the key was used for another request.
    """
    taken = db.session.execute(
        insert(IdempotencyKey)
        .values(owner=_owner(actor), key=idempotency.key, fingerprint=idempotency.fingerprint, created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).one_or_none()
    if taken is not None:
        return None
    fingerprint, stored = db.session.execute(
        select(IdempotencyKey.fingerprint, IdempotencyKey.result).where(
            IdempotencyKey.owner == _owner(actor), IdempotencyKey.key == idempotency.key
        )
    ).one()
    known = {field.name for field in fields(returns)}  # type: ignore[arg-type]  # a dataclass
    if fingerprint != idempotency.fingerprint or not known.issuperset(stored or {}):
        raise ConflictError("This idempotency key was used for another request. Use a new one.")
    return from_stored(returns, stored or {})


def remember(idempotency: Idempotency, *, actor: Actor, result: object) -> None:
    db.session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.owner == _owner(actor), IdempotencyKey.key == idempotency.key)
        .values(result=to_stored(result))
    )


def to_stored(result: object) -> dict[str, object]:
    """A result (texts, numbers, booleans, moments, tuples of texts) as JSON."""
    values = {field.name: getattr(result, field.name) for field in fields(result)}  # type: ignore[arg-type]  # a dataclass
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def from_stored(returns: type[Result], stored: Mapping[str, object]) -> Result:
    kinds = get_type_hints(returns)
    return returns(**{name: _restored(kinds[name], value) for name, value in stored.items()})


def _restored(kind: object, value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and kind in {datetime, datetime | None}:
        return datetime.fromisoformat(value)
    return value


def _owner(actor: Actor) -> str:
    return f"{actor.kind.value}:{actor.id}"

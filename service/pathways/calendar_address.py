"""The secret address under which a person's calendar reads their due dates."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from service.access import Actor, ActorKind
from service.clocks.clock import Clock
from service.errors import NotAllowedError
from service.models import User, db
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class CalendarAddress:
    """`token` is told once, here; only its hash is kept."""

    token: str


def make_calendar_address(*, actor: Actor, clock: Clock) -> CalendarAddress:
    """Give the actor a new address; the one before stops working."""
    token = secrets.token_urlsafe(32)
    _set(calendar_hash(token), "make calendar address", actor=actor, clock=clock)
    return CalendarAddress(token=token)


def revoke_calendar_address(*, actor: Actor, clock: Clock) -> None:
    """Take the actor's address away."""
    _set(None, "revoke calendar address", actor=actor, clock=clock)


def has_calendar_address(*, actor: Actor) -> bool:
    found = db.session.scalar(select(User.calendar_token_hash).where(User.name == actor.name))
    return actor.kind is ActorKind.USER and found is not None


def calendar_hash(token: str) -> bytes:
    """Long and random, so a plain SHA-256 is enough to keep it by."""
    return hashlib.sha256(f"calendar {token}".encode()).digest()


def _set(digest: bytes | None, action: str, *, actor: Actor, clock: Clock) -> None:
    if actor.kind is not ActorKind.USER:
        raise NotAllowedError("have a calendar", "this is for people")

    def work() -> None:
        user = db.session.scalars(select(User).where(User.name == actor.name).with_for_update()).one()
        user.calendar_token_hash = digest
        audit(actor, action, f"user {user.name}", at=clock.now(), case_id=None, authority=user.authority)

    transact(work)

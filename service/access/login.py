"""Checking a password, and refusing to when it was wrong too often.

Failures are kept in the database, so that the limit holds over all web processes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update

from service.access.passwords import check_password, nobodys_hash
from service.models import LoginAttempt, User, db

WINDOW = timedelta(minutes=15)
FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 20  # an office shares one address


class Refusal(StrEnum):
    WRONG = "wrong"
    THROTTLED = "throttled"


@dataclass(frozen=True, kw_only=True)
class LoginOutcome:
    """`user` is the person of that name, if any, also when the login was refused."""

    user: User | None
    refusal: Refusal | None


def try_login(*, name: str, password: str, address: str, now: datetime) -> LoginOutcome:
    """Check name and password; a failure is written down, so the caller must commit whatever the outcome."""
    user = db.session.scalar(select(User).where(User.name == name))
    if _throttled(name=name, address=address, now=now):
        return LoginOutcome(user=user, refusal=Refusal.THROTTLED)
    right = check_password(nobodys_hash() if user is None else user.password_hash, password)
    if user is None or not right or not user.active:
        db.session.execute(insert(LoginAttempt).values(name=name, address=address, at=now))
        return LoginOutcome(user=user, refusal=Refusal.WRONG)
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.name == name))
    db.session.execute(update(User).where(User.id == user.id).values(last_login_at=now))
    return LoginOutcome(user=user, refusal=None)


def _throttled(*, name: str, address: str, now: datetime) -> bool:
    of_name = func.count().filter(LoginAttempt.name == name)
    of_address = func.count().filter(LoginAttempt.address == address)
    recent = select(of_name, of_address).where(
        LoginAttempt.at > now - WINDOW, (LoginAttempt.name == name) | (LoginAttempt.address == address)
    )
    by_name, by_address = db.session.execute(recent).one()
    return bool(by_name >= FAILURES_OF_A_NAME or by_address >= FAILURES_OF_AN_ADDRESS)

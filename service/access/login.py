"""Checking a password, and refusing to when it was wrong too often.

Failures are kept in the database, so that the limit holds over all web processes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, true, update

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


def try_login(*, name: str, password: str, address: str, now: datetime, browser: str | None = None) -> LoginOutcome:
    """Check name and password; a failure is written down, so the caller must commit whatever the outcome.

    `browser`: the mark of one in which this person has signed in before.  It is refused for its own failures alone, so
    that nobody is kept out by what others try elsewhere.
    """
    origin = address if browser is None else f"browser {browser}"
    user = db.session.scalar(select(User).where(User.name == name))
    if _throttled(name=name, origin=origin, known=browser is not None, now=now):
        return LoginOutcome(user=user, refusal=Refusal.THROTTLED)
    right = check_password(nobodys_hash() if user is None else user.password_hash, password)
    if user is None or not right or not user.active:
        db.session.execute(insert(LoginAttempt).values(name=name, address=origin, at=now))
        return LoginOutcome(user=user, refusal=Refusal.WRONG)
    own = LoginAttempt.address == origin if browser is not None else true()  # what others tried still counts for them
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.name == name, own))
    db.session.execute(update(User).where(User.id == user.id).values(last_login_at=now))
    return LoginOutcome(user=user, refusal=None)


def _throttled(*, name: str, origin: str, known: bool, now: datetime) -> bool:
    of_name, of_origin = LoginAttempt.name == name, LoginAttempt.address == origin
    recent = select(func.count().filter(of_name), func.count().filter(of_origin)).where(
        LoginAttempt.at > now - WINDOW, of_name & of_origin if known else of_name | of_origin
    )
    by_name, by_address = db.session.execute(recent).one()
    return bool(by_name >= FAILURES_OF_A_NAME or by_address >= FAILURES_OF_AN_ADDRESS)

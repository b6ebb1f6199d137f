"""Whether this process can do its work now."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True)
class Readiness:
    ready: bool
    checks: Mapping[str, str]  # what was looked at -> "ok", or what is wrong in a word


def readiness(session: Session) -> Readiness:
    """Return ready when the database answers and has been migrated at all."""
    try:
        migrated = session.scalar(text("select to_regclass('alembic_version') is not null"))
    except SQLAlchemyError:
        session.rollback()
        return Readiness(ready=False, checks={"database": "down"})
    return Readiness(ready=bool(migrated), checks={"database": "ok" if migrated else "not migrated"})

"""Migrations: the directory, and bringing a database up to date."""

from pathlib import Path

from flask_migrate import Migrate, upgrade
from sqlalchemy import text

from service.models.base import db

DIRECTORY = str(Path(__file__).parent / "migrations")
LOCK = 4_021_966  # any number, the same in every process

migrate = Migrate(db=db, directory=DIRECTORY, compare_type=True)


def upgrade_database() -> None:
    """Run what is missing, inside an app context.  Of several processes that try, one does and the others wait."""
    with db.engine.connect() as connection:
        connection.execute(text("SET lock_timeout = 0"))  # however long the other one takes
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        try:
            upgrade(directory=DIRECTORY)
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})

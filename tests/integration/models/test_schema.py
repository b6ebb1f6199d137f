from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, Enum, literal_column, select, text
from sqlalchemy.exc import DBAPIError

from service.embedded.postgres import EmbeddedPostgres
from service.models import APPEND_ONLY, db
from service.models.migrate import DIRECTORY
from tests.integration.conftest import bare_app, create_database, named_for_worker

CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def catalogue() -> dict[str, set[tuple[object, ...]]]:
    with db.engine.connect() as connection:
        return {
            kind: {tuple(row) for row in connection.execute(text(query)) if row[0] != "alembic_version"}
            for kind, query in CATALOGUE.items()
        }


@pytest.fixture
def fresh_app(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    app = bare_app(create_database(postgres, named_for_worker("fresh"), template="template1"))
    with app.app_context():
        yield app
        db.engine.dispose()


def test_the_migrated_schema_equals_the_fresh_one(committed: Flask, fresh_app: Flask):
    with committed.app_context():
        migrated = catalogue()

    with fresh_app.app_context():
        db.create_all()
        fresh = catalogue()

    for kind in CATALOGUE:
        assert migrated[kind] == fresh[kind], kind
    assert len(migrated["triggers"]) == 2 * len(APPEND_ONLY)


def test_there_is_one_migration_head():
    heads = ScriptDirectory(DIRECTORY).get_heads()

    assert len(heads) == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_append_only_tables_refuse_every_change(rolled_back: Flask, table: str, statement: str):
    column = "at"
    insert_any_row(table)

    with pytest.raises(DBAPIError, match=f"Rows of {table} are written once"):
        db.session.execute(text(statement.format(table, column, column)))


SAMPLES = {
    "UUID": "gen_random_uuid()",
    "TEXT": "'x'",
    "ARRAY": "'{}'",
    "JSONB": "'{}'",
    "DATETIME": "now()",
    "DATE": "current_date",
    "BIG_INTEGER": "1",
    "INTEGER": "1",
    "LARGE_BINARY": "sha256('x')",
}


def sample(column: Column[object]) -> str:
    """Return some value that the column takes, as SQL."""
    if isinstance(column.type, Enum):
        return f"'{column.type.enums[0]}'"
    return SAMPLES[column.type.__visit_name__.upper()]


def insert_any_row(table: str) -> None:
    """Put in one row, without the rows that its foreign keys ask for."""
    columns = [column for column in db.metadata.tables[table].columns if column.identity is None]
    chosen = [literal_column(sample(column)) for column in columns]
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(db.metadata.tables[table].insert().from_select(columns, select(*chosen)))
    db.session.execute(text("SET LOCAL session_replication_role = DEFAULT"))

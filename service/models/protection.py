"""Tables whose rows are written once: the database itself refuses to change or delete them."""

from sqlalchemy import Connection, Table, event

from service.models.audit import Audit
from service.models.base import metadata
from service.models.bulk import ReleaseMove
from service.models.consents import Consent
from service.models.history import DecisionLog, History
from service.models.library_drafts import Approval, DraftVersion
from service.models.records import RecordVersion
from service.models.releases import Publication

APPEND_ONLY: tuple[str, ...] = tuple(
    model.__tablename__
    for model in (Approval, Audit, Consent, DecisionLog, DraftVersion, History, Publication, RecordVersion, ReleaseMove)
)

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once and never changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def protections(table: str) -> tuple[str, str]:
    """The triggers of one append-only table, as SQL; TRUNCATE is refused as well as UPDATE and DELETE."""
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )


def protect(table: Table) -> None:
    """Give the table its triggers when it is created from the metadata (migrations run the same SQL)."""

    def create_triggers(_table: Table, connection: Connection, **_: object) -> None:
        for statement in (FUNCTION, *protections(table.name)):
            connection.exec_driver_sql(statement.replace("%", "%%"))

    event.listen(table, "after_create", create_triggers)


for _name in APPEND_ONLY:
    protect(metadata.tables[_name])

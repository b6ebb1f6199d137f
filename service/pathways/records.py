"""Writing down a completed form."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert

from service.access import Actor
from service.models import Instance, Record, RecordVersion, db, table_of
from service.pathways.forms import Checked


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the answers were given: a task, or a start event (no task)."""

    element: str
    task_id: UUID | None = None
    item: str | None = None


def write_record(instance: Instance, checked: Checked, origin: Origin, *, actor: Actor, now: datetime) -> UUID | None:
    """Keep the answers as version 1 of a record; None where no form was asked."""
    if checked.form is None:
        return None
    record_id = uuid4()
    db.session.execute(
        insert(table_of(Record)).values(
            id=record_id,
            authority=instance.authority,
            case_id=instance.case_id,
            instance_id=instance.id,
            task_id=origin.task_id,
            release_id=instance.release_id,
            form=checked.form.id,
            title=checked.form.title,
            element=origin.element,
            item=origin.item,
            version=1,
            created_at=now,
            created_by=actor.name,
        )
    )
    db.session.execute(
        insert(table_of(RecordVersion)).values(
            record_id=record_id, version=1, answers=checked.stored, reason=None, at=now, by=actor.name
        )
    )
    return record_id

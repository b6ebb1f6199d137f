"""Writing down a completed form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert

from service.access import Actor
from service.forms import Kind, OptionList, Question
from service.forms.shape import pick
from service.models import Instance, Record, RecordPerson, RecordVersion, db, table_of
from service.pathways.forms import Checked

_OF_CHILDREN = frozenset({OptionList.CHILDREN, OptionList.SIBLINGS})


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
    _put_on_files(record_id, children_chosen(checked.form.fields, checked.stored))
    return record_id


def move_to_files(record_id: UUID, checked: Checked) -> None:
    """Put a record that was corrected on the files of the children whom it names now, and on nobody else's."""
    if checked.form is None or checked.form.lists.isdisjoint(_OF_CHILDREN):
        return
    db.session.execute(delete(RecordPerson).where(RecordPerson.record_id == record_id))
    _put_on_files(record_id, children_chosen(checked.form.fields, checked.stored))


def children_chosen(questions: Sequence[Question], answers: Mapping[str, object]) -> tuple[UUID, ...]:
    """Return the children whom the answers (kept) name, each once, in the order of the form.

    Adults who are named, such as those who came to a meeting, get no copy.
    """
    chosen: dict[UUID, None] = {}
    for question in questions:
        value = pick(answers, question.key)
        listed = value if isinstance(value, list) else [value]
        if question.options_from in _OF_CHILDREN:
            chosen |= {UUID(str(each)): None for each in listed if each}
        elif question.kind is Kind.LIST:
            chosen |= {
                child: None
                for item in listed
                if isinstance(item, dict)
                for child in children_chosen(question.questions, item)
            }
    return tuple(chosen)


def _put_on_files(record_id: UUID, children: Sequence[UUID]) -> None:
    """One record, on the file of each child that it names; on the whole family's where it names none."""
    if children:
        rows = [{"record_id": record_id, "person_id": person_id} for person_id in children]
        db.session.execute(insert(table_of(RecordPerson)), rows)

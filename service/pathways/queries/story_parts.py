"""The parts of a case's story, each from its own table, as rows of one shape."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Text, Uuid, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from service.models import (
    AgendaItem,
    CaseEvent,
    Consent,
    Deadline,
    DeadlineStatus,
    Document,
    DocumentKind,
    Instance,
    InstanceState,
    ItemStatus,
    Letter,
    LetterStatus,
    Outbox,
    OutboxStatus,
    Record,
    RecordVersion,
    Sitting,
    Task,
    TaskStatus,
)
from service.pathways.queries.outside_changes import MOVED, REDIRECTED, SKIPPED, STOPPED, outside_changes
from service.pathways.queries.paging import AnySelect

NOTE_TOPIC = "record.note"
_NOTHING = cast(null(), Text)
_NOBODY = cast(null(), Uuid)


class StoryKind(StrEnum):
    RECORD = "record"
    NOTE = "note"
    EVENT = "event"
    MEETING = "meeting"
    LETTER = "letter"
    DOCUMENT = "document"
    AGREEMENT = "agreement"
    TASK = "task"
    DEADLINE = "deadline"
    PATHWAY = "pathway"


class StoryWhat(StrEnum):
    """What became of a task, a deadline, a pathway."""

    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    BREACHED = "breached"
    NOT_MADE_UP = "not_made_up"  # missed, and over
    MET = "met"
    MET_LATE = "met_late"
    MOVED = "moved"
    REDIRECTED = "redirected"
    SKIPPED = "skipped"


def parts_of(case_id: UUID) -> CompoundSelect[*tuple[Any, ...]]:
    """Rows of id, at, kind, title, detail, actor, …, subject_id, person_id, what and parts: see the first select below.

    `started` is the process that the instance was started with, `process` the one that holds the element;
    `parts` as of `outside_changes`.
    """
    return union_all(
        _records(case_id),
        _notes(case_id),
        _events(case_id),
        _decided(case_id),
        _letters(case_id),
        _documents(case_id),
        _agreements(case_id),
        _tasks(case_id),
        *(_deadlines(case_id, at, moment) for at, moment in _MOMENTS),
        _processes(case_id, Instance.started_at, "started"),
        _processes(case_id, Instance.ended_at, "ended"),
        _changed(case_id, StoryWhat.MOVED, MOVED),
        _changed(case_id, StoryWhat.REDIRECTED, REDIRECTED),
        _changed(case_id, StoryWhat.SKIPPED, SKIPPED),
    )


def _records(case_id: UUID) -> AnySelect:
    how = case((RecordVersion.version == 1, _NOTHING), else_=RecordVersion.reason)
    return (
        select(
            func.concat("record:", RecordVersion.record_id, ":", RecordVersion.version).label("id"),
            RecordVersion.at.label("at"),
            literal(StoryKind.RECORD.value).label("kind"),
            Record.title.label("title"),
            how.label("detail"),
            RecordVersion.by.label("actor"),
            Record.instance_id.label("instance_id"),
            Instance.process.label("started"),
            func.coalesce(Task.process, Instance.process).label("process"),
            Record.element.label("element"),
            cast(Record.id, Text).label("subject_id"),
            _NOBODY.label("person_id"),
            _NOTHING.label("what"),
            _NOTHING.label("parts"),
        )
        .join(Record, Record.id == RecordVersion.record_id)
        .join(Instance, Instance.id == Record.instance_id)
        .outerjoin(Task, Task.id == Record.task_id)
        .where(Record.case_id == case_id)
    )


def _notes(case_id: UUID) -> AnySelect:
    """Notes that the diagrams write by themselves; what a form was copied from is told by the form."""
    return (
        select(
            func.concat("note:", Outbox.id),
            Outbox.created_at,
            literal(StoryKind.NOTE.value),
            func.coalesce(Outbox.parameters["title"].astext, Outbox.name),
            Outbox.parameters["text"].astext,
            _NOTHING,
            Outbox.instance_id,
            Instance.process,
            Outbox.process,
            Outbox.element,
            _NOTHING,
            _NOBODY,
            _NOTHING,
            _NOTHING,
        )
        .join(Instance, Instance.id == Outbox.instance_id)
        .where(Outbox.case_id == case_id, Outbox.topic == NOTE_TOPIC, Outbox.status != OutboxStatus.CANCELLED)
    )


def _events(case_id: UUID) -> AnySelect:
    """Events that nothing else tells: neither a form that was sent with them nor a note that they are about."""
    by_form = (
        select(Record.id)
        .where(Record.case_id == CaseEvent.case_id, Record.created_at == CaseEvent.recorded_at)
        .exists()
    )
    by_note = (
        select(Outbox.id)
        .where(
            Outbox.instance_id == CaseEvent.instance_id,
            Outbox.element == CaseEvent.element,
            Outbox.topic == NOTE_TOPIC,
        )
        .exists()
    )
    return (
        select(
            func.concat("event:", CaseEvent.id),
            CaseEvent.at,
            literal(StoryKind.EVENT.value),
            CaseEvent.name,
            _NOTHING,
            _NOTHING,
            CaseEvent.instance_id,
            Instance.process,
            _NOTHING,
            CaseEvent.element,
            _NOTHING,
            _NOBODY,
            _NOTHING,
            _NOTHING,
        )
        .join(Instance, Instance.id == CaseEvent.instance_id)
        .where(CaseEvent.case_id == case_id, ~by_form, ~by_note)
    )


def _decided(case_id: UUID) -> AnySelect:
    return (
        select(
            func.concat("meeting:", AgendaItem.id),
            AgendaItem.decided_at,
            literal(StoryKind.MEETING.value),
            AgendaItem.decision,
            AgendaItem.rationale,
            AgendaItem.decided_by,
            Sitting.instance_id,
            Instance.process,
            _NOTHING,
            _NOTHING,
            cast(AgendaItem.sitting_id, Text),
            AgendaItem.person_id,
            _NOTHING,
            _NOTHING,
        )
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .outerjoin(Instance, Instance.id == Sitting.instance_id)
        .where(AgendaItem.case_id == case_id, AgendaItem.status == ItemStatus.DECIDED)
    )


def _letters(case_id: UUID) -> AnySelect:
    return select(
        func.concat("letter:", Letter.id),
        Letter.sent_at,
        literal(StoryKind.LETTER.value),
        Letter.title,
        Letter.channel,
        Letter.sent_by,
        _NOBODY,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        cast(Letter.id, Text),
        Letter.person_id,
        _NOTHING,
        _NOTHING,
    ).where(Letter.case_id == case_id, Letter.status == LetterStatus.SENT)


def _documents(case_id: UUID) -> AnySelect:
    return select(
        func.concat("document:", Document.id),
        Document.created_at,
        literal(StoryKind.DOCUMENT.value),
        Document.title,
        Document.file_name,
        Document.created_by,
        _NOBODY,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        cast(Document.id, Text),
        _NOBODY,
        _NOTHING,
        _NOTHING,
    ).where(Document.case_id == case_id, Document.kind != DocumentKind.LETTER, Document.removed_at.is_(None))


def _agreements(case_id: UUID) -> AnySelect:
    return select(
        func.concat("agreement:", Consent.id),
        Consent.at,
        literal(StoryKind.AGREEMENT.value),
        func.concat(cast(Consent.kind, Text), ":", cast(Consent.status, Text)),
        func.coalesce(Consent.agency, Consent.scope),
        Consent.by,
        _NOBODY,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        cast(Consent.id, Text),
        Consent.person_id,
        _NOTHING,
        _NOTHING,
    ).where(Consent.case_id == case_id)


def _tasks(case_id: UUID) -> AnySelect:
    """Tasks that left no record: those without a form, and those that fell away."""
    left_record = select(Record.id).where(Record.task_id == Task.id).exists()
    return (
        select(
            func.concat("task:", Task.id),
            Task.ended_at,
            literal(StoryKind.TASK.value),
            Task.name,
            _NOTHING,
            Task.completed_by,
            Task.instance_id,
            Instance.process,
            Task.process,
            Task.element,
            cast(Task.id, Text),
            _NOBODY,
            cast(Task.status, Text),
            _NOTHING,
        )
        .join(Instance, Instance.id == Task.instance_id)
        .where(Task.case_id == case_id, Task.status != TaskStatus.OPEN, ~left_record)
    )


_MOMENTS: tuple[tuple[InstrumentedAttribute[Any], str], ...] = (
    (Deadline.base_at, "started"),
    (Deadline.breached_at, "breached"),
    (Deadline.ended_at, "ended"),
)


def _deadlines(case_id: UUID, at: InstrumentedAttribute[Any], moment: str) -> AnySelect:
    missed = Deadline.status == DeadlineStatus.BREACHED
    ended = case((missed, StoryWhat.NOT_MADE_UP.value), else_=cast(Deadline.status, Text))
    what = ended if moment == "ended" else literal(moment)
    return (
        select(
            func.concat(f"deadline-{moment}:", Deadline.id),
            # missed when it was due, whenever that was noticed
            Deadline.due_at if moment == "breached" else at,
            literal(StoryKind.DEADLINE.value),
            Deadline.label,
            _NOTHING,
            _NOTHING,
            Deadline.instance_id,
            Instance.process,
            _NOTHING,
            Deadline.element,
            cast(Deadline.id, Text),
            _NOBODY,
            what,
            _NOTHING,
        )
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(Deadline.case_id == case_id, at.is_not(None))
    )


def _processes(case_id: UUID, at: InstrumentedAttribute[Any], moment: str) -> AnySelect:
    """Of one that was stopped by hand, the reason and who did it as well."""
    stops = outside_changes(case_id)
    stopped = select(stops.c.actor).where(stops.c.action == STOPPED, stops.c.instance_id == Instance.id).limit(1)
    why = case((Instance.status == InstanceState.CANCELLED, Instance.reason))
    ended = moment == "ended"
    return select(
        func.concat(f"process-{moment}:", Instance.id),
        at,
        literal(StoryKind.PATHWAY.value),
        Instance.process,
        why if ended else _NOTHING,
        stopped.scalar_subquery() if ended else Instance.started_by,
        Instance.id,
        Instance.process,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        _NOBODY,
        cast(Instance.status, Text) if ended else literal(moment),
        _NOTHING,
    ).where(Instance.case_id == case_id, at.is_not(None))


def _changed(case_id: UUID, what: StoryWhat, action: str) -> AnySelect:
    """What was changed from outside: one entry for all processes of the case that moved by one action."""
    changes = outside_changes(case_id).c
    return select(
        func.concat(f"{what.value}:", changes.key),
        changes.at,
        literal(StoryKind.PATHWAY.value),
        changes.subject,
        changes.reason,
        changes.actor,
        changes.instance_id,
        changes.started,
        changes.process,
        changes.element,
        _NOTHING,
        _NOBODY,
        literal(what.value),
        changes.parts,
    ).where(changes.action == action, changes.first == 1)

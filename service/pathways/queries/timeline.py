"""What happened on a case, in one list: forms completed, events, deadlines, processes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Text, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from service.access import Actor, Scope, may_see_case, require_scope
from service.errors import NotFoundError
from service.models import CaseEvent, Deadline, Instance, Record, RecordVersion, Task, TaskStatus
from service.pathways.queries.outside_changes import MOVED, REDIRECTED, STOPPED, outside_changes
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of

_NOTHING = cast(null(), Text)


class TimelineKind(StrEnum):
    EVENT = "event"
    RECORD = "record"
    TASK = "task"
    DEADLINE = "deadline"
    PROCESS = "process"


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """`id` names the entry within the timeline; `detail` says what of it: "completed", "breached", "corrected: …"."""

    id: str
    at: datetime
    kind: TimelineKind
    title: str
    detail: str | None
    actor: str | None
    instance_id: UUID
    subject_id: str | None  # of the record or deadline


def case_timeline(*, case_id: UUID, actor: Actor, page: PageRequest) -> Page[TimelineEntry]:
    """The case's story, the newest first unless sorted by "at".

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    entries = _entries(case_id).subquery()
    order = Order(columns={"at": entries.c.at}, default="-at", key=entries.c.id)
    return page_of(select(entries), order, page, make=_entry)


def _entries(case_id: UUID) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(
        _event(case_id),
        _record(case_id),
        _task(case_id),
        _deadline(case_id, Deadline.base_at, "started"),
        _deadline(case_id, Deadline.breached_at, "breached"),
        _deadline(case_id, Deadline.ended_at, "ended"),
        _process(case_id, Instance.started_at, "started"),
        _process(case_id, Instance.ended_at, "ended"),
        _changed(case_id),
    )


def _event(case_id: UUID) -> AnySelect:
    return select(
        func.concat("event:", CaseEvent.id).label("id"),
        CaseEvent.at.label("at"),
        literal(TimelineKind.EVENT.value).label("kind"),
        CaseEvent.name.label("title"),
        _NOTHING.label("detail"),
        _NOTHING.label("actor"),
        CaseEvent.instance_id.label("instance_id"),
        _NOTHING.label("subject_id"),
    ).where(CaseEvent.case_id == case_id)


def _record(case_id: UUID) -> AnySelect:
    how = case((RecordVersion.version == 1, "completed"), else_=func.concat("corrected: ", RecordVersion.reason))
    return (
        select(
            func.concat("record:", RecordVersion.record_id, ":", RecordVersion.version),
            RecordVersion.at,
            literal(TimelineKind.RECORD.value),
            Record.title,
            how,
            RecordVersion.by,
            Record.instance_id,
            cast(Record.id, Text),
        )
        .join(Record, Record.id == RecordVersion.record_id)
        .where(Record.case_id == case_id)
    )


def _task(case_id: UUID) -> AnySelect:
    """Tasks that left no record: those without a form, and those that fell away."""
    left_record = select(Record.id).where(Record.task_id == Task.id).exists()
    return select(
        func.concat("task:", Task.id),
        Task.ended_at,
        literal(TimelineKind.TASK.value),
        Task.name,
        cast(Task.status, Text),
        Task.completed_by,
        Task.instance_id,
        cast(Task.id, Text),
    ).where(Task.case_id == case_id, Task.status != TaskStatus.OPEN, ~left_record)


def _deadline(case_id: UUID, at: InstrumentedAttribute[Any], moment: str) -> AnySelect:
    ended = moment == "ended"
    return select(
        func.concat(f"deadline-{moment}:", Deadline.id),
        at,
        literal(TimelineKind.DEADLINE.value),
        Deadline.label,
        cast(Deadline.status, Text) if ended else literal(moment),
        _NOTHING,
        Deadline.instance_id,
        cast(Deadline.id, Text),
    ).where(Deadline.case_id == case_id, at.is_not(None))


def _process(case_id: UUID, at: InstrumentedAttribute[Any], moment: str) -> AnySelect:
    return select(
        func.concat(f"process-{moment}:", Instance.id),
        at,
        literal(TimelineKind.PROCESS.value),
        Instance.process,
        cast(Instance.status, Text) if moment == "ended" else literal(moment),
        Instance.started_by if moment == "started" else _NOTHING,
        Instance.id,
        _NOTHING,
    ).where(Instance.case_id == case_id, at.is_not(None))


def _changed(case_id: UUID) -> AnySelect:
    """What process owners and operators changed: "moved to release 5: …"; `process-ended` tells what they stopped."""
    changes = outside_changes(case_id).c
    did = case(
        (changes.action == MOVED, func.concat("moved to release ", changes.subject)),
        (changes.action == REDIRECTED, func.concat("moved to step ", changes.subject)),
        else_=func.concat("skipped: ", changes.subject),
    )
    return select(
        func.concat("process-changed:", changes.key, ":", changes.instance_id),
        changes.at,
        literal(TimelineKind.PROCESS.value),
        changes.started,
        func.concat_ws(": ", did, changes.reason),
        changes.actor,
        changes.instance_id,
        _NOTHING,
    ).where(changes.action != STOPPED)


def _entry(row: AnyRow) -> TimelineEntry:
    return TimelineEntry(
        id=row.id,
        at=row.at,
        kind=TimelineKind(row.kind),
        title=row.title,
        detail=row.detail,
        actor=row.actor,
        instance_id=row.instance_id,
        subject_id=row.subject_id,
    )

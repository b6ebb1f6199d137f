"""Completed forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_instances
from service.errors import NotFoundError
from service.models import Case, Instance, Record, RecordVersion, db
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class RecordFilter:
    case_id: UUID | None = None
    instance_id: UUID | None = None
    form: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordSummary:
    id: UUID
    form: str
    title: str
    element: str
    item: str | None
    version: int
    created_at: datetime
    created_by: str
    case_id: UUID | None
    case_reference: str | None
    instance_id: UUID
    task_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RecordVersionView:
    """`reason` is None for the original."""

    version: int
    at: datetime
    by: str
    reason: str | None
    answers: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class RecordDetail(RecordSummary):
    """`answers` are those of the latest version; `versions` all of them, the newest first."""

    answers: Mapping[str, object]
    versions: tuple[RecordVersionView, ...]


def list_records(*, actor: Actor, filters: RecordFilter, page: PageRequest) -> Page[RecordSummary]:
    """Records of everything the actor may see, the newest first."""
    require_scope(actor, Scope.CASES_READ, action="read records")
    statement = _records().where(visible_instances(actor))
    equals = (
        (Record.case_id, filters.case_id),
        (Record.instance_id, filters.instance_id),
        (Record.form, filters.form),
    )
    for column, value in equals:
        if value is not None:
            statement = statement.where(column == value)
    order = Order(
        columns={"created_at": Record.created_at, "title": Record.title}, default="-created_at", key=Record.id
    )
    return page_of(statement, order, page, make=lambda row: RecordSummary(**_summary(row)))


def get_record(*, record_id: UUID, actor: Actor) -> RecordDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    require_scope(actor, Scope.CASES_READ, action="read records")
    row = db.session.execute(_records().where(Record.id == record_id, visible_instances(actor))).one_or_none()
    if row is None:
        raise NotFoundError("record", record_id)
    versions = db.session.scalars(
        select(RecordVersion).where(RecordVersion.record_id == record_id).order_by(RecordVersion.version.desc())
    ).all()
    views = tuple(
        RecordVersionView(
            version=version.version, at=version.at, by=version.by, reason=version.reason, answers=version.answers
        )
        for version in versions
    )
    return RecordDetail(**_summary(row), answers=views[0].answers, versions=views)


def _records() -> AnySelect:
    return (
        select(Record, Case.reference)
        .join(Instance, Instance.id == Record.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .execution_options(populate_existing=True)
    )


def _summary(row: AnyRow) -> dict[str, Any]:
    record: Record = row.Record
    return {
        "id": record.id,
        "form": record.form,
        "title": record.title,
        "element": record.element,
        "item": record.item,
        "version": record.version,
        "created_at": record.created_at,
        "created_by": record.created_by,
        "case_id": record.case_id,
        "case_reference": row.reference,
        "instance_id": record.instance_id,
        "task_id": record.task_id,
    }

"""Letting go of files that were uploaded for a form which was never sent."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from service.access import system_actor
from service.clocks.clock import Clock
from service.models import (
    Document,
    DocumentKind,
    Draft,
    Json,
    Record,
    RecordVersion,
    Referral,
    ReferralStatus,
    Task,
    TaskStatus,
    db,
)
from service.pathways.contents import drop_content
from service.pathways.standing import audit
from service.pathways.transaction import transact

KEPT = timedelta(days=30)
AT_ONCE = 200


def remove_unsent(*, clock: Clock) -> int:
    """Delete uploads of thirty days ago that belong to no case, no record and no draft; return how many."""

    def work() -> int:
        found = db.session.scalars(_unsent(clock.now()).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for document in found:
            audit(
                system_actor("housekeeping", document.authority),
                "delete unsent document",
                f"document {document.id}",
                at=clock.now(),
                case_id=None,
                authority=document.authority,
                details={"sha256": document.sha256.hex(), "by": document.created_by},
            )
            db.session.delete(document)
            db.session.flush()
            drop_content(document.sha256)
        return len(found)

    return transact(work)


def _unsent(now: datetime) -> Select[Document]:
    return select(Document).where(
        Document.kind == DocumentKind.UPLOAD,
        Document.case_id.is_(None),
        Document.created_at <= now - KEPT,
        ~_in_record(),
        ~_in_draft(),
        ~_in_referral(),
    )


def _in_record() -> ColumnElement[bool]:
    """Of a task without a case: the record of its form names the file."""
    return exists().where(
        Record.task_id == Document.task_id, RecordVersion.record_id == Record.id, _names(RecordVersion.answers)
    )


def _in_draft() -> ColumnElement[bool]:
    open_task = and_(Task.id == Draft.task_id, Task.status == TaskStatus.OPEN)
    return exists().where(Draft.task_id == Document.task_id, open_task, _names(Draft.answers))


def _in_referral() -> ColumnElement[bool]:
    waiting = Referral.status.in_((ReferralStatus.DRAFT, ReferralStatus.RECEIVED))
    return exists().where(
        Document.task_id.is_(None), Referral.authority == Document.authority, waiting, _names(Referral.answers)
    )


def _names(answers: InstrumentedAttribute[Json]) -> ColumnElement[bool]:
    return func.strpos(cast(answers, Text), cast(Document.id, Text)) > 0

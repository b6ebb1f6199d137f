"""Correcting a completed form: a new version, with the reason; the original stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from service.access import Actor, ActorKind, Capability, require, visible_instances
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, StaleVersionError
from service.models import Case, CorrectionDraft, Instance, Record, RecordVersion, db, table_of
from service.pathways.attached import Place, attach_to_case, require_own_files
from service.pathways.change_instance import require_reason
from service.pathways.facts import case_variable
from service.pathways.forms import check_answers
from service.pathways.idempotency import Idempotency
from service.pathways.options import Subject
from service.pathways.records import move_to_files
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class CorrectedRecord:
    record_id: str
    version: int


def correct_record(
    *,
    record_id: UUID,
    answers: Mapping[str, object],
    reason: str,
    version: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> CorrectedRecord:
    """Add a version that replaces `version`, checked against the form as it was when the record was made.

    The process does not go back: it sees the correction where it reads the record from now on.
    For whoever completed it, the case's lead, and those who may approve.
    :raises StaleVersionError: somebody corrected it meanwhile.
    :raises InvalidInputError: answers break the form's rules, or no reason is given.
    """
    require(actor, Capability.WORK, action="correct records")
    require_reason(reason)

    def work() -> CorrectedRecord:
        record, case = record_to_correct(record_id, actor)
        if record.version != version:
            raise StaleVersionError("record")
        variable = {} if case is None else case_variable(case)
        subject = Subject(authority=record.authority, case_id=record.case_id, item=record.item, departed=True)
        release = composed(record.release_id)
        checked = check_answers(release, record.form, answers, case=variable, now=clock.now(), subject=subject)
        place = Place(authority=record.authority, case_id=record.case_id, task_id=record.task_id)
        attach_to_case(require_own_files(checked, place, actor=actor), record.case_id)
        move_to_files(record.id, checked)
        _add_version(record, checked.stored, reason, actor=actor, now=clock.now())
        drop_draft(record.id, actor)
        return CorrectedRecord(record_id=str(record.id), version=record.version)

    return transact_once(work, returns=CorrectedRecord, actor=actor, clock=clock, idempotency=idempotency)


def _add_version(record: Record, answers: Mapping[str, object], reason: str, *, actor: Actor, now: datetime) -> None:
    record.version += 1
    version = {"record_id": record.id, "version": record.version, "answers": answers}
    db.session.execute(insert(table_of(RecordVersion)).values(**version, reason=reason, at=now, by=actor.name))
    audit(
        actor,
        "correct record",
        f"record {record.id}",
        at=now,
        case_id=record.case_id,
        authority=record.authority,
        details={"version": record.version, "reason": reason},
    )


def drop_draft(record_id: UUID, actor: Actor) -> None:
    """Forget the correction that the actor has begun, if any."""
    own = (CorrectionDraft.record_id == record_id, CorrectionDraft.saved_by == actor.name)
    db.session.execute(delete(CorrectionDraft).where(*own))


def record_to_correct(record_id: UUID, actor: Actor, *, lock: bool = True) -> tuple[Record, Case | None]:
    """The record, locked if somebody is going to change what belongs to it, with its case.

    :raises NotFoundError: there is none that the actor may see.
    :raises NotAllowedError: it is for others to correct.
    """
    found = select(Record).where(Record.id == record_id).execution_options(populate_existing=True)
    record = db.session.scalar(found.with_for_update() if lock else found)
    if record is None:
        raise NotFoundError("record", record_id)
    visible = (
        select(Instance.id, Case)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.id == record.instance_id, visible_instances(actor))
    )
    row = db.session.execute(visible).one_or_none()
    if row is None:
        raise NotFoundError("record", record_id)
    _require_own(record, row[1], actor)
    return record, row[1]


def _require_own(record: Record, case: Case | None, actor: Actor) -> None:
    own = record.created_by == actor.name or (case is not None and case.lead == actor.name)
    if actor.kind is ActorKind.USER and not own and not actor.may(Capability.APPROVE):
        raise NotAllowedError("correct this record", f"{record.created_by} completed it")

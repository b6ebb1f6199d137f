"""Keeping a correction that is not finished, so that nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.forms import Form
from service.forms.schema import load
from service.forms.shape import pick
from service.models import CorrectionDraft, RecordVersion, db
from service.pathways.correct_record import drop_draft, record_to_correct
from service.pathways.idempotency import Idempotency
from service.pathways.releases import composed
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class DraftedCorrection:
    """`saved_at` None: it says what the record says, so there is nothing to keep."""

    record_id: str
    saved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class BegunCorrection:
    """`version`: of the record, as the actor saw it."""

    answers: Mapping[str, object]
    reason: str
    version: int
    saved_at: datetime


def draft_correction(
    *,
    record_id: UUID,
    answers: Mapping[str, object],
    reason: str,
    version: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> DraftedCorrection:
    """Replace what the actor has typed so far; `version`: that of the record which they correct.

    For those who may correct it.
    :raises InvalidInputError: the form does not ask for one of the answers.
    """
    require(actor, Capability.WORK, action="correct records")

    def work() -> DraftedCorrection:
        record, _ = record_to_correct(record_id, actor)
        form = composed(record.release_id).forms[record.form]
        stored = form.draft(answers)
        drop_draft(record.id, actor)
        if not reason.strip() and _meant(form, stored) == _meant(form, _as_it_was(record_id, version)):
            return DraftedCorrection(record_id=str(record.id), saved_at=None)
        now = clock.now()
        kept = CorrectionDraft(record_id=record.id, saved_by=actor.name, version=version, saved_at=now)
        kept.answers, kept.reason = stored, reason
        db.session.add(kept)
        return DraftedCorrection(record_id=str(record.id), saved_at=now)

    return transact_once(work, returns=DraftedCorrection, actor=actor, clock=clock, idempotency=idempotency)


def begun_correction(*, record_id: UUID, actor: Actor) -> BegunCorrection | None:
    """What the actor themselves typed, and has not sent yet."""
    own = (CorrectionDraft.record_id == record_id, CorrectionDraft.saved_by == actor.name)
    row = db.session.scalar(select(CorrectionDraft).where(*own))
    if row is None:
        return None
    return BegunCorrection(answers=row.answers, reason=row.reason, version=row.version, saved_at=row.saved_at)


def form_to_correct(*, case_id: UUID, record_id: UUID, actor: Actor) -> Form:
    """The form as it was when the record was made, for those who may correct it.

    :raises NotFoundError: the case has no such record that the actor may see.
    """
    record, _ = record_to_correct(record_id, actor, lock=False)
    if record.case_id != case_id:
        raise NotFoundError("record", record_id)
    return composed(record.release_id).forms[record.form]


def _as_it_was(record_id: UUID, version: int) -> Mapping[str, object]:
    found = select(RecordVersion.answers).where(RecordVersion.record_id == record_id, RecordVersion.version == version)
    return db.session.scalar(found) or {}


def _meant(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """Answers as they can be compared, however they were typed: what is read as it is meant, the rest as it stands."""
    found: dict[str, object] = {}
    for question in form.fields:
        raw = pick(answers, question.key)
        read, wrong = load([question], {question.key: raw}, partial=True)
        found[question.key] = (raw if wrong else read.get(question.key)) or None
    return found

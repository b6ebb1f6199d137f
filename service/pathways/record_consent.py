"""What the family says to help and to sharing: given, refused, withdrawn, or set aside with a reason.

Statements are added and never changed.  The one on the service itself shows on the case; when it is withdrawn, contact
stops and the record stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Case, Consent, ConsentKind, ConsentStatus, Document, db
from service.pathways.change_person import person_on
from service.pathways.idempotency import Idempotency
from service.pathways.person_details import today_of
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`person_id` None: the family.  `agency`: whom it is about; every statement but that on the service names one."""

    kind: ConsentKind
    status: ConsentStatus
    effective_on: date
    person_id: UUID | None = None
    agency: str | None = None
    given_by: str | None = None
    how: str | None = None
    scope: str | None = None
    lawful_basis: str | None = None
    reason: str | None = None
    document_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedConsent:
    consent_id: str
    case_id: str
    state: str | None  # of the family's agreement, as the case now shows it


def record_consent(
    *, case_id: UUID, statement: Statement, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> RecordedConsent:
    """Add a statement; one on the service by the whole family becomes the state of the case.

    :raises NotFoundError: there is no such case that the actor may see, or nobody of that id on it.
    :raises InvalidInputError: by field.
    """
    require(actor, Capability.WORK, action="record agreement")
    errors = {field: [text] for field, text in _problems(statement, today_of(clock))}
    if errors:
        raise InvalidInputError(errors)

    def work() -> RecordedConsent:
        case = visible_case(case_id, actor, lock=True)
        row = _write(case, statement, actor=actor, clock=clock)
        audit(
            actor,
            "record consent",
            f"consent {row.id}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"kind": statement.kind.value, "status": statement.status.value, "before": case.consent},
        )
        if statement.kind is ConsentKind.SERVICE and statement.person_id is None:
            case.consent = statement.status.value
            case.revision += 1
        return RecordedConsent(consent_id=str(row.id), case_id=str(case.id), state=case.consent)

    return transact_once(work, returns=RecordedConsent, actor=actor, clock=clock, idempotency=idempotency)


def _problems(said: Statement, today: date) -> Iterator[tuple[str, str]]:
    if said.kind is not ConsentKind.SERVICE and not said.agency:
        yield "agency", "Enter the agency"
    if said.status is ConsentStatus.OVERRIDDEN:
        if not said.reason:
            yield "reason", "Say why it goes on without agreement"
        if not said.lawful_basis:
            yield "lawful_basis", "Enter the lawful basis"
    elif not said.given_by:
        yield "given_by", "Say who said so"
    if said.effective_on > today:
        yield "effective_on", "The date must be today or in the past"
    yield from _too_long(said)


def _too_long(said: Statement) -> Iterator[tuple[str, str]]:
    for field in ("agency", "given_by", "how", "scope", "lawful_basis", "reason"):
        if len(getattr(said, field) or "") > LONGEST:
            yield field, f"Use {LONGEST:,} characters or fewer"


def _write(case: Case, said: Statement, *, actor: Actor, clock: Clock) -> Consent:
    if said.person_id is not None:
        person_on(case, said.person_id)
    if said.document_id is not None and not _is_of_case(said.document_id, case):
        raise InvalidInputError({"document": ["Choose a document of this case"]})
    row = Consent(
        id=uuid4(),
        authority=case.authority,
        case_id=case.id,
        at=clock.now(),
        by=actor.name,
        **{name: getattr(said, name) for name in said.__dataclass_fields__},
    )
    db.session.add(row)
    db.session.flush()
    return row


def _is_of_case(document_id: UUID, case: Case) -> bool:
    found = select(Document.id).where(
        Document.id == document_id, Document.case_id == case.id, Document.removed_at.is_(None)
    )
    return db.session.scalar(found) is not None

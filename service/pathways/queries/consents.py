"""What was said to help and to sharing on a case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.models import Consent, ConsentKind, ConsentStatus, Document, Person, User, db
from service.pathways.start_instance import visible_case


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """`holds`: the latest of its kind, person and agency.  `person` None: the family.  `by`: as they are called."""

    id: UUID
    kind: ConsentKind
    status: ConsentStatus
    person: str | None
    agency: str | None
    given_by: str | None
    how: str | None
    scope: str | None
    lawful_basis: str | None
    reason: str | None
    effective_on: date
    document_id: UUID | None
    document: str | None
    at: datetime
    by: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A document of the case that can be named as the proof."""

    id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class ConsentOfCase:
    state: str | None  # of the agreement to the service, as the procedure names it
    statements: tuple[ConsentView, ...]  # the newest first
    evidence: tuple[Evidence, ...]


def consent_of_case(*, case_id: UUID, actor: Actor) -> ConsentOfCase:
    """:raises NotFoundError: there is no such case that the actor may see."""
    case = visible_case(case_id, actor)
    documents = select(Document.id, Document.title).where(Document.case_id == case.id, Document.removed_at.is_(None))
    return ConsentOfCase(
        state=case.consent,
        statements=_statements(case.id),
        evidence=tuple(
            Evidence(id=row.id, title=row.title)
            for row in db.session.execute(documents.order_by(Document.created_at.desc()))
        ),
    )


def _statements(case_id: UUID) -> tuple[ConsentView, ...]:
    rows = db.session.execute(
        select(Consent, Person.name, Document.title, User.display_name)
        .outerjoin(Person, Person.id == Consent.person_id)
        .outerjoin(User, User.name == Consent.by)
        .outerjoin(Document, Document.id == Consent.document_id)
        .where(Consent.case_id == case_id)
        .order_by(Consent.at.desc(), Consent.id)
    )
    told: set[tuple[ConsentKind, UUID | None, str]] = set()
    views = []
    for row, person, document, by in rows:
        about = (row.kind, row.person_id, (row.agency or "").casefold())
        views.append(_view(row, person, document, by=by or row.by, holds=about not in told))
        told.add(about)
    return tuple(views)


def _view(row: Consent, person: str | None, document: str | None, *, by: str, holds: bool) -> ConsentView:
    return ConsentView(
        id=row.id,
        kind=row.kind,
        status=row.status,
        person=person,
        agency=row.agency,
        given_by=row.given_by,
        how=row.how,
        scope=row.scope,
        lawful_basis=row.lawful_basis,
        reason=row.reason,
        effective_on=row.effective_on,
        document_id=row.document_id,
        document=document,
        at=row.at,
        by=by,
        holds=holds,
    )

"""Letters of a case, and what is needed to write one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Scope, require_scope, visible_cases
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.letters import LetterTemplate
from service.models import (
    Case,
    CasePerson,
    Document,
    Family,
    Letter,
    LetterStatus,
    Outbox,
    OutboxStatus,
    Person,
    PersonKind,
    db,
)
from service.pathways.letters import (
    address_of,
    contact_mark,
    letters_of_case,
    template_of,
    warnings_for,
    warnings_on,
)
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Of the release that the letter was written with."""

    council: str
    service: str
    lines: tuple[str, ...]
    colour: str | None


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Somebody of the case; `address`: name and address in lines."""

    id: UUID
    name: str
    kind: PersonKind
    address: str
    has_address: bool
    email: str | None
    safe_contact: str | None
    language: str | None
    communication: str | None
    left_on: date | None


@dataclass(frozen=True, kw_only=True)
class LetterSummary:
    """`delivery`: how far the outbox is with it; `by_process`: a step of the procedure sent it."""

    id: UUID
    template: str
    title: str
    recipient: str
    status: LetterStatus
    channel: str | None
    delivery: OutboxStatus | None
    by_process: bool
    document_id: UUID | None
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    sent_by: str | None
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancelled_reason: str | None


@dataclass(frozen=True, kw_only=True)
class LetterDetail(LetterSummary):
    """`wording`: the template, where the release has it; `reworded`: the text is not the template's any more.

    `dated_at`: when it became final.  `warnings`: how the family may be reached, for a letter to one of them;
    `contact_mark`: what is confirmed by whoever has read them.
    """

    case_id: UUID
    case_reference: str
    family: str
    body: str
    fields: Mapping[str, object]
    revision: int
    wording: LetterTemplate | None
    reworded: bool
    receiver: Receiver | None
    head: Letterhead
    dated_at: datetime | None
    warnings: tuple[str, ...]
    contact_mark: str | None


@dataclass(frozen=True, kw_only=True)
class LetterChoices:
    case_id: UUID
    case_reference: str
    templates: tuple[LetterTemplate, ...]
    people: tuple[Receiver, ...]
    warnings: tuple[str, ...]


def list_letters(*, case_id: UUID, actor: Actor, page: PageRequest) -> Page[LetterSummary]:
    """Letters of the case, those of its processes too, the newest first.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read letters")
    visible_case(case_id, actor)
    order = Order(columns={"created_at": Letter.created_at}, default="-created_at", key=Letter.id)
    found = page_of(_letters().where(Letter.case_id == case_id), order, page, make=lambda row: row)
    names = user_names(name for row in found.items for name in _people(row.Letter))
    return Page(
        items=tuple(LetterSummary(**_summary(row, names)) for row in found.items), next_cursor=found.next_cursor
    )


def read_letter(*, letter_id: UUID, actor: Actor, clock: Clock) -> LetterDetail:
    """One letter; that somebody read it is written down.

    :raises NotFoundError: there is none on a case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read letters")

    def read() -> LetterDetail:
        row = db.session.execute(_letters().where(Letter.id == letter_id)).one_or_none()
        case = None
        if row is not None:
            case = db.session.scalar(select(Case).where(Case.id == row.Letter.case_id, visible_cases(actor)))
        if row is None or case is None:
            raise NotFoundError("letter", letter_id)
        if actor.kind is ActorKind.USER:
            audit(
                actor,
                "read letter",
                f"letter {letter_id}",
                at=clock.now(),
                case_id=case.id,
                authority=case.authority,
            )
        return _detail(row, case)

    return transact(read)


def letter_choices(*, case_id: UUID, actor: Actor) -> LetterChoices:
    """The templates of the case's release by title, and the people of the case in their order.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    case = visible_case(case_id, actor)
    letters = letters_of_case(case).composed.letters.values()
    rows = db.session.execute(
        select(Person, CasePerson.left_on)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case.id)
        .order_by(CasePerson.position)
    )
    return LetterChoices(
        case_id=case.id,
        case_reference=case.reference,
        templates=tuple(sorted(letters, key=lambda letter: letter.title)),
        people=tuple(_receiver(row.Person, row.left_on) for row in rows),
        warnings=warnings_on([case.id]).get(case.id, ()),
    )


def _letters() -> AnySelect:
    return (
        select(Letter, Outbox.status.label("delivery"), Outbox.instance_id, Document.created_at.label("made_at"))
        .outerjoin(Outbox, Outbox.id == Letter.outbox_id)
        .outerjoin(Document, Document.id == Letter.document_id)
        .execution_options(populate_existing=True)
    )


def _people(letter: Letter) -> tuple[str | None, ...]:
    return letter.created_by, letter.sent_by, letter.cancelled_by


def _summary(row: AnyRow, names: Mapping[str, str]) -> dict[str, Any]:
    letter: Letter = row.Letter

    def called(name: str | None) -> str | None:
        return None if name is None else names.get(name, name)

    same = (
        "id",
        "template",
        "title",
        "recipient",
        "status",
        "channel",
        "document_id",
        "created_at",
        "sent_at",
        "cancelled_at",
        "cancelled_reason",
    )
    return {name: getattr(letter, name) for name in same} | {
        "delivery": row.delivery,
        "by_process": row.instance_id is not None,
        "created_by": called(letter.created_by),
        "sent_by": called(letter.sent_by),
        "cancelled_by": called(letter.cancelled_by),
    }


def _detail(row: AnyRow, case: Case) -> LetterDetail:
    letter: Letter = row.Letter
    names = user_names(_people(letter))
    info, warnings = composed(letter.release_id).authority, warnings_for(letter)
    person = None if letter.person_id is None else db.session.get(Person, letter.person_id)
    return LetterDetail(
        **_summary(row, names),
        case_id=case.id,
        case_reference=case.reference,
        family=db.session.scalars(select(Family.name).where(Family.id == case.family_id)).one(),
        body=letter.body,
        fields=letter.fields,
        revision=letter.revision,
        wording=template_of(letter),
        reworded=letter.reworded,
        receiver=None if person is None else _receiver(person, None),
        warnings=warnings,
        contact_mark=contact_mark(warnings),
        dated_at=letter.sent_at if row.made_at is None else row.made_at,
        head=Letterhead(
            council=info.council, service=info.name, lines=info.letterhead, colour=info.colours.get("brand")
        ),
    )


def _receiver(person: Person, left_on: date | None) -> Receiver:
    return Receiver(
        id=person.id,
        name=person.name,
        kind=person.kind,
        address=address_of(person),
        has_address=bool(person.address),
        email=person.email,
        safe_contact=person.safe_contact,
        language=person.language,
        communication=person.communication,
        left_on=left_on,
    )

"""Requests for help: those that wait, one of them, and drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from service.access import Actor, Capability, require, visible_cases
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import Case, Referral, ReferralSource, ReferralStatus, db
from service.pathways.handle_referral import may_handle
from service.pathways.person_details import PersonDetails
from service.pathways.queries.paging import Order, Page, PageRequest, page_of
from service.pathways.queries.starts import Start, start_of
from service.pathways.queries.user_names import user_names
from service.pathways.referral_content import FamilyContent, from_json
from service.pathways.referral_drafts import Writer
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class ReferralLine:
    id: UUID
    reference: str
    source: ReferralSource
    status: ReferralStatus
    family: str
    children: int
    created_at: datetime
    received_at: datetime | None
    case_id: UUID | None
    handled_by: str | None


@dataclass(frozen=True, kw_only=True)
class ReferralDetail:
    """`created_by`, `handled_by`: how these people are called.

    `answers`: as they were sent; `completed`: as staff completed them since, None: nobody did.
    """

    id: UUID
    authority: str
    reference: str
    source: ReferralSource
    status: ReferralStatus
    start: Start | None  # None: the current release has no such start any more
    family: FamilyContent
    answers: Mapping[str, object]
    created_at: datetime
    created_by: str | None
    received_at: datetime | None
    case_id: UUID | None
    case_reference: str | None
    reason: str | None
    handled_at: datetime | None
    handled_by: str | None
    revision: int

    @property
    def people(self) -> tuple[PersonDetails, ...]:
        return self.family.people

    @property
    def effective_answers(self) -> Mapping[str, object]:
        return self.answers if self.family.completed is None else self.family.completed

    @property
    def waits(self) -> bool:
        return self.status in {ReferralStatus.DRAFT, ReferralStatus.RECEIVED}


def waiting_referrals(*, actor: Actor, page: PageRequest) -> Page[ReferralLine]:
    """What was received and waits for somebody, the oldest first."""
    require(actor, Capability.START_CASES, action="see requests for help")
    statement = select(Referral).where(_waits(actor))
    order = Order(columns={"received_at": Referral.received_at}, default="received_at", key=Referral.id)
    return page_of(statement, order, page, make=lambda row: _line(row.Referral))


def count_waiting(*, actor: Actor) -> int:
    """How many of them there are."""
    require(actor, Capability.START_CASES, action="see requests for help")
    return db.session.scalars(select(func.count()).select_from(Referral).where(_waits(actor))).one()


def handled_referrals(*, actor: Actor, page: PageRequest) -> Page[ReferralLine]:
    """What became of requests, the latest first; those that are part of a case only to people who may see it."""
    require(actor, Capability.START_CASES, action="see requests for help")
    ended = (ReferralStatus.STARTED, ReferralStatus.LINKED, ReferralStatus.REFUSED)
    statement = (
        select(Referral)
        .outerjoin(Case, Case.id == Referral.case_id)
        .where(
            Referral.authority == actor.authority,
            Referral.status.in_(ended),
            or_(Referral.case_id.is_(None), visible_cases(actor)),
        )
    )
    order = Order(columns={"handled_at": Referral.handled_at}, default="-handled_at", key=Referral.id)
    return page_of(statement, order, page, make=lambda row: _line(row.Referral))


def own_drafts(*, actor: Actor) -> tuple[ReferralLine, ...]:
    """What the person began and did not send, the latest first."""
    rows = db.session.scalars(
        select(Referral)
        .where(Writer(actor=actor).own, Referral.status == ReferralStatus.DRAFT)
        .order_by(Referral.created_at.desc())
    )
    return tuple(_line(row) for row in rows)


def get_referral(*, referral_id: UUID, actor: Actor) -> ReferralDetail:
    """One that the person wrote or may handle; one that is part of a case is read by those who may see the case.

    :raises NotFoundError: there is none.
    """
    part_of_case = select(Case.id).where(Case.id == Referral.case_id, visible_cases(actor)).exists()
    row = db.session.scalar(
        select(Referral)
        .where(
            Referral.id == referral_id,
            Referral.authority == actor.authority,
            or_(part_of_case, Referral.case_id.is_(None) & may_handle(actor)),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("request", referral_id)
    return _detail(row)


def read_referral(*, referral_id: UUID, actor: Actor, clock: Clock) -> ReferralDetail:
    """The same; that somebody read it is written down."""

    def read() -> ReferralDetail:
        found = get_referral(referral_id=referral_id, actor=actor)
        audit(
            actor,
            "read referral",
            f"referral {found.reference}",
            at=clock.now(),
            case_id=found.case_id,
            authority=found.authority,
        )
        return found

    return transact(read)


def public_draft(*, writer: Writer) -> ReferralDetail | None:
    """What the holder of the token wrote, sent or not; None: the token is of nothing."""
    row = db.session.scalar(select(Referral).where(writer.own).execution_options(populate_existing=True))
    return None if row is None else _detail(row)


def _waits(actor: Actor) -> ColumnElement[bool]:
    return and_(Referral.authority == actor.authority, Referral.status == ReferralStatus.RECEIVED)


def _line(row: Referral) -> ReferralLine:
    family = from_json(row.family)
    return ReferralLine(
        id=row.id,
        reference=row.reference,
        source=row.source,
        status=row.status,
        family=family.name,
        children=sum(1 for each in family.people if each.kind.value == "child"),
        created_at=row.created_at,
        received_at=row.received_at,
        case_id=row.case_id,
        handled_by=row.handled_by,
    )


def _detail(row: Referral) -> ReferralDetail:
    case = None if row.case_id is None else db.session.get(Case, row.case_id)
    names = user_names((row.created_by, row.handled_by))
    return ReferralDetail(
        id=row.id,
        authority=row.authority,
        reference=row.reference,
        source=row.source,
        status=row.status,
        start=_start(row),
        family=from_json(row.family),
        answers=row.answers,
        created_at=row.created_at,
        created_by=names.get(row.created_by or "", row.created_by),
        received_at=row.received_at,
        case_id=row.case_id,
        case_reference=None if case is None else case.reference,
        reason=row.reason,
        handled_at=row.handled_at,
        handled_by=names.get(row.handled_by or "", row.handled_by),
        revision=row.revision,
    )


def _start(row: Referral) -> Start | None:
    try:
        return start_of(row.authority, process=row.process, event=row.start_event)
    except NotFoundError:
        return None

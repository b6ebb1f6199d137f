"""The people of a case, and what they are to each other."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from service.access import Actor, ActorKind
from service.clocks.clock import Clock
from service.models import (
    Case,
    CasePerson,
    Person,
    Record,
    RecordPerson,
    Referral,
    ReferralSource,
    Relationship,
    db,
)
from service.pathways.change_person import person_on
from service.pathways.person_details import FIELDS, PersonDetails
from service.pathways.relationships import returned
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class Member(PersonDetails):
    """`status`: their own in this case, where it differs from the family's.  `left_on`: when they left the family."""

    id: UUID
    status: str | None
    left_on: date | None
    revision: int


@dataclass(frozen=True, kw_only=True)
class Relation:
    """`person` is the `kind` of `other`, both ids; every pair is listed from both sides."""

    person: UUID
    other: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EarlierRequest:
    """A request for help from which the case came, or that was linked to it."""

    id: UUID
    reference: str
    source: ReferralSource
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class PeopleOfCase:
    case_id: UUID
    reference: str
    members: tuple[Member, ...]
    relations: tuple[Relation, ...]
    requests: tuple[EarlierRequest, ...]


@dataclass(frozen=True, kw_only=True)
class NamedRecord:
    """A record that stands on the files of some of the family only."""

    id: UUID
    title: str
    created_at: datetime


def read_people(*, case_id: UUID, actor: Actor, clock: Clock) -> PeopleOfCase:
    """Who is in the family, children first; that somebody read it is written down.

    :raises NotFoundError: there is no such case that the actor may see.
    """

    def read() -> PeopleOfCase:
        case = visible_case(case_id, actor)
        if actor.kind is ActorKind.USER:
            audit(
                actor,
                "read people",
                f"case {case.reference}",
                at=clock.now(),
                case_id=case.id,
                authority=case.authority,
            )
        return _people(case)

    return transact(read)


def get_member(*, case_id: UUID, person_id: UUID, actor: Actor) -> Member:
    """:raises NotFoundError: nobody of that id is on a case that the actor may see."""
    case = visible_case(case_id, actor)
    person = person_on(case, person_id)
    return next(member for member in _members(case) if member.id == person.id)


def read_nhs_number(*, case_id: UUID, person_id: UUID, actor: Actor, clock: Clock) -> str | None:
    """The whole number; that somebody asked for it is written down.

    :raises NotFoundError: nobody of that id is on a case that the actor may see.
    """

    def read() -> str | None:
        case = visible_case(case_id, actor)
        person = person_on(case, person_id)
        audit(
            actor,
            "read NHS number",
            f"person {person_id}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
        )
        return person.nhs_number

    return transact(read)


def records_of_some(*, case_id: UUID, actor: Actor) -> tuple[NamedRecord, ...]:
    """Records that are not the whole family's, the newest first: a new child has none of them unless somebody says so.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    case = visible_case(case_id, actor)
    named = exists().where(RecordPerson.record_id == Record.id)
    rows = db.session.execute(
        select(Record.id, Record.title, Record.created_at)
        .where(Record.case_id == case.id, named)
        .order_by(Record.created_at.desc(), Record.id)
    )
    return tuple(NamedRecord(id=row.id, title=row.title, created_at=row.created_at) for row in rows)


def _people(case: Case) -> PeopleOfCase:
    members = _members(case)
    requests = db.session.scalars(
        select(Referral).where(Referral.case_id == case.id).order_by(Referral.received_at, Referral.id)
    )
    return PeopleOfCase(
        case_id=case.id,
        reference=case.reference,
        members=members,
        relations=_relations(members),
        requests=tuple(
            EarlierRequest(id=row.id, reference=row.reference, source=row.source, received_at=row.received_at)
            for row in requests
            if row.received_at is not None
        ),
    )


def _members(case: Case) -> tuple[Member, ...]:
    rows = db.session.execute(
        select(Person, CasePerson.status, CasePerson.left_on)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case.id)
        .order_by(Person.kind.desc(), CasePerson.position)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Member(
            **{name: getattr(person, name) for name in FIELDS},
            id=person.id,
            status=status,
            left_on=left_on,
            revision=person.revision,
        )
        for person, status, left_on in rows
    )


def _relations(members: tuple[Member, ...]) -> tuple[Relation, ...]:
    ids = {member.id for member in members}
    rows = db.session.scalars(
        select(Relationship).where(or_(Relationship.person_id.in_(ids), Relationship.other_id.in_(ids)))
    )
    both: list[Relation] = []
    for row in rows:
        if {row.person_id, row.other_id} <= ids:
            both.append(Relation(person=row.person_id, other=row.other_id, kind=row.kind))
            both.append(Relation(person=row.other_id, other=row.person_id, kind=returned(row.kind)))
    order = {member.id: place for place, member in enumerate(members)}
    return tuple(sorted(both, key=lambda relation: (order[relation.person], order[relation.other])))

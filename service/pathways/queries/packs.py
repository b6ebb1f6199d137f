"""The papers of a sitting: the agenda and one page for each family.  Whoever opens them is written down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.forms import Form
from service.library import Composed, Panel
from service.models import (
    Case,
    CaseEvent,
    CasePerson,
    Consent,
    ConsentKind,
    ConsentStatus,
    Person,
    PersonKind,
    Relationship,
    Team,
    User,
    db,
)
from service.pathways.panel_access import open_sitting
from service.pathways.queries.panels import Item, SittingDetail, note_reading, sitting_detail
from service.pathways.transaction import transact

MOST_EVENTS = 8  # of the history, the latest


@dataclass(frozen=True, kw_only=True)
class FamilyMember:
    name: str
    kind: PersonKind
    date_of_birth: date | None
    expected_on: date | None
    left_on: date | None
    status: str | None


@dataclass(frozen=True, kw_only=True)
class RelationLine:
    """`person` is the `kind` of `other`."""

    person: str
    kind: str
    other: str


@dataclass(frozen=True, kw_only=True)
class EventLine:
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The family's last word on the service."""

    status: ConsentStatus
    on: date
    by: str | None


@dataclass(frozen=True, kw_only=True)
class Background:
    """What is known of the family when the pack is made; `lead`, `team`: as they are called."""

    reference: str
    stage: str | None
    status: str
    consent: str | None
    agreement: Agreement | None
    lead: str | None
    team: str | None
    opened_at: datetime
    people: tuple[FamilyMember, ...]
    relations: tuple[RelationLine, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, kw_only=True)
class FamilyPage:
    """`background` None: the item is about no case that is known, or the reader's own interest hides it."""

    item: Item
    background: Background | None


@dataclass(frozen=True, kw_only=True)
class DecisionSheet:
    """What the panel can decide, and what is written down with it, in the words of its form."""

    options: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pack:
    sitting: SittingDetail
    pages: tuple[FamilyPage, ...]
    sheet: DecisionSheet
    reader: str  # display name, for the watermark
    made_at: datetime


HAND_SHEET = DecisionSheet(
    options=("Agreed", "Not agreed", "Put off to a later sitting"),
    lines=("Reasons", "Conditions", "Who tells the family?"),
)


def read_pack(*, sitting_id: UUID, actor: Actor, clock: Clock) -> Pack:
    """Everything that is printed for a sitting, as this reader may see it.

    :raises NotFoundError: there is no such sitting that the actor may know of.
    """

    def read() -> Pack:
        opened = open_sitting(sitting_id, actor, clock)
        detail = sitting_detail(opened, actor, clock)
        shown = [item.entry.case_id for item in detail.items if item.entry.case_id is not None and not item.withheld]
        backgrounds = _backgrounds(shown)
        note_reading("read panel papers", detail, actor=actor, clock=clock)
        return Pack(
            sitting=detail,
            pages=tuple(_page(item, backgrounds) for item in detail.items),
            sheet=decision_sheet(opened.panel, opened.composed),
            reader=actor.display_name,
            made_at=clock.now(),
        )

    return transact(read)


def decision_sheet(panel: Panel, composed: Composed) -> DecisionSheet:
    for decider in panel.deciders.values():
        form = composed.forms.get(decider.form)
        if form is not None:
            return _sheet(form, decider.decision)
    return HAND_SHEET


def _sheet(form: Form, decision: str) -> DecisionSheet:
    chosen = next((question for question in form.fields if question.key == decision), None)
    lines = tuple(question.label for question in form.fields if question.editable and question.key != decision)
    return DecisionSheet(options=tuple(option.label for option in chosen.options) if chosen else (), lines=lines)


def _page(item: Item, backgrounds: Mapping[UUID, Background]) -> FamilyPage:
    case_id = item.entry.case_id
    hidden = item.withheld or case_id is None
    return FamilyPage(item=item, background=None if hidden or case_id is None else backgrounds.get(case_id))


def _backgrounds(cases: Sequence[UUID]) -> dict[UUID, Background]:
    rows = db.session.execute(
        select(Case, User.display_name, Team.name)
        .outerjoin(User, User.name == Case.lead)
        .outerjoin(Team, (Team.authority == Case.authority) & (Team.id == Case.team))
        .where(Case.id.in_(cases))
        .execution_options(populate_existing=True)
    ).all()
    people, agreements, events = _people(cases), _agreements(cases), _events(cases)
    return {
        case.id: Background(
            reference=case.reference,
            stage=case.stage,
            status=case.status,
            consent=case.consent,
            agreement=agreements.get(case.id),
            lead=lead or case.lead,
            team=team,
            opened_at=case.opened_at,
            people=tuple(member for _, member in people.get(case.id, ())),
            relations=_relations([person for person, _ in people.get(case.id, ())]),
            events=tuple(events.get(case.id, ())),
        )
        for case, lead, team in rows
    }


def _people(cases: Sequence[UUID]) -> dict[UUID, list[tuple[Person, FamilyMember]]]:
    rows = db.session.execute(
        select(CasePerson, Person)
        .join(Person, Person.id == CasePerson.person_id)
        .where(CasePerson.case_id.in_(cases))
        .order_by(CasePerson.position)
    )
    found: dict[UUID, list[tuple[Person, FamilyMember]]] = defaultdict(list)
    for row, person in rows:
        member = FamilyMember(
            name=person.name,
            kind=person.kind,
            date_of_birth=person.date_of_birth,
            expected_on=person.expected_on,
            left_on=row.left_on,
            status=row.status,
        )
        found[row.case_id].append((person, member))
    return found


def _relations(people: Sequence[Person]) -> tuple[RelationLine, ...]:
    """Each pair once, told from the side of the older entry."""
    names = {person.id: person.name for person in people}
    ids = sorted(names)
    rows = db.session.scalars(
        select(Relationship).where(Relationship.person_id.in_(ids), Relationship.other_id.in_(ids))
    )
    told: dict[frozenset[UUID], RelationLine] = {}
    for row in sorted(rows, key=lambda each: (names[each.person_id], names[each.other_id])):
        pair = frozenset({row.person_id, row.other_id})
        told.setdefault(pair, RelationLine(person=names[row.person_id], kind=row.kind, other=names[row.other_id]))
    return tuple(told.values())


def _agreements(cases: Sequence[UUID]) -> dict[UUID, Agreement]:
    rows = db.session.scalars(
        select(Consent)
        .where(Consent.case_id.in_(cases), Consent.kind == ConsentKind.SERVICE, Consent.person_id.is_(None))
        .order_by(Consent.at)
    )
    return {row.case_id: Agreement(status=row.status, on=row.effective_on, by=row.given_by) for row in rows}


def _events(cases: Sequence[UUID]) -> dict[UUID, list[EventLine]]:
    rows = db.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id.in_(cases)).order_by(CaseEvent.at, CaseEvent.id)
    )
    found: dict[UUID, list[EventLine]] = defaultdict(list)
    for row in rows:
        if row.case_id is not None:
            found[row.case_id].append(EventLine(name=row.name, at=row.at))
    return {case_id: lines[-MOST_EVENTS:] for case_id, lines in found.items()}

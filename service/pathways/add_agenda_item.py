"""Putting something on a sitting's agenda by hand: a family, or a matter of the panel's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from service.access import Actor, visible_cases
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import AgendaItem, Case, CasePerson, Family, ItemStatus, Person, PersonKind, db
from service.pathways.agenda import Entry, Fact, Source, agenda_of, take_up
from service.pathways.agenda.entries import ChildDecision, kept_entry
from service.pathways.idempotency import Idempotency
from service.pathways.panel_access import Changing, change_sitting
from service.pathways.sittings import papers_close
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

LONGEST_SUBJECT = 200
LONGEST_PAPERS = 4000


@dataclass(frozen=True, kw_only=True)
class AgendaItemChange:
    """What became of an item."""

    item_id: str
    sitting_id: str


@dataclass(frozen=True, kw_only=True)
class _About:
    case: Case | None
    family: str
    children: tuple[str, ...]


def add_agenda_item(
    *,
    sitting_id: UUID,
    subject: str,
    papers: str,
    actor: Actor,
    clock: Clock,
    reference: str | None = None,
    late_reason: str | None = None,
    idempotency: Idempotency | None = None,
) -> AgendaItemChange:
    """Add an item at the end; with the reference of a case it has one decision for each of the family's children.

    :raises InvalidInputError: no subject, no such case that the actor may see, or late without a reason.
    :raises WrongStateError: the sitting is frozen.
    """

    def work() -> AgendaItemChange:
        changing = change_sitting(sitting_id, actor, clock, action="add items to the agenda")
        reason = (late_reason or "").strip() or None
        errors = _wrong(changing, subject, papers, clock=clock, late_reason=reason)
        about, unknown = _about(reference, actor)
        if errors or unknown:
            raise InvalidInputError({**errors, **unknown})
        entry = _entry(subject.strip(), papers.strip(), about)
        row = _row(changing, entry, about, actor=actor, clock=clock)
        row.late_reason = reason
        db.session.add(row)
        audit(
            actor,
            "add agenda item",
            f"sitting {sitting_id}",
            at=clock.now(),
            case_id=row.case_id,
            authority=changing.sitting.authority,
            details={"item": str(row.id), "late_reason": reason},
        )
        return AgendaItemChange(item_id=str(row.id), sitting_id=str(changing.sitting.id))

    return transact_once(work, returns=AgendaItemChange, actor=actor, clock=clock, idempotency=idempotency)


def next_position(sitting_id: UUID) -> int:
    last = select(func.coalesce(func.max(AgendaItem.position), 0)).where(AgendaItem.sitting_id == sitting_id)
    return (db.session.scalar(last) or 0) + 1


def _wrong(
    changing: Changing, subject: str, papers: str, *, clock: Clock, late_reason: str | None
) -> dict[str, Sequence[str]]:
    errors: dict[str, Sequence[str]] = {}
    if not subject.strip():
        errors["subject"] = ["Enter what the panel is asked"]
    elif len(subject) > LONGEST_SUBJECT:
        errors["subject"] = [f"Use {LONGEST_SUBJECT} characters or fewer"]
    if len(papers) > LONGEST_PAPERS:
        errors["papers"] = [f"Use {LONGEST_PAPERS} characters or fewer"]
    close_at = papers_close(changing.opened.place, changing.opened.composed, now=clock.now())
    if close_at is not None and clock.now() > close_at and late_reason is None:
        errors["late_reason"] = ["Papers have closed: enter why this comes late"]
    return errors


def _about(reference: str | None, actor: Actor) -> tuple[_About, dict[str, Sequence[str]]]:
    wanted = (reference or "").strip()
    nothing = _About(case=None, family="", children=())
    if not wanted:
        return nothing, {}
    row = db.session.execute(
        select(Case, Family.name)
        .join(Family, Family.id == Case.family_id)
        .where(func.lower(Case.reference) == wanted.lower(), visible_cases(actor))
    ).one_or_none()
    if row is None:
        return nothing, {"reference": ["There is no case with this reference that you may see"]}
    children = db.session.scalars(
        select(Person.name)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == row[0].id, CasePerson.left_on.is_(None), Person.kind == PersonKind.CHILD)
        .order_by(CasePerson.position)
    )
    return _About(case=row[0], family=row[1], children=tuple(children)), {}


def _entry(subject: str, papers: str, about: _About) -> Entry:
    facts = [Fact(label="Asked of the panel", value=subject)] if about.case is not None else []
    if papers:
        facts.append(Fact(label="Papers", value=papers))
    return Entry(
        key="",
        source=Source.HAND,
        subject=about.family or subject,
        reference=about.case.reference if about.case is not None else None,
        children=about.children,
        facts=tuple(facts),
        decisions=tuple(ChildDecision(child=child) for child in about.children or ("",)),
    )


def _row(changing: Changing, entry: Entry, about: _About, *, actor: Actor, clock: Clock) -> AgendaItem:
    sitting, now = changing.sitting, clock.now()
    take_up(sitting, agenda_of(changing.opened.place, changing.opened.composed, now=now), now=now)
    return AgendaItem(
        id=uuid4(),
        sitting_id=sitting.id,
        position=next_position(sitting.id),
        case_id=about.case.id if about.case is not None else None,
        person_id=None,
        subject=entry.subject,
        added_at=now,
        added_by=actor.name,
        subject_key=None,
        details=kept_entry(entry),
        late_reason=None,
        status=ItemStatus.LISTED,
    )

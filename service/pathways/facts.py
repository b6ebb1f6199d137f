"""What the engine may ask about a case, answered from the tables when it asks and not before."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from service.clocks import SetSitting
from service.clocks.clock import Clock
from service.engine.facts import NoFacts
from service.library import Composed
from service.models import Case, CaseEvent, CasePerson, Family, Person, PersonKind, Record, RecordVersion, Sitting, db

LATELY = timedelta(days=14)  # expressions may ask for the sitting after a moment that is past


class RowFacts:
    """Facts of one case; of the instance alone where there is no case."""

    def __init__(self, *, case: Case | None, instance_id: UUID, composed: Composed, clock: Clock) -> None:
        self._case = case
        self._instance_id = instance_id
        self._composed = composed
        self._clock = clock
        self._records: dict[str, Mapping[str, object] | None] = {}
        self._sittings: dict[str, tuple[SetSitting, ...]] = {}

    @cached_property
    def case(self) -> Mapping[str, object]:
        return {} if self._case is None else case_variable(self._case)

    @cached_property
    def _events(self) -> Mapping[str, datetime]:
        rows = db.session.execute(
            select(CaseEvent.name, func.max(CaseEvent.at))
            .where(self._own(CaseEvent.case_id, CaseEvent.instance_id))
            .group_by(CaseEvent.name)
        )
        return {name: at for name, at in rows}  # noqa: C416 - dict() does not know the types of a row

    def event_at(self, name: str) -> datetime | None:
        return self._events.get(name)

    def record(self, form: str) -> Mapping[str, object] | None:
        if form not in self._records:
            self._records[form] = self._read_record(form)
        return self._records[form]

    def sittings(self, panel: str) -> Sequence[SetSitting]:
        if panel not in self._sittings:
            self._sittings[panel] = diary_of(self._composed.release.authority, panel, now=self._clock.now())
        return self._sittings[panel]

    def _read_record(self, form: str) -> Mapping[str, object] | None:
        answers = db.session.scalar(
            select(RecordVersion.answers)
            .join(Record, (Record.id == RecordVersion.record_id) & (Record.version == RecordVersion.version))
            .where(self._own(Record.case_id, Record.instance_id), Record.form == form)
            .order_by(Record.created_at.desc(), Record.id.desc())
            .limit(1)
        )
        if answers is None or form not in self._composed.forms:
            return None
        return self._composed.forms[form].values(answers)

    def _own(
        self, case_id: InstrumentedAttribute[UUID | None], instance_id: InstrumentedAttribute[UUID]
    ) -> ColumnElement[bool]:
        return instance_id == self._instance_id if self._case is None else case_id == self._case.id


class DiaryFacts(NoFacts):
    """Facts of a process that has not begun: the diary of the authority's panels, and nothing else."""

    def __init__(self, authority: str, *, now: datetime) -> None:
        self._authority = authority
        self._now = now

    def sittings(self, panel: str) -> Sequence[SetSitting]:
        return diary_of(self._authority, panel, now=self._now)


def case_variable(case: Case) -> dict[str, object]:
    """The variable `case` of every expression."""
    return case_variables([case])[case.id]


def case_variables(cases: Sequence[Case]) -> Mapping[UUID, dict[str, object]]:
    """The variable `case` of each of these, by the case's id."""
    rows = db.session.execute(
        select(Case.id, Family.name, Family.reference, Person.id, Person.name, Person.date_of_birth)
        .select_from(Case)
        .join(Family, Family.id == Case.family_id)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .outerjoin(Person, (Person.id == CasePerson.person_id) & (Person.kind == PersonKind.CHILD))
        .where(Case.id.in_([case.id for case in cases]))
        .order_by(CasePerson.position)
    )
    families: dict[UUID, dict[str, object]] = {}
    children: dict[UUID, list[dict[str, object]]] = {}
    for case_id, family, reference, child, name, born in rows:
        families[case_id] = {"name": family, "reference": reference}
        if child is not None:
            children.setdefault(case_id, []).append({"id": str(child), "name": name, "date_of_birth": born})
    return {case.id: _variable(case, families[case.id], children.get(case.id, [])) for case in cases}


def _variable(case: Case, family: dict[str, object], children: list[dict[str, object]]) -> dict[str, object]:
    return {
        "reference": case.reference,
        "authority": case.authority,
        "family": family,
        "children": children,
        "team": case.team,
        "lead": case.lead,
        "stage": case.stage,
        "status": case.status,
        "outcome": case.outcome,
        "opened": case.opened_at,
        "episode": case.episode,
        "record_link": case.record_link,
        "consent": case.consent,
    }


def diary_of(authority: str, panel: str, *, now: datetime) -> tuple[SetSitting, ...]:
    """The panel's diary, earliest first: what is ahead, and what was held so lately that it may still matter.

    A sitting that was brought forward has been held when its regular day comes.
    """
    since = now - LATELY
    rows = db.session.execute(
        select(Sitting.at, Sitting.regular_at)
        .where(
            Sitting.authority == authority,
            Sitting.panel == panel,
            or_(Sitting.at >= since, Sitting.regular_at >= since),
        )
        .order_by(Sitting.at)
    )
    return tuple(SetSitting(at=row.at, regular_at=row.regular_at) for row in rows)

"""What happened in a period on the cases of an authority, and in its processes outside any case, for its reports."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from service.models import Case, CaseEvent, Deadline, Instance, Record, RecordVersion, db
from service.pathways.facts import case_variables
from service.pathways.releases import composed
from service.reporting.measure import Period
from service.reporting.rows import Completed, History, Ran

Item = TypeVar("Item")
ByPlace = dict[UUID, dict[str, list[Item]]]  # by case, or by instance where there is no case, and by name


def histories(authority: str, *, period: Period, forms: frozenset[str]) -> Sequence[History]:
    """Return the whole history of each case and process on which anything happened in the period.

    `forms`: the only forms whose answers are read.
    """
    places = _places(authority, period)
    events, records, clocks = _events(places), _records(places, forms), _clocks(places)
    cases = db.session.scalars(select(Case).where(Case.id.in_(places)).order_by(Case.opened_at, Case.id)).all()
    variables = case_variables(cases)
    outside = [place for place in {**events, **records, **clocks} if place not in variables]
    return [
        History(
            variables.get(place, {}),
            events.get(place, {}),
            records.get(place, {}),
            clocks.get(place, {}),
            place if place in variables else None,
        )
        for place in (*variables, *outside)
    ]


def _places(authority: str, period: Period) -> Select[tuple[UUID]]:
    happened = union(
        select(Case.id).where(Case.authority == authority, *_within(Case.opened_at, period)),
        select(_place(CaseEvent.case_id, CaseEvent.instance_id))
        .join(Instance, Instance.id == CaseEvent.instance_id)
        .where(Instance.authority == authority, *_within(CaseEvent.at, period)),
        select(_place(Record.case_id, Record.instance_id)).where(
            Record.authority == authority, *_within(Record.created_at, period)
        ),
        select(_place(Deadline.case_id, Deadline.instance_id)).where(
            Deadline.authority == authority, *_within(Deadline.due_at, period)
        ),
    ).subquery()
    return select(happened.c[0])


def _within(moment: InstrumentedAttribute[Any], period: Period) -> Iterable[ColumnElement[bool]]:
    if period.since is not None:
        yield moment >= period.since
    if period.until is not None:
        yield moment < period.until


def _place(
    case_id: InstrumentedAttribute[UUID | None], instance_id: InstrumentedAttribute[UUID]
) -> ColumnElement[UUID]:
    return func.coalesce(case_id, instance_id)


def _events(places: Select[tuple[UUID]]) -> ByPlace[Any]:
    place = _place(CaseEvent.case_id, CaseEvent.instance_id)
    rows = db.session.execute(
        select(place, CaseEvent.name, CaseEvent.at).where(place.in_(places)).order_by(CaseEvent.at)
    )
    return _grouped((key, name, at) for key, name, at in rows)


def _clocks(places: Select[tuple[UUID]]) -> ByPlace[Ran]:
    place = _place(Deadline.case_id, Deadline.instance_id)
    rows = db.session.execute(
        select(place, Deadline.key, Deadline.base_at, Deadline.due_at, Deadline.status, Deadline.ended_at)
        .where(place.in_(places))
        .order_by(Deadline.base_at, Deadline.id)
    )
    return _grouped(
        (found, key, Ran(base=base, due=due, status=status.value, ended=ended))
        for found, key, base, due, status, ended in rows
    )


def _records(places: Select[tuple[UUID]], forms: frozenset[str]) -> ByPlace[Completed]:
    place = _place(Record.case_id, Record.instance_id)
    latest = and_(RecordVersion.record_id == Record.id, RecordVersion.version == Record.version)
    rows = db.session.execute(
        select(place, Record.form, Record.created_at, Record.release_id, RecordVersion.answers)
        .join(RecordVersion, latest)
        .where(Record.form.in_(sorted(forms)), place.in_(places))
        .order_by(Record.created_at, Record.id)
    )
    return _grouped(
        (found, form, Completed(at=at, answers=composed(release).forms[form].values(answers)))
        for found, form, at, release, answers in rows
        if form in composed(release).forms
    )


def _grouped(items: Iterable[tuple[UUID, str, Item]]) -> ByPlace[Item]:
    groups: ByPlace[Item] = {}
    for place, name, item in items:
        groups.setdefault(place, {}).setdefault(name, []).append(item)
    return groups

"""The completed forms of one case, and everything to read one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, not_, or_, select

from service.access import Actor, ActorKind, Capability, Scope, may_see_case, require_scope
from service.clocks import local_day
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.forms import Form, OptionLists
from service.models import Case, Document, Person, Record, RecordPerson, RecordVersion, db
from service.pathways.facts import case_variable
from service.pathways.options import Subject, options_for
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.queries.records import RecordDetail
from service.pathways.queries.user_names import user_names
from service.pathways.reading import read_record
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """`people`: whose file; empty: the whole family's.  `corrected_at`: of the latest correction."""

    id: UUID
    form: str
    title: str
    item: str | None
    created_at: datetime
    by: str
    version: int
    corrected_at: datetime | None
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    id: UUID
    file_name: str
    size: int  # bytes


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """`names`: display names by user name.  `may_correct`: the actor may; the use case decides again."""

    record: RecordDetail
    form: Form
    options: OptionLists
    context: Mapping[str, object]
    files: tuple[AttachedFile, ...]
    people: tuple[str, ...]
    names: Mapping[str, str]
    may_correct: bool


def case_records(
    *, case_id: UUID, actor: Actor, page: PageRequest, form: str | None = None, person_id: UUID | None = None
) -> Page[CaseRecord]:
    """The newest first.  `person_id`: what is on that child's file or the whole family's.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read records")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    latest = select(func.max(RecordVersion.at)).where(RecordVersion.record_id == Record.id).scalar_subquery()
    statement = select(Record, latest.label("latest")).where(Record.case_id == case_id)
    if form is not None:
        statement = statement.where(Record.form == form)
    if person_id is not None:
        tagged = exists().where(RecordPerson.record_id == Record.id)
        statement = statement.where(or_(tagged.where(RecordPerson.person_id == person_id), not_(tagged)))
    order = Order(columns={"created_at": Record.created_at}, default="-created_at", key=Record.id)
    found = page_of(statement, order, page, make=lambda row: row)
    people = people_of_records([row.Record.id for row in found.items])
    names = user_names(row.Record.created_by for row in found.items)
    return Page(
        items=tuple(_record(row, people, names) for row in found.items),
        next_cursor=found.next_cursor,
    )


def forms_of_case(*, case_id: UUID, actor: Actor) -> Mapping[str, str]:
    """Titles of the forms that the case has records of, by their ids."""
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    rows = db.session.execute(
        select(Record.form, func.max(Record.title).label("title"))
        .where(Record.case_id == case_id)
        .group_by(Record.form)
        .order_by(func.max(Record.title))
    )
    return {row.form: row.title for row in rows}


def people_of_records(record_ids: list[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """Names of those on whose file each record stands."""
    rows = db.session.execute(
        select(RecordPerson.record_id, Person.name)
        .join(Person, Person.id == RecordPerson.person_id)
        .where(RecordPerson.record_id.in_(record_ids))
        .order_by(Person.date_of_birth, Person.name)
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row.record_id, []).append(row.name)
    return {key: tuple(names) for key, names in found.items()}


def read_record_page(*, case_id: UUID, record_id: UUID, actor: Actor, clock: Clock) -> RecordPage:
    """One record with what is needed to read and to correct it; who read it is written down.

    :raises NotFoundError: the case has no such record that the actor may see.
    """
    record = read_record(record_id=record_id, actor=actor, clock=clock)
    if record.case_id != case_id:
        raise NotFoundError("record", record_id)
    row = db.session.execute(
        select(Record, Case).join(Case, Case.id == Record.case_id).where(Record.id == record_id)
    ).one()
    library = composed(row.Record.release_id)
    form = library.forms[record.form]
    today = local_day(clock.now(), library.release.calendar.zone)
    subject = Subject(authority=row.Case.authority, case_id=case_id, item=record.item, departed=True)
    return RecordPage(
        record=record,
        form=form,
        options=options_for(form, subject, today=today),
        context={"case": case_variable(row.Case)},
        files=_files(case_id),
        people=people_of_records([record_id]).get(record_id, ()),
        names=user_names(version.by for version in record.versions),
        may_correct=_may_correct(row, actor),
    )


def _may_correct(row: AnyRow, actor: Actor) -> bool:
    own = actor.name in {row.Record.created_by, row.Case.lead}
    return actor.kind is ActorKind.USER and actor.may(Capability.WORK) and (own or actor.may(Capability.APPROVE))


def _files(case_id: UUID) -> tuple[AttachedFile, ...]:
    rows = db.session.execute(
        select(Document.id, Document.file_name, Document.size).where(
            Document.case_id == case_id, Document.removed_at.is_(None)
        )
    )
    return tuple(AttachedFile(id=row.id, file_name=row.file_name, size=row.size) for row in rows)


def _record(row: AnyRow, people: Mapping[UUID, tuple[str, ...]], names: Mapping[str, str]) -> CaseRecord:
    record: Record = row.Record
    return CaseRecord(
        id=record.id,
        form=record.form,
        title=record.title,
        item=record.item,
        created_at=record.created_at,
        by=names.get(record.created_by, record.created_by),
        version=record.version,
        corrected_at=row.latest if record.version > 1 else None,
        people=people.get(record.id, ()),
    )

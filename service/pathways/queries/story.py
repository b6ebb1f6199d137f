"""The story of a case as people tell it: forms, notes, letters, agreements, decisions, missed deadlines, in one list.

The timeline of the API says what the service did; this says what happened to the family, and to whom of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, Text, and_, cast, false, not_, or_, select

from service.access import Actor, Scope, may_see_case, require_scope
from service.errors import NotFoundError
from service.library import Composed
from service.models import Instance, Person, RecordPerson, RecordVersion, SignificantEvent, db
from service.pathways.queries.concerns import CONCERN, processes_of
from service.pathways.queries.followed import releases_of
from service.pathways.queries.marked_steps import marked_steps
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, containing, page_of
from service.pathways.queries.starts import FOR_CASES
from service.pathways.queries.story_parts import StoryKind, StoryWhat, parts_of
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed

MOVES = (FOR_CASES, CONCERN)  # kinds of processes whose beginning and end change where a family stands


@dataclass(frozen=True, kw_only=True)
class StoryFilter:
    """`kinds` empty: what people call an event, and whatever was marked as significant.

    That leaves out the dates that the procedure notes for itself (not those of a concern), pathways that are a part of
    another, deadlines that were not missed, and tasks that fell away.
    `person_id`: a child; what is about the whole family stays.
    """

    kinds: frozenset[StoryKind] = frozenset()
    person_id: UUID | None = None
    process: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    significant: bool = False


class Side(StrEnum):
    """Which file an entry belongs to."""

    CASE = "case"
    OVERSIGHT = "oversight"


@dataclass(frozen=True, kw_only=True)
class StoryEntry:
    """`title` and `detail` as they were written; of an event the register's words for it.  `people`: whose file.

    `what`: what became of a task, a deadline or a pathway; None of anything else.  `reason`: why, of a pathway.
    `parts`: names of the processes that moved, where the case has others that did not.
    """

    id: str
    at: datetime
    kind: StoryKind
    title: str
    what: StoryWhat | None
    detail: str | None
    reason: str | None
    parts: tuple[str, ...]
    by: str | None
    process: str | None
    subject_id: UUID | None
    people: tuple[str, ...]
    significant: bool
    side: Side


def case_story(*, case_id: UUID, actor: Actor, filters: StoryFilter, page: PageRequest) -> Page[StoryEntry]:
    """The newest first unless sorted by "at".

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    entries = _entries(case_id)
    order = Order(columns={"at": entries.c.at}, default="-at", key=entries.c.id)
    found = page_of(select(entries).where(*_conditions(entries, case_id, filters)), order, page, make=lambda row: row)
    return Page(items=_told(case_id, found.items), next_cursor=found.next_cursor)


def has_entry(case_id: UUID, entry: str) -> bool:
    """Whether the story of the case holds an entry of that id."""
    entries = _entries(case_id)
    return db.session.scalar(select(entries.c.id).where(entries.c.id == entry)) is not None


def story_processes(*, case_id: UUID, actor: Actor) -> Mapping[str, str]:
    """Names of the processes of the case by their ids, for choosing one."""
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    rows = db.session.execute(
        select(Instance.process, Instance.release_id).where(Instance.case_id == case_id).order_by(Instance.started_at)
    )
    return {row.process: composed(row.release_id).release.processes[row.process].name for row in rows}


def _entries(case_id: UUID) -> Subquery:
    return parts_of(case_id).subquery()


def _conditions(entries: Subquery, case_id: UUID, filters: StoryFilter) -> list[ColumnElement[bool]]:
    columns = entries.c
    found = [_of_kinds(entries, filters.kinds) if filters.kinds else _told_unasked(entries, case_id)]
    if filters.since is not None:
        found.append(columns.at >= filters.since)
    if filters.until is not None:
        found.append(columns.at < filters.until)
    if filters.process is not None:
        found.append(columns.started == filters.process)
    if filters.person_id is not None:
        found.append(_about(entries, filters.person_id))
    if filters.text:
        found.append(or_(containing(filters.text, columns.title, columns.detail), _in_answers(entries, filters.text)))
    if filters.significant:
        found.append(_significant(entries, case_id))
    return found


def _of_kinds(entries: Subquery, kinds: frozenset[StoryKind]) -> ColumnElement[bool]:
    return entries.c.kind.in_([kind.value for kind in kinds])


def _told_unasked(entries: Subquery, case_id: UUID) -> ColumnElement[bool]:
    columns, processes = entries.c, processes_of(case_id)
    moves = {process.id for process in processes if process.kind in MOVES}
    of_concerns = {element for process in processes if process.kind == CONCERN for element in process.elements}
    only = {
        StoryKind.EVENT: columns.element.in_(of_concerns),
        StoryKind.PATHWAY: columns.started.in_(moves),
        StoryKind.DEADLINE: columns.what == StoryWhat.BREACHED.value,
        StoryKind.TASK: columns.what != StoryWhat.CANCELLED.value,
    }
    told = (or_(columns.kind != kind.value, condition) for kind, condition in only.items())
    return or_(and_(*told), _significant(entries, case_id))


def _significant(entries: Subquery, case_id: UUID) -> ColumnElement[bool]:
    return entries.c.id.in_(select(SignificantEvent.entry).where(SignificantEvent.case_id == case_id))


def _about(entries: Subquery, person_id: UUID) -> ColumnElement[bool]:
    """On the child's file, or the whole family's."""
    tagged = select(RecordPerson.record_id).where(cast(RecordPerson.record_id, Text) == entries.c.subject_id)
    of_child = tagged.where(RecordPerson.person_id == person_id)
    on_file = or_(of_child.exists(), not_(tagged.exists()))
    return and_(or_(entries.c.person_id.is_(None), entries.c.person_id == person_id), on_file)


def _in_answers(entries: Subquery, text: str) -> ColumnElement[bool]:
    words = containing(text, cast(RecordVersion.answers, Text))
    written = select(RecordVersion.record_id).where(cast(RecordVersion.record_id, Text) == entries.c.subject_id, words)
    return and_(entries.c.kind == StoryKind.RECORD.value, written.exists()) if text.split() else false()


def _told(case_id: UUID, rows: Sequence[AnyRow]) -> tuple[StoryEntry, ...]:
    marked = _marked(case_id, rows)
    people = _people(rows)
    names = user_names(row.actor for row in rows)
    releases = _releases(rows)
    return tuple(
        StoryEntry(
            id=row.id,
            at=row.at,
            kind=StoryKind(row.kind),
            title=_title(row, releases),
            what=StoryWhat(row.what) if row.what else None,
            detail=None if row.kind == StoryKind.PATHWAY.value else row.detail,
            reason=row.detail if row.kind == StoryKind.PATHWAY.value else None,
            parts=_parts(row, releases),
            by=names.get(row.actor, None if row.kind == StoryKind.PATHWAY.value else row.actor),
            process=_process(row, releases),
            subject_id=UUID(row.subject_id) if row.subject_id else None,
            people=people.get(row.subject_id, ()) or people.get(str(row.person_id), ()),
            significant=row.id in marked,
            side=_side(row, releases),
        )
        for row in rows
    )


def _marked(case_id: UUID, rows: Sequence[AnyRow]) -> frozenset[str]:
    chosen = select(SignificantEvent.entry).where(
        SignificantEvent.case_id == case_id, SignificantEvent.entry.in_([row.id for row in rows])
    )
    return frozenset(db.session.scalars(chosen))


def _people(rows: Sequence[AnyRow]) -> Mapping[str, tuple[str, ...]]:
    """Names of the children by the record's id, and of one person by their own."""
    records = [UUID(row.subject_id) for row in rows if row.kind == StoryKind.RECORD.value]
    found: dict[str, list[str]] = {}
    tagged = db.session.execute(
        select(RecordPerson.record_id, Person.name)
        .join(Person, Person.id == RecordPerson.person_id)
        .where(RecordPerson.record_id.in_(records))
        .order_by(Person.date_of_birth, Person.name)
    )
    for tag in tagged:
        found.setdefault(str(tag.record_id), []).append(tag.name)
    persons = {row.person_id for row in rows if row.person_id is not None}
    for person in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(persons))):
        found[str(person.id)] = [person.name]
    return {key: tuple(names) for key, names in found.items()}


_TOLD = (StoryWhat.MOVED.value, StoryWhat.SKIPPED.value)  # by the number of a release, the name of a step
_Releases = Mapping[UUID, tuple[UUID, ...]]


def _releases(rows: Iterable[AnyRow]) -> _Releases:
    """The releases that each process has followed, the present one first."""
    return releases_of({row.instance_id for row in rows if row.instance_id is not None})


def _title(row: AnyRow, releases: _Releases) -> str:
    title: str = row.title
    if row.instance_id not in releases:
        return title
    library = composed(releases[row.instance_id][0])
    if row.kind == StoryKind.EVENT.value:
        return library.rules.events.get(title, title.replace("_", " "))
    if row.kind != StoryKind.PATHWAY.value or row.what in _TOLD:
        return title
    return _step(library, title) if row.what == StoryWhat.REDIRECTED.value else library.release.processes[title].name


def _parts(row: AnyRow, releases: _Releases) -> tuple[str, ...]:
    if row.instance_id not in releases or not row.parts:
        return ()
    processes = composed(releases[row.instance_id][0]).release.processes
    return tuple(sorted({processes[each].name if each in processes else each for each in row.parts.split()}))


def _step(library: Composed, element: str) -> str:
    """What the step is called, or was when somebody went there."""
    found = (process.elements[element] for process in library.release.processes.values() if element in process.elements)
    return next((each.name for each in found if each.name), element)


def _process(row: AnyRow, releases: _Releases) -> str | None:
    if row.instance_id not in releases or row.started is None:
        return None
    return composed(releases[row.instance_id][0]).release.processes[row.started].name


def _side(row: AnyRow, releases: _Releases) -> Side:
    if row.instance_id not in releases or row.process is None:
        return Side.CASE
    place = (row.process, row.element)
    # a step that the procedure does not know any more, or knows otherwise, tells its supervision to nobody else
    marks = {marked_steps(composed(release_id).release).get(place) for release_id in releases[row.instance_id]}
    return Side.OVERSIGHT if Side.OVERSIGHT.value in marks else Side.CASE

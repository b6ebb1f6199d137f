"""The agenda of one sitting: live from its process as long as it is not frozen, and as it was kept from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from service.library import Composed
from service.models import AgendaItem, Case, Instance, ItemStatus, Sitting, db
from service.pathways.agenda.entries import Entry, Source, read_entry
from service.pathways.agenda.progress import progress_of
from service.pathways.agenda.requests import on_their_way, received_by
from service.pathways.releases import composed as composed_of
from service.pathways.sittings import Place, papers_close, sittings_ahead

LISTED_BY = "process"
SOON = 4  # sittings among which the one that begins next is looked for


def agenda_of(place: Place, composed: Composed, *, now: datetime) -> tuple[Entry, ...]:
    """Every item in order, whoever may see it."""
    rows = _rows(place)
    if place.row is not None and place.row.frozen_at is not None:
        return _with_cases(place.authority, [_of_row(row) for row in rows])
    by_key = {row.subject_key: row for row in rows if row.subject_key is not None}
    live = [_placed(entry, by_key) for entry in _live(place, composed, now=now)]
    by_hand = [_of_row(row) for row in rows if row.subject_key is None]
    order = {row.id: row.position for row in rows}
    entries = sorted([*live, *by_hand], key=lambda entry: _order(entry, order))
    return _with_cases(place.authority, entries)


def take_up(sitting: Sitting, entries: Sequence[Entry], *, now: datetime) -> dict[str, AgendaItem]:
    """Give every item a row and the place that it has now; return the rows by the items' keys."""
    rows = {row.id: row for row in db.session.scalars(select(AgendaItem).where(AgendaItem.sitting_id == sitting.id))}
    found: dict[str, AgendaItem] = {}
    for position, entry in enumerate(entries, start=1):
        row = rows.get(entry.item_id) if entry.item_id is not None else None
        if row is None:
            row = _new_row(sitting, entry, now=now)
            db.session.add(row)
        row.position = position
        found[entry.key] = row
    db.session.flush()
    return found


def key_of(row: AgendaItem) -> str:
    return row.subject_key or f"item:{row.id}"


def _live(place: Place, composed: Composed, *, now: datetime) -> list[Entry]:
    close_at = papers_close(place, composed, now=now)
    instance_id = place.row.instance_id if place.row is not None else None
    if instance_id is not None:
        progress = progress_of(instance_id, place.panel, _release_of(instance_id))
        return [progress.told(each) for each in received_by(instance_id, place.panel, close_at=close_at)]
    waiting = on_their_way(place.authority, place.panel, now=now, close_at=close_at)
    return waiting if waiting and _begins_next(place, composed, now=now) else []


def _release_of(instance_id: UUID) -> Composed:
    """The release that the process runs on: its forms have the words that were answered."""
    return composed_of(db.session.scalars(select(Instance.release_id).where(Instance.id == instance_id)).one())


def _begins_next(place: Place, composed: Composed, *, now: datetime) -> bool:
    """Whether the requests that wait will be this sitting's: the first ahead whose process has not begun."""
    for ahead in sittings_ahead(composed, place.panel, now=now, count=SOON):
        if ahead.at > now and (ahead.row is None or ahead.row.instance_id is None):
            return ahead.id == place.id
    return False


def _rows(place: Place) -> list[AgendaItem]:
    if place.row is None:
        return []
    statement = select(AgendaItem).where(AgendaItem.sitting_id == place.id).order_by(AgendaItem.position)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def _placed(entry: Entry, rows: Mapping[str, AgendaItem]) -> Entry:
    row = rows.get(entry.key)
    return entry if row is None else replace(entry, item_id=row.id)


def _order(entry: Entry, positions: Mapping[UUID, int]) -> tuple[bool, int, float]:
    """Items that have a place first; what came in since stands behind them, as it came."""
    position = positions.get(entry.item_id) if entry.item_id is not None else None
    received = entry.received_at.timestamp() if entry.received_at else 0.0
    return position is None, position or 0, received


def _of_row(row: AgendaItem) -> Entry:
    base = Entry(
        key=key_of(row),
        source=Source.HAND,
        subject=row.subject,
        case_id=row.case_id,
        late_reason=row.late_reason,
        late=row.late_reason is not None,
        received_at=row.added_at,
        status=row.status,
        item_id=row.id,
        deferred_to=row.deferred_to,
    )
    found = read_entry(row.details, base) if row.details else base
    late_reason = row.late_reason or found.late_reason
    return replace(found, status=row.status, late=found.late or late_reason is not None, late_reason=late_reason)


def _new_row(sitting: Sitting, entry: Entry, *, now: datetime) -> AgendaItem:
    return AgendaItem(
        id=uuid4(),
        sitting_id=sitting.id,
        position=0,
        case_id=entry.case_id,
        person_id=None,
        subject=entry.subject,
        added_at=entry.received_at or now,
        added_by=LISTED_BY,
        subject_key=entry.key,
        details={},
        late_reason=None,
        status=ItemStatus.LISTED,
        decision=None,
        rationale=None,
        decided_at=None,
        decided_by=None,
        deferred_to=None,
    )


def _with_cases(authority: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Say which case each item is about, and whether that is restricted."""
    references = sorted({entry.reference for entry in entries if entry.reference is not None})
    ids = [entry.case_id for entry in entries if entry.case_id is not None]
    wanted = Case.reference.in_(references) | Case.id.in_(ids)
    rows = db.session.execute(
        select(Case.id, Case.reference, Case.restricted).where(Case.authority == authority, wanted)
    ).all()
    by_id, by_reference = {row.id: row for row in rows}, {row.reference: row for row in rows}
    found: list[Entry] = []
    for entry in entries:
        row = by_id.get(entry.case_id) if entry.case_id is not None else by_reference.get(entry.reference or "")
        if row is not None:
            entry = replace(entry, case_id=row.id, reference=row.reference, restricted=row.restricted)  # noqa: PLW2901
        found.append(entry)
    return tuple(found)

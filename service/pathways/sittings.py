"""The diary of a panel: where each sitting stands, and the row that is made when something is kept about it.

A sitting is named before it has a row: its id follows from the panel and the moment that the rule gives.  Rows are made
when the process of the sitting begins, when it is moved, and when somebody writes something down about it; a row that
nobody needed would hold on to its time when the panel's rule changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.clocks import local_day, start_of_day
from service.errors import InvalidInputError, NotFoundError
from service.library import Composed, Panel, panel_of_process, panels_of
from service.models import Instance, Sitting, db
from service.pathways.facts import diary_of

MOST_SITTINGS = 200  # a mistyped year must not fill the diary
SITTINGS = UUID("5d0b1f8e-5b7a-4f0e-9a52-3f6c1b7f2a10")  # the namespace of their ids
LOOK_BACK = timedelta(days=120)  # for a sitting without a row that is asked for by its id
LOOK_AHEAD = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One sitting in the diary; `row` None: nothing was kept about it yet."""

    id: UUID
    authority: str
    panel: Panel
    at: datetime
    regular_at: datetime
    row: Sitting | None

    @property
    def moved(self) -> bool:
        return self.at != self.regular_at


def sitting_id(authority: str, panel: str, regular_at: datetime) -> UUID:
    return uuid5(SITTINGS, f"{authority} {panel} {regular_at.timestamp():.0f}")


def fill_diary(composed: Composed, panel: str, *, now: datetime, until: datetime) -> None:
    """Write down every regular sitting from now to the first one after `until`, so that each can be moved.

    :raises InvalidInputError: there is no such panel, or `until` is too far away.
    """
    rule = composed.release.deadlines.get(panel)
    if rule is None or rule.at is None:
        raise InvalidInputError({"panel": [f"There is no panel “{panel}”."]})
    sittings = [composed.release.calendar.next_sitting(rule, now)]
    while sittings[-1] <= until:
        if len(sittings) == MOST_SITTINGS:
            raise InvalidInputError({"to": ["This is too far away."]})
        sittings.append(composed.release.calendar.next_sitting(rule, sittings[-1]))
    authority = composed.release.authority
    rows = [_values(authority, panel, at=sitting) for sitting in sittings]
    db.session.execute(insert(Sitting).on_conflict_do_nothing(), rows)


def hold_sitting(instance: Instance, composed: Composed, *, event: str, now: datetime) -> None:
    """Note down for which sitting of its panel a process begins with that start event, if it is a panel's.

    It is the first sitting after the next cut-off for papers; the next one where the panel has no cut-off.
    """
    panel = panel_of_process(composed, instance.process, event)
    if panel is None:
        return
    papers = next_at(composed, panel.papers, after=now, now=now) if panel.papers else now
    at = next_at(composed, panel.key, after=papers, now=now)
    sitting = kept(_place_at(composed, panel, at=at))
    if sitting.instance_id is None:
        sitting.instance_id = instance.id


def next_at(composed: Composed, key: str, *, after: datetime, now: datetime) -> datetime:
    """The first sitting of that row after a moment; the diary goes before the rule."""
    release = composed.release
    diary = diary_of(release.authority, key, now=now)
    return release.calendar.next_sitting(release.deadlines[key], after, diary)


def sittings_ahead(composed: Composed, panel: Panel, *, now: datetime, count: int) -> tuple[Place, ...]:
    """Today's sitting and those after it, in order."""
    release = composed.release
    moment = start_of_day(local_day(now, release.calendar.zone), release.calendar.zone) - timedelta(seconds=1)
    found: list[Place] = []
    for _ in range(count):
        moment = next_at(composed, panel.key, after=moment, now=now)
        found.append(_place_at(composed, panel, at=moment))
    return tuple(found)


def sittings_held(composed: Composed, panel: Panel, *, now: datetime, limit: int) -> tuple[Place, ...]:
    """Sittings before today about which something was kept, the latest first."""
    zone = composed.release.calendar.zone
    rows = db.session.scalars(
        select(Sitting)
        .where(
            Sitting.authority == composed.release.authority,
            Sitting.panel == panel.key,
            Sitting.at < start_of_day(local_day(now, zone), zone),
        )
        .order_by(Sitting.at.desc())
        .limit(limit)
    )
    return tuple(_of_row(row, panel) for row in rows)


def find_place(sitting: UUID, composed: Composed, *, now: datetime) -> Place:
    """:raises NotFoundError: the authority's panels have no such sitting."""
    panels = panels_of(composed)
    row = db.session.get(Sitting, sitting)
    if row is not None:
        if row.authority != composed.release.authority or row.panel not in panels:
            raise NotFoundError("sitting", sitting)
        return _of_row(row, panels[row.panel])
    for panel in panels.values():
        for place in _regular(composed, panel, now=now):
            if place.id == sitting:
                return place
    raise NotFoundError("sitting", sitting)


def kept(place: Place) -> Sitting:
    """The sitting's row, locked; made when there is none."""
    values = _values(place.authority, place.panel.key, at=place.regular_at)
    db.session.execute(insert(Sitting).on_conflict_do_nothing(), [values])
    return db.session.scalars(
        select(Sitting)
        .where(
            Sitting.authority == place.authority,
            Sitting.panel == place.panel.key,
            Sitting.regular_at == place.regular_at,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def papers_close(place: Place, composed: Composed, *, now: datetime) -> datetime | None:
    """The last cut-off before the sitting's regular time: moving the sitting does not move it."""
    if place.panel.papers is None:
        return None
    for days in (7, 14, 40):
        earlier = place.regular_at - timedelta(days=days)
        found = next_at(composed, place.panel.papers, after=earlier, now=now)
        if found < place.regular_at:
            break
    else:
        return None
    while (after := next_at(composed, place.panel.papers, after=found, now=now)) < place.regular_at:
        found = after
    return found


def _regular(composed: Composed, panel: Panel, *, now: datetime) -> Iterator[Place]:
    rule = composed.release.deadlines[panel.key]
    moment, end = now - LOOK_BACK, now + LOOK_AHEAD
    while moment < end:
        moment = composed.release.calendar.next_sitting(rule, moment)
        yield _new_place(composed.release.authority, panel, at=moment)


def _place_at(composed: Composed, panel: Panel, *, at: datetime) -> Place:
    authority = composed.release.authority
    row = db.session.scalar(
        select(Sitting).where(Sitting.authority == authority, Sitting.panel == panel.key, Sitting.at == at)
    )
    return _of_row(row, panel) if row is not None else _new_place(authority, panel, at=at)


def _of_row(row: Sitting, panel: Panel) -> Place:
    return Place(id=row.id, authority=row.authority, panel=panel, at=row.at, regular_at=row.regular_at, row=row)


def _new_place(authority: str, panel: Panel, *, at: datetime) -> Place:
    return Place(
        id=sitting_id(authority, panel.key, at), authority=authority, panel=panel, at=at, regular_at=at, row=None
    )


def _values(authority: str, panel: str, *, at: datetime) -> dict[str, object]:
    return {
        "id": sitting_id(authority, panel, at),
        "authority": authority,
        "panel": panel,
        "at": at,
        "regular_at": at,
        "revision": 1,
    }

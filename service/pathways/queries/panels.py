"""Panels: their diary, and everything about one sitting."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, select

from service.access import Actor, ActorKind, Capability, visible_tasks
from service.clocks import local_day
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError
from service.library import Composed, Panel, panels_of
from service.models import Attendance, Attending, Case, DeclaredInterest, ItemStatus, Sitting, Task, User, UserRole, db
from service.pathways.agenda import Entry, agenda_of
from service.pathways.panel_access import (
    Opened,
    Standing,
    may_see_entry,
    open_sitting,
    open_to_run,
    seen_cases,
    standing_of,
)
from service.pathways.releases import current_release
from service.pathways.sittings import Place, papers_close, sittings_ahead, sittings_held
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact

AHEAD = 6
HELD = 12
LITTLE_TIME = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SittingLine:
    """`items`: how many stand on the agenda, restricted ones among them; a number tells no names."""

    id: UUID
    at: datetime
    regular_at: datetime
    papers_close_at: datetime | None
    items: int
    decided: int
    frozen: bool
    signed_off: bool
    reason: str | None  # of the move


@dataclass(frozen=True, kw_only=True)
class PanelDiary:
    panel: Panel
    ahead: tuple[SittingLine, ...]
    held: tuple[SittingLine, ...]


@dataclass(frozen=True, kw_only=True)
class Interest:
    name: str
    text: str
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item as somebody sees it.  `case_open`: they may open the case; `withheld`: their own interest hides it."""

    entry: Entry
    number: int  # its place on the agenda, from 1
    case_open: bool
    interests: tuple[Interest, ...]
    withheld: bool


@dataclass(frozen=True, kw_only=True)
class Attender:
    id: UUID
    name: str
    user_name: str | None
    role: str | None
    status: Attending
    interest: str | None
    items: tuple[UUID, ...]  # those that the interest is in
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class SittingDetail:
    """`unseen`: how many items the actor may not see; `later`: sittings to which an item can be put off.

    `minutes`: empty, too, for those who do not read every family's papers.  `tasks`: those of the sitting
    that the actor may open.
    """

    id: UUID
    authority: str
    panel: Panel
    standing: Standing
    moves: bool
    at: datetime
    regular_at: datetime
    moved_by: str | None
    reason: str | None
    papers_close_at: datetime | None
    items: tuple[Item, ...]
    tasks: frozenset[UUID]
    unseen: int
    open_items: int
    attendance: tuple[Attender, ...]
    chair: str | None
    minutes: str
    frozen_at: datetime | None
    frozen_by: str | None
    signed_off_at: datetime | None
    signed_off_by: str | None
    pack_id: UUID | None
    revision: int
    later: tuple[Place, ...]


def panel_diaries(*, actor: Actor, clock: Clock) -> tuple[PanelDiary, ...]:
    """The panels of the release that the actor knows of, each with its next and its last sittings."""
    composed = current_release(acting_authority(actor, None, action="read the diary")).composed
    panels = [panel for panel in panels_of(composed).values() if standing_of(actor, panel).knows]
    return tuple(_diary(panel, composed, clock.now()) for panel in panels)


def get_sitting(*, sitting_id: UUID, actor: Actor, clock: Clock) -> SittingDetail:
    """:raises NotFoundError: there is no such sitting that the actor may know of."""
    opened = open_sitting(sitting_id, actor, clock)
    return sitting_detail(opened, actor, clock)


def read_sitting(*, sitting_id: UUID, actor: Actor, clock: Clock) -> SittingDetail:
    """The same for somebody who opens the page; that they read what was asked is written down on each case.

    :raises NotFoundError: there is no such sitting that the actor may know of.
    """

    def read() -> SittingDetail:
        opened = open_sitting(sitting_id, actor, clock)
        detail = sitting_detail(opened, actor, clock)
        note_reading("read agenda", detail, actor=actor, clock=clock)
        return detail

    return transact(read)


def sitting_to_run(*, sitting_id: UUID, actor: Actor, clock: Clock) -> SittingDetail:
    """The same for somebody who is about to change something about it.

    :raises NotFoundError: there is no such sitting that the actor may know of.
    :raises NotAllowedError: they do not run the panel.
    """
    return sitting_detail(open_to_run(sitting_id, actor, clock, action="change this sitting"), actor, clock)


def read_items_to_run(*, sitting_id: UUID, actor: Actor, clock: Clock, item_id: UUID | None = None) -> SittingDetail:
    """The same where its items are shown, or only that one; that they were read is written down on each case.

    :raises NotFoundError: there is no such sitting, or no such item that the actor may see.
    :raises NotAllowedError: they do not run the panel.
    """

    def read() -> SittingDetail:
        detail = sitting_to_run(sitting_id=sitting_id, actor=actor, clock=clock)
        if item_id is not None:
            detail = replace(detail, items=_only(item_id, detail.items))
        note_reading("read agenda", detail, actor=actor, clock=clock)
        return detail

    return transact(read)


def note_reading(action: str, detail: SittingDetail, *, actor: Actor, clock: Clock) -> None:
    """Write down on every case whose papers were shown that this person read them."""
    if actor.kind is not ActorKind.USER:
        return
    shown = [item.entry.case_id for item in detail.items if item.entry.case_id is not None and not item.withheld]
    for case_id in dict.fromkeys(shown):
        audit(actor, action, f"sitting {detail.id}", at=clock.now(), case_id=case_id, authority=detail.authority)


def sitting_detail(opened: Opened, actor: Actor, clock: Clock) -> SittingDetail:
    now, place, row = clock.now(), opened.place, opened.place.row
    entries = agenda_of(place, opened.composed, now=now)
    attendance = _attendance(place.id)
    items = _items(entries, opened=opened, actor=actor, attendance=attendance)
    later = sittings_ahead(opened.composed, place.panel, now=now, count=AHEAD)
    return SittingDetail(
        id=place.id,
        authority=place.authority,
        panel=place.panel,
        standing=opened.standing,
        moves=actor.may(Capability.ASSIGN) and opened.standing.reads and place.at > now and not _frozen(row),
        at=place.at,
        regular_at=place.regular_at,
        moved_by=_display_name(row.changed_by) if row is not None and row.changed_by else None,
        reason=row.reason if row is not None else None,
        papers_close_at=papers_close(place, opened.composed, now=now),
        items=items,
        tasks=_open_to(actor, row.instance_id) if row is not None and row.instance_id is not None else frozenset(),
        unseen=len(entries) - len(items),
        open_items=sum(entry.status is ItemStatus.LISTED for entry in entries),
        attendance=tuple(_told_of(each, items) for each in attendance),
        chair=row.chair if row is not None else None,
        minutes=(row.minutes or "") if row is not None and opened.standing.reads else "",
        frozen_at=row.frozen_at if row is not None else None,
        frozen_by=row.frozen_by if row is not None else None,
        signed_off_at=row.signed_off_at if row is not None else None,
        signed_off_by=row.signed_off_by if row is not None else None,
        pack_id=row.pack_id if row is not None else None,
        revision=row.revision if row is not None else 0,
        later=tuple(each for each in later if each.at > place.at),
    )


def _open_to(actor: Actor, instance_id: UUID) -> frozenset[UUID]:
    tasks = select(Task.id).outerjoin(Case, Case.id == Task.case_id).where(Task.instance_id == instance_id)
    return frozenset(db.session.scalars(tasks.where(visible_tasks(actor))))


def _only(item_id: UUID, items: tuple[Item, ...]) -> tuple[Item, ...]:
    found = tuple(item for item in items if item.entry.item_id == item_id and not item.withheld)
    if not found:
        raise NotFoundError("item", item_id)
    return found


def _told_of(attender: Attender, items: tuple[Item, ...]) -> Attender:
    """What an interest is may say more of a family than the reader may know."""
    known = {item.entry.item_id for item in items}
    return attender if known.intersection(attender.items) else replace(attender, interest=None)


@dataclass(frozen=True, kw_only=True)
class Account:
    user_name: str
    display_name: str


def accounts_for(*, sitting_id: UUID, actor: Actor, clock: Clock) -> tuple[Account, ...]:
    """Who can be asked to a sitting and has an account: members of the panel first, then by name."""
    opened = open_sitting(sitting_id, actor, clock)
    member = exists().where(UserRole.user_id == User.id, UserRole.role.in_(sorted(opened.panel.roles)))
    rows = db.session.execute(
        select(User.name, User.display_name)
        .where(User.authority == opened.place.authority, User.active)
        .order_by(member.desc(), User.display_name, User.name)
    )
    return tuple(Account(user_name=row.name, display_name=row.display_name) for row in rows)


class MoveWarning(StrEnum):
    """Why somebody should look twice at a new date; nothing of it is forbidden."""

    DAY_OFF = "day off"  # bank holiday, council closure day or weekend
    PAPERS_OPEN = "papers open"  # papers close only after the new date
    LEAVES_PAPERS_LITTLE_TIME = "little time"  # less than a day between the cut-off and the sitting


def move_warnings(*, sitting_id: UUID, to: datetime, actor: Actor, clock: Clock) -> tuple[MoveWarning, ...]:
    """Return what speaks against moving the sitting there.

    :raises NotFoundError: there is no such sitting that the actor may know of.
    :raises InvalidInputError: the new time is past.
    """
    opened = open_sitting(sitting_id, actor, clock)
    if to <= clock.now():
        raise InvalidInputError({"to": ["Enter a time that lies ahead"]})
    calendar = opened.composed.release.calendar
    close_at = papers_close(opened.place, opened.composed, now=clock.now())
    found: list[MoveWarning] = []
    if not calendar.is_working_day(local_day(to, calendar.zone)):
        found.append(MoveWarning.DAY_OFF)
    if close_at is not None and close_at >= to:
        found.append(MoveWarning.PAPERS_OPEN)
    elif close_at is not None and to - close_at < LITTLE_TIME:
        found.append(MoveWarning.LEAVES_PAPERS_LITTLE_TIME)
    return tuple(found)


def _display_name(user_name: str) -> str:
    return db.session.scalar(select(User.display_name).where(User.name == user_name)) or user_name


def _frozen(row: Sitting | None) -> bool:
    return row is not None and row.frozen_at is not None


def _diary(panel: Panel, composed: Composed, now: datetime) -> PanelDiary:
    return PanelDiary(
        panel=panel,
        ahead=tuple(_line(each, composed, now) for each in sittings_ahead(composed, panel, now=now, count=AHEAD)),
        held=tuple(_line(each, composed, now) for each in sittings_held(composed, panel, now=now, limit=HELD)),
    )


def _line(place: Place, composed: Composed, now: datetime) -> SittingLine:
    entries = agenda_of(place, composed, now=now)
    return SittingLine(
        id=place.id,
        at=place.at,
        regular_at=place.regular_at,
        papers_close_at=papers_close(place, composed, now=now),
        items=len(entries),
        decided=sum(entry.status is ItemStatus.DECIDED for entry in entries),
        frozen=_frozen(place.row),
        signed_off=place.row is not None and place.row.signed_off_at is not None,
        reason=place.row.reason if place.row is not None and place.moved else None,
    )


def _items(
    entries: tuple[Entry, ...], *, opened: Opened, actor: Actor, attendance: tuple[Attender, ...]
) -> tuple[Item, ...]:
    seen = seen_cases(actor, entries)
    found: list[Item] = []
    for number, entry in enumerate(entries, start=1):
        if not may_see_entry(entry, opened.standing, seen):
            continue
        with_interest = [each for each in attendance if entry.item_id is not None and entry.item_id in each.items]
        withheld = any(each.hidden and each.user_name == actor.name for each in with_interest)
        item = Item(
            entry=_bare(entry) if withheld else entry,
            number=number,
            case_open=entry.case_id in seen and not withheld,
            interests=tuple(
                Interest(name=each.name, text=each.interest or "", hidden=each.hidden) for each in with_interest
            ),
            withheld=withheld,
        )
        found.append(item)
    return tuple(found)


def _bare(entry: Entry) -> Entry:
    """What somebody is shown of an item in which they declared an interest and that they asked not to be shown."""
    return replace(
        entry, children=(), facts=(), late_reason=None, last_assessment=None, steps=(), decisions=(), note=None
    )


def _attendance(sitting_id: UUID) -> tuple[Attender, ...]:
    rows = db.session.scalars(
        select(Attendance)
        .where(Attendance.sitting_id == sitting_id)
        .order_by(Attendance.recorded_at, Attendance.name)
        .execution_options(populate_existing=True)
    ).all()
    declared = db.session.scalars(
        select(DeclaredInterest)
        .where(DeclaredInterest.attendance_id.in_([row.id for row in rows]))
        .execution_options(populate_existing=True)
    ).all()
    return tuple(
        Attender(
            id=row.id,
            name=row.name,
            user_name=row.user_name,
            role=row.role,
            status=row.status,
            interest=row.interest,
            items=tuple(each.item_id for each in declared if each.attendance_id == row.id),
            hidden=any(each.hidden for each in declared if each.attendance_id == row.id),
        )
        for row in rows
    )

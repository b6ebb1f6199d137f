"""Real processes that are played again, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from service.clocks import WorkingCalendar
from service.models import ItemResult
from service.pathways.begin_replays import MOST
from service.pathways.queries.bulk import BulkView
from service.pathways.queries.drafts import DraftView
from service.pathways.queries.paging import Page
from service.pathways.queries.replays import Replayable
from service.pathways.replay_process import ProcessReplay
from service.simulator.replay_difference import NOT_REACHED, REACHED, Apart, Sort
from service.web.drafts.frame import DraftFrame
from service.web.pages import Link
from service.web.texts import date_text, moment_text, spelt
from service.web.tryouts.lines import PairDay, pairs_of

OUTSIDE = "Outside any case"
CANNOT = (
    "Who else was told what, and when: mails, letters and calls are compared by their steps, not by their wording.",
    "What other processes of the case did because of this one: they are given as they were.",
    "What an operator did by hand, and cases that were moved to another release on their way.",
    "Steps that are new in the draft: nobody answered them, so they are taken as done at once.",
)
_SORTS = {Sort.STEP: "Step", Sort.DECISION: "Decision", Sort.DUE: "Due date", Sort.END: "How it ends"}


@dataclass(frozen=True, kw_only=True)
class ReplayRow:
    reference: str
    href: str
    when: str
    release: str


@dataclass(frozen=True, kw_only=True)
class ReplaysPage:
    """`choices`: (id, name) of processes of which something can be replayed.

    `all_most`: how many of those that have ended can be replayed at once; 0 where they are not listed.  `earlier`:
    where that was done before.
    """

    frame: DraftFrame
    choices: tuple[tuple[str, str], ...]
    chosen: str
    name: str
    running: bool
    all_most: int
    earlier: tuple[Link, ...]
    rows: tuple[ReplayRow, ...]
    next: Link | None
    other: Link | None
    cannot: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApartRow:
    sort: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ReplayPage:
    """`hindrances`: why it cannot be used.  `beside`: both timelines, where they differ."""

    frame: DraftFrame
    name: str
    case: Link | None
    about: str
    verdict: str
    hindrances: tuple[str, ...]
    rows: tuple[ApartRow, ...]
    notes: tuple[str, ...]
    beside: tuple[PairDay, ...]
    release: int
    cannot: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which processes are asked for.  `choices`: (id, name) of those of which something can be replayed."""

    choices: tuple[tuple[str, str], ...]
    chosen: str
    running: bool


def choices_of(names: Mapping[str, str], counted: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Those that the draft has, by their names."""
    return tuple((process, names[process]) for process in counted if process in names)


def replays_page(frame: DraftFrame, *, asked: Asked, found: Page[Replayable], earlier: tuple[Link, ...]) -> ReplaysPage:
    chosen, running = asked.chosen, asked.running

    def listed(*, of_running: bool, cursor: str | None = None) -> str:
        flag = "yes" if of_running else None
        return url_for("tryouts.replays", draft_id=frame.draft_id, process=chosen, running=flag, cursor=cursor)

    other = "Those that have ended" if running else "Those that still run, up to now"
    cursor = found.next_cursor
    return ReplaysPage(
        frame=frame,
        choices=asked.choices,
        chosen=chosen,
        name=dict(asked.choices).get(chosen, ""),
        running=running,
        all_most=MOST if found.items and not running else 0,
        earlier=earlier,
        rows=tuple(_row(each, frame) for each in found.items),
        next=None if cursor is None else Link("Older ones", listed(of_running=running, cursor=cursor)),
        other=Link(other, listed(of_running=not running)) if chosen else None,
        cannot=CANNOT,
    )


def replay_page(found: ProcessReplay, frame: DraftFrame, calendar: WorkingCalendar) -> ReplayPage:
    case = None
    if found.case_id is not None and found.reference is not None:
        case = Link(found.reference, url_for("cases.overview", case_id=found.case_id))
    began = date_text(found.started_at, calendar.zone)
    ended = f"to {date_text(found.ended_at, calendar.zone)}" if found.ended_at else "and still runs"
    differs = any(pair.differs for pair in found.pairs)
    return ReplayPage(
        frame=frame,
        name=found.process_name,
        case=case,
        about=f"From {began} {ended}, on release {found.release}.",
        verdict=verdict_of(found),
        hindrances=found.hindrances,
        rows=tuple(_apart(found)),
        notes=found.notes,
        beside=pairs_of(found.pairs, calendar) if differs else (),
        release=found.release,
        cannot=CANNOT,
    )


def verdict_of(found: ProcessReplay) -> str:
    """In one sentence, whether the replay can be trusted and what it shows."""
    if not found.faithful:
        return "This case cannot be used: played again, it does not do what really happened."
    if found.stopped is not None:
        return f"With the draft it could not be played to its end: {found.stopped}"
    if found.apart:
        return f"The draft would have gone another way in {spelt(len(found.apart), 'place')}."
    return f"The draft would have gone the same way{', as far as it can be played' if found.notes else ''}."


def apart_text(each: Apart) -> str:
    """What differs, in one line: "Step “Visit the family”: not in the draft"."""
    what = f"{_SORTS[each.sort]} “{each.what}”"
    if each.sort is Sort.STEP:
        ways = {REACHED: "only in the draft", NOT_REACHED: "not in the draft"}
        return f"{what}: {ways.get(each.after, f'“{each.after}” in the draft')}"
    if not each.before and not each.after:
        return f"{what}: another result"
    return f"{what}: {each.after or 'none'} instead of {each.before or 'none'}"


def earlier_link(action: BulkView, draft: DraftView) -> Link:
    """Where many were replayed before, and whether that says how the draft is now."""
    others = action.counts[ItemResult.DIFFERS]
    changed = "" if action.draft_digest == draft.digest else "; the draft has changed since"
    text = f"{moment_text(action.begun_at)}: another way in {others:,} of {spelt(action.ended, 'case')}{changed}"
    return Link(text, url_for("operations.bulk", bulk_id=action.id))


def _row(each: Replayable, frame: DraftFrame) -> ReplayRow:
    ended = f" to {date_text(each.ended_at)}" if each.ended_at else ""
    return ReplayRow(
        reference=each.reference or OUTSIDE,
        href=url_for("tryouts.replay", draft_id=frame.draft_id, instance_id=each.instance_id),
        when=f"{date_text(each.started_at)}{ended}",
        release=str(each.release),
    )


def _apart(found: ProcessReplay) -> Iterator[ApartRow]:
    for each in found.apart:
        yield ApartRow(
            sort=_SORTS[each.sort],
            what=f"{each.what}: {each.item}" if each.item else each.what,
            before=each.before or "Not there",
            after=each.after or "Not there",
        )

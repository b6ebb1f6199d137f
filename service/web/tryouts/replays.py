"""Real processes that are played again, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from service.clocks import WorkingCalendar
from service.pathways.queries.paging import Page
from service.pathways.queries.replays import Replayable
from service.pathways.replay_process import ProcessReplay
from service.simulator.replay_difference import Sort
from service.web.drafts.frame import DraftFrame
from service.web.pages import Link
from service.web.texts import date_text, spelt
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
    """`choices`: (id, name) of processes of which something can be replayed."""

    frame: DraftFrame
    choices: tuple[tuple[str, str], ...]
    chosen: str
    name: str
    running: bool
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


def replays_page(frame: DraftFrame, *, asked: Asked, found: Page[Replayable]) -> ReplaysPage:
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
    if not found.apart and not found.notes:
        return "The draft would have gone the same way."
    count = len(found.apart)
    if not count:
        return "The draft would have gone the same way, as far as it can be played."
    return f"The draft would have gone another way in {spelt(count, 'place')}."


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
            what=each.what,
            before=each.before or "Not there",
            after=each.after or "Not there",
        )

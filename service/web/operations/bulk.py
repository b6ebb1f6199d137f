"""An action on many processes: how far it is, and what came of each process."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from service.access import Actor, Capability
from service.models import BulkKind, BulkStatus, ItemResult
from service.pathways.queries.bulk import BulkItemView, BulkView
from service.pathways.queries.move_details import DueChangeView, MoveDetails
from service.pathways.queries.replay_details import ReplayDetails
from service.web.impact.present import listening_texts
from service.web.operations.frame import TabLink
from service.web.operations.index import processes_text
from service.web.operations.process import named
from service.web.spreadsheet import as_csv
from service.web.texts import date_text, moment_text, spelt
from service.web.tryouts.replays import apart_text
from service.web.work.pages import Choice

KINDS = {
    BulkKind.PREVIEW: "Preview of a move",
    BulkKind.MOVE: "Move",
    BulkKind.SUSPEND: "Suspend",
    BulkKind.RESUME: "Resume",
    BulkKind.RETRY: "Retry what failed",
    BulkKind.CANCEL: "Cancel",
    BulkKind.REPLAY: "Replay with the draft",
}
STATES = {
    BulkStatus.RUNNING: ("Under way", "blue"),
    BulkStatus.STOPPED: ("Stopped", "yellow"),
    BulkStatus.FINISHED: ("Finished", "green"),
}
RESULTS = {
    ItemResult.DIFFERS: ("Another way", "yellow"),
    ItemResult.DONE: ("Done", "green"),
    ItemResult.REFUSED: ("Could not be done", "red"),
    ItemResult.FAILED: ("Failed", "red"),
    ItemResult.WAITING: ("Waits for the next stage of its case", "yellow"),
    ItemResult.PENDING: ("Not yet", "grey"),
    ItemResult.NOT_BEGUN: ("Not begun", "grey"),
}
OWN_RESULTS: Mapping[BulkKind, Mapping[ItemResult, tuple[str, str]]] = {
    BulkKind.PREVIEW: {
        ItemResult.DONE: ("Can move", "green"),
        ItemResult.REFUSED: ("Cannot move", "red"),
    },
    BulkKind.REPLAY: {
        ItemResult.DONE: ("The same way", "green"),
        ItemResult.REFUSED: ("Cannot be replayed", "grey"),
        ItemResult.NOT_BEGUN: ("Passed over", "grey"),
    },
}
OPERATIONS = frozenset({BulkKind.SUSPEND, BulkKind.RESUME, BulkKind.RETRY, BulkKind.CANCEL})
HIDDEN = "A restricted case"
UNSEEN = "A case that you may not see"  # of those that are not restricted an owner may see fewer than an operator
HEADS = ("Number", "Case", "Process", "Result", "Reason", "When")
REFRESH_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class BulkRow:
    href: str
    title: str
    state: str
    tone: str
    progress: str
    at: str
    by: str


@dataclass(frozen=True, kw_only=True)
class BulkListPage:
    tabs: tuple[TabLink, ...]
    rows: tuple[BulkRow, ...]
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many had that result; `href` shows them alone."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """`href` None: it is a restricted case, of which nothing is said."""

    name: str
    href: str | None
    process: str
    result: str
    tone: str
    message: str
    details: tuple[str, ...]
    when: str


@dataclass(frozen=True, kw_only=True)
class BulkPage:
    """`runs`: it goes on by itself, so the page looks again.  `impact_href`: what a preview means in all."""

    id: str
    state: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    ended: int
    total: int
    progress: str
    runs: bool
    may_stop: bool
    counts: tuple[Count, ...]
    rows: tuple[ItemRow, ...]
    results: tuple[Choice, ...]
    result: str
    refresh: int
    download_href: str
    next_href: str | None
    first_href: str | None
    why: str  # heads the column of reasons


def title_of(action: BulkView) -> str:
    """Return "Move to Release 7", "Replay with the draft “Plainer words”" or "Suspend"."""
    words = KINDS[action.kind]
    if action.kind is BulkKind.REPLAY:
        return f"{words} “{action.target}”"
    return f"{words} to {lower_first(action.target)}" if action.target else words


def lower_first(text: str) -> str:
    """A release is no name: "Release 7" becomes "release 7"; the title of a draft stays as it is."""
    return text.replace("Release ", "release ", 1) if text.startswith("Release ") else f"“{text}”"


def bulk_row(action: BulkView, names: Mapping[str, str]) -> BulkRow:
    state, tone = STATES[action.status]
    return BulkRow(
        href=url_for("operations.bulk", bulk_id=action.id),
        title=title_of(action),
        state=state,
        tone=tone,
        progress=progress_text(action),
        at=moment_text(action.begun_at),
        by=named(action.begun_by, names),
    )


def progress_text(action: BulkView) -> str:
    """Return "312 of 400 processes"."""
    waiting = action.counts[ItemResult.WAITING]
    waits = f", {waiting:,} of them waiting for their next stage" if waiting else ""
    return f"{action.ended:,} of {processes_text(action.total)}{waits}"


def facts_of(action: BulkView, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "Begun", f"{moment_text(action.begun_at)} by {named(action.begun_by, names)}"
    if action.finished_at is not None:
        yield "Over", moment_text(action.finished_at)
    if action.reason:
        yield "Reason", action.reason


def counts_of(action: BulkView) -> tuple[Count, ...]:
    """Those that occur."""
    return tuple(
        Count(
            label=result_words(action.kind, result)[0],
            value=f"{action.counts[result]:,}",
            href=url_for("operations.bulk", bulk_id=action.id, result=result.value),
        )
        for result in RESULTS
        if action.counts[result]
    )


def result_words(kind: BulkKind, result: ItemResult) -> tuple[str, str]:
    """The words, and the tone that they are shown in."""
    return OWN_RESULTS.get(kind, {}).get(result) or RESULTS[result]


def results_of(kind: BulkKind) -> tuple[ItemResult, ...]:
    """Those that its processes can have."""
    not_one = ItemResult.WAITING if kind is BulkKind.REPLAY else ItemResult.DIFFERS
    return tuple(result for result in RESULTS if result is not not_one)


def item_row(item: BulkItemView, action: BulkView, actor: Actor) -> ItemRow:
    words, tone = result_words(action.kind, item.result)
    return ItemRow(
        name=name_of(item, action.kind),
        href=href_of(item, action, actor),
        process=item.process_name,
        result=words,
        tone=tone,
        message=message_of(item),
        details=tuple(lines_of(item)),
        when=moment_text(item.ended_at) if item.ended_at else "",
    )


def name_of(item: BulkItemView, kind: BulkKind) -> str:
    if not item.visible:
        return UNSEEN if kind is BulkKind.REPLAY else HIDDEN
    return item.case_reference or "No case"


def href_of(item: BulkItemView, action: BulkView, actor: Actor) -> str | None:
    """Where more is said of it; None: nothing may be."""
    if item.instance_id is None:
        return None
    if shows_replays(action, actor):
        return url_for("tryouts.replay", draft_id=action.draft_id, instance_id=item.instance_id)
    return url_for("operations.show", instance_id=item.instance_id)


def shows_replays(action: BulkView, actor: Actor) -> bool:
    """Operators may look at the action, and not into drafts."""
    return action.kind is BulkKind.REPLAY and actor.may(Capability.PUBLISH)


def message_of(item: BulkItemView) -> str:
    if item.message:
        return item.message
    if item.replay is not None:
        return replay_text(item.replay)
    if item.result is ItemResult.WAITING and item.stage:
        return f"It moves when its case leaves the stage “{item.stage}”."
    return ""


def replay_text(replay: ReplayDetails) -> str:
    """Return "In three places. The draft had no place for one thing that happened.", or nothing."""
    where = f"In {spelt(replay.places, 'place')}." if replay.places else ""
    lost = f"The draft had no place for {spelt(replay.notes, 'thing')} that happened." if replay.notes else ""
    return " ".join(part for part in (where, lost) if part)


def lines_of(item: BulkItemView) -> Iterator[str]:
    """What changes for the process, or would have been otherwise; why it cannot be done is its message."""
    if item.details is not None:
        yield from details_of(item.details)
    if item.replay is not None:
        yield from dict.fromkeys(map(apart_text, item.replay.apart))
        more = item.replay.places - len(item.replay.apart)
        if more:
            yield f"and {spelt(more, 'place')} more, which its own replay shows"


def details_of(details: MoveDetails) -> Iterator[str]:
    """What changes for the process, in sentences."""
    for change in details.due:
        yield due_text(change)
    for task in details.tasks:
        if task.form_changed:
            kept = f"; {spelt(task.drafts, 'unsent draft')} stay" if task.drafts else ""
            yield f"{task.name}: its questions are others{kept}"
    yield from listening_texts(details)


_OF_KIND = {"task": "Task", "timer": "Timer", "deadline": "Deadline"}


def due_text(change: DueChangeView) -> str:
    """Return "Deadline “Review”: due 3 March 2027 instead of 5 April 2027"."""
    name = f"{_OF_KIND.get(change.kind, change.kind.capitalize())} “{change.name}”"
    if change.kept:
        return f"{name}: keeps {_day(change.before)}, although it would be {_day(change.after)}"
    if change.after is None:
        return f"{name}: no longer due ({_day(change.before)})"
    instead = "" if change.before is None else f" instead of {_day(change.before)}"
    return f"{name}: due {_day(change.after)}{instead}"


def _day(moment: datetime | None) -> str:
    return "without a date" if moment is None else date_text(moment)


def may_stop(action: BulkView, actor: Actor) -> bool:
    """Moves, previews and replays are stopped by process owners, operations by operators."""
    needs = Capability.OPERATE if action.kind in OPERATIONS else Capability.PUBLISH
    return action.status is BulkStatus.RUNNING and actor.may(needs)


def table_of(items: Iterable[BulkItemView], action: BulkView, actor: Actor) -> str:
    """As CSV, in the order in which the processes are come to."""
    return as_csv(HEADS, (_cells(item, action, actor) for item in items))


def _cells(item: BulkItemView, action: BulkView, actor: Actor) -> tuple[str, ...]:
    row = item_row(item, action, actor)
    why = "; ".join(part for part in (row.message, *row.details) if part)
    when = item.ended_at.isoformat() if item.ended_at else ""
    return (str(item.position), row.name, row.process, row.result, why, when)

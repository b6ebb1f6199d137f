"""A preview as texts: in all, by step, by reason, by due date, and process by process."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for

from service.clocks import WorkingCalendar
from service.models import BulkStatus, ItemResult
from service.pathways.queries.bulk import BulkItemView, BulkView
from service.pathways.queries.impact import WAITED_AT, ImpactDue, ImpactListening, ImpactStep, ImpactSummary
from service.pathways.queries.move_details import DueChangeView, MoveDetails
from service.web.texts import due_of, moment_text, spelt
from service.web.work.pages import Choice

HIDDEN = "A case that you may not open"
NO_CASE = "No case of its own"
RESULTS = {
    ItemResult.PENDING: ("Not looked at yet", "grey"),
    ItemResult.WAITING: ("Waits for its next stage", "yellow"),
    ItemResult.DONE: ("Can move", "green"),
    ItemResult.REFUSED: ("Cannot move", "red"),
    ItemResult.FAILED: ("Could not be looked at", "red"),
    ItemResult.NOT_BEGUN: ("Not looked at", "grey"),
}
KINDS = {"task": "Task", "timer": "Timer", "deadline": "Standard"}


@dataclass(frozen=True)
class Number:
    label: str
    value: int
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Progress:
    text: str
    ended: int
    total: int


@dataclass(frozen=True, kw_only=True)
class StepLine:
    process: str
    name: str
    standing: int
    can_move: int
    cannot: int
    href: str


@dataclass(frozen=True, kw_only=True)
class ReasonLine:
    name: str
    message: str
    count: int


@dataclass(frozen=True, kw_only=True)
class DueLine:
    kind: str
    name: str
    sooner: int
    later: int
    added: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class ListeningLine:
    name: str
    begins: int
    ceases: int


@dataclass(frozen=True, kw_only=True)
class DueChange:
    """`before`, `after`: empty where it is not due, or not any more."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """`href` None: of a case that the reader may not open, or of none."""

    case: str
    href: str | None
    process: str
    release: str
    state: str
    tone: str
    stands: tuple[str, ...]
    reasons: tuple[str, ...]
    due: tuple[DueChange, ...]
    listening: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Filters:
    results: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    result: str
    step: str
    clear_href: str | None


@dataclass(frozen=True, kw_only=True)
class Impact:
    """`progress` None: it is over.  `outdated`: why it says nothing about what is there now."""

    begun: str
    progress: Progress | None
    outdated: str
    stopped: bool
    sentence: str
    numbers: tuple[Number, ...]
    steps: tuple[StepLine, ...]
    reasons: tuple[ReasonLine, ...]
    due: tuple[DueLine, ...]
    listening: tuple[ListeningLine, ...]
    forms: str
    items: tuple[ItemLine, ...]
    filters: Filters
    next_href: str | None
    first_href: str | None
    download_href: str
    action_href: str


def begun_text(preview: BulkView, people: Mapping[str, str]) -> str:
    by = people.get(preview.begun_by, preview.begun_by)
    return f"Asked for on {moment_text(preview.begun_at)} by {by}."


def progress_of(preview: BulkView) -> Progress | None:
    if preview.status is not BulkStatus.RUNNING:
        return None
    text = f"{preview.ended} of {processes(preview.total)} looked at"
    return Progress(text=text, ended=preview.ended, total=preview.total)


def sentence_of(summary: ImpactSummary) -> str:
    """Return "142 processes run; 31 due dates would be sooner"."""
    if summary.total == 0:
        return "No running process follows another release: nobody is affected."
    parts = [f"{processes(summary.total)} running", f"{summary.can_move} can move as they are"]
    if summary.cannot:
        parts.append(f"{summary.cannot} cannot")
    sooner, later = (sum(getattr(due, which) for due in summary.due) for which in ("sooner", "later"))
    parts += [f"{spelt(sooner, 'due date')} would be sooner"] if sooner else []
    parts += [f"{spelt(later, 'due date')} would be later"] if later else []
    ceases = sum(1 for each in summary.listening if each.ceases)
    parts += [f"{spelt(ceases, 'event')} would no longer be waited for"] if ceases else []
    return f"{'; '.join(parts)}."


def processes(count: int) -> str:
    return f"{count} {'process' if count == 1 else 'processes'}"


def numbers_of(summary: ImpactSummary, href: str) -> tuple[Number, ...]:
    changed = sum(due.sooner + due.later + due.added + due.removed for due in summary.due)
    return (
        Number("Running processes", summary.total, href),
        Number("Can move as they are", summary.can_move, f"{href}?result={ItemResult.DONE.value}#processes"),
        Number("Cannot move", summary.cannot, f"{href}?result={ItemResult.REFUSED.value}#processes"),
        Number("Due dates that would change", changed),
    )


def step_lines(steps: Iterable[ImpactStep], names: Mapping[str, str], href: str) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            process=names.get(step.process, step.process),
            name=step.name or "A step without a name",
            standing=step.standing,
            can_move=step.can_move,
            cannot=step.cannot,
            href=f"{href}?step={step.process}/{step.element}#processes",
        )
        for step in steps
    )


def reason_lines(summary: ImpactSummary) -> tuple[ReasonLine, ...]:
    return tuple(
        ReasonLine(name=reason.name or "The process", message=reason.message, count=reason.count)
        for reason in summary.reasons
    )


def due_lines(due: Iterable[ImpactDue]) -> tuple[DueLine, ...]:
    return tuple(
        DueLine(
            kind=KINDS.get(each.kind, each.kind),
            name=each.name,
            sooner=each.sooner,
            later=each.later,
            added=each.added,
            removed=each.removed,
        )
        for each in due
    )


def listening_table(listening: Iterable[ImpactListening]) -> tuple[ListeningLine, ...]:
    return tuple(ListeningLine(name=each.name, begins=each.begins, ceases=each.ceases) for each in listening)


def listening_texts(details: MoveDetails) -> Iterator[str]:
    """Yield what begins, or ceases, to be waited for, with the due times of timers."""
    for words, listening in (("Begins to wait for", details.begins), ("Waits no more for", details.ceases)):
        for each in listening:
            due = f", due {moment_text(each.due_at)}" if each.due_at else ""
            yield f"{words} {each.name}{due}"


def item_line(item: BulkItemView, calendar: WorkingCalendar) -> ItemLine:
    state, tone = RESULTS[item.result]
    details = item.details
    messages = [refusal.message for refusal in details.refusals] if details else []
    return ItemLine(
        case=case_text(item),
        href=url_for("cases.overview", case_id=item.case_id) if item.case_id else None,
        process=item.process_name,
        release=f"Release {details.release_before}" if details and details.release_before else "",
        state=state,
        tone=tone,
        stands=stands_at(details) if details else (),
        reasons=tuple(dict.fromkeys(messages or ([item.message] if item.message else []))),
        due=tuple(_due_changes(details.due, calendar)) if details and item.result is ItemResult.DONE else (),
        listening=tuple(listening_texts(details)) if details and item.result is ItemResult.DONE else (),
    )


def stands_at(details: MoveDetails) -> tuple[str, ...]:
    """The names of what is waited at; not what lies in wait beside it, such as an urgent concern."""
    waits = [each.name for each in details.standing if each.kind in WAITED_AT]
    stays = [each.name for each in details.refusals if each.element != each.process]
    return tuple(dict.fromkeys(name for name in (*waits, *stays) if name))


def case_text(item: BulkItemView) -> str:
    if not item.visible:
        return HIDDEN
    return item.case_reference or NO_CASE


def filters_of(
    summary: ImpactSummary, names: Mapping[str, str], *, chosen: tuple[str, str], clear_href: str
) -> Filters:
    """`chosen`: the result and the step that the address names."""
    result, step = chosen
    return Filters(
        results=tuple(Choice(value=each.value, text=text) for each, (text, _) in RESULTS.items()),
        steps=tuple(_step_choices(summary.steps, names)),
        result=result,
        step=step,
        clear_href=clear_href if result or step else None,
    )


def _step_choices(steps: Iterable[ImpactStep], names: Mapping[str, str]) -> Iterator[Choice]:
    """Yield each process, then its steps."""
    for process, its_steps in groupby(steps, key=lambda step: step.process):
        name = names.get(process, process)
        yield Choice(value=f"{process}/", text=f"{name}: any step")
        for step in its_steps:
            yield Choice(value=f"{process}/{step.element}", text=f"{name}: {step.name or 'a step without a name'}")


def table_rows(items: Iterable[BulkItemView], calendar: WorkingCalendar) -> Iterator[tuple[str, ...]]:
    """Yield what the table for spreadsheets holds, a row for each process."""
    for item in items:
        line = item_line(item, calendar)
        due = (f"{each.name}: {each.before or 'not due'} -> {each.after or 'not due'}" for each in line.due)
        lists = (line.stands, line.reasons, due, line.listening)
        yield line.case, line.process, line.release, line.state, *map("; ".join, lists)


def _due_changes(due: Iterable[DueChangeView], calendar: WorkingCalendar) -> Iterator[DueChange]:
    for each in due:
        if not each.kept:
            yield DueChange(name=each.name, before=_day(each.before, calendar), after=_day(each.after, calendar))


def _day(due_at: datetime | None, calendar: WorkingCalendar) -> str:
    return "" if due_at is None else due_of(due_at, now=due_at, calendar=calendar).date

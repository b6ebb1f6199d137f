"""One process as texts: how it stands, what it waits for, what failed, what it did, what was done to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from flask import url_for

from service.models import IncidentStatus, InstanceState, OutboxStatus
from service.pathways.held_timers import IN_VAIN_KIND
from service.pathways.queries.calls import CallSummary
from service.pathways.queries.incidents import IncidentView
from service.pathways.queries.instances import HistoryView, InstanceDetail
from service.pathways.queries.operated_process import AwaitedView, DeedView, MoveView, OperatedProcess
from service.pathways.queries.timers import TimerView
from service.web.cases.pathway import KINDS, StepRow, states_of, step_rows
from service.web.operations.frame import STATES, cause_of, without_values
from service.web.pages import Link
from service.web.texts import moment_text, spelt

TABS = (
    ("show", "Where it stands"),
    ("data", "Data"),
    ("history", "History"),
    ("decisions", "Decisions"),
)
CALLS = {
    OutboxStatus.PENDING: ("Waits to be made", "yellow"),
    OutboxStatus.LOCKED: ("Being made", "blue"),
    OutboxStatus.DONE: ("Done", "green"),
    OutboxStatus.DEAD: ("Given up", "red"),
    OutboxStatus.CANCELLED: ("Not needed any more", "grey"),
}
_HAPPENED = {
    "entered": "Begun",
    "completed": "Done",
    "cancelled": "Not needed any more",
    "error": "Failed",
    "skipped": "Skipped",
}
_SYSTEM = "the service"


@dataclass(frozen=True, kw_only=True)
class Fact:
    key: str
    value: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessTab:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ProcessFrame:
    """What stands on top of every page about the process.  `actions`: what can be done with it now."""

    instance_id: UUID
    revision: int
    href: str
    name: str
    state: str
    tone: str
    facts: tuple[Fact, ...]
    tabs: tuple[ProcessTab, ...]
    notice: str
    restricted: bool
    actions: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """`actions` is empty for what is resolved or cannot be handled now; `note`: how it was resolved.

    `part`: where the step is drawn, when that is not on the same page.
    """

    id: str
    step: str
    cause: str
    message: str
    first: str
    last: str
    times: str
    resolved: str
    note: str
    actions: tuple[Link, ...]
    part: Link | None = None


@dataclass(frozen=True, kw_only=True)
class TimerRow:
    name: str
    due: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class AwaitedRow:
    message: str
    keys: str
    since: str


@dataclass(frozen=True, kw_only=True)
class CallRow:
    name: str
    topic: str
    state: str
    tone: str
    attempts: str
    when: str
    error: str


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    text: str
    at: str
    by: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class StandingPage:
    """`parts`: the diagrams of the process and of those that it calls; `states`: for the drawing, as JSON."""

    frame: ProcessFrame
    name: str
    parts: tuple[ProcessTab, ...]
    rows: tuple[StepRow, ...]
    later: tuple[StepRow, ...]
    diagram_href: str
    states: str
    incidents: tuple[IncidentRow, ...]
    resolved: tuple[IncidentRow, ...]
    timers: tuple[TimerRow, ...]
    awaited: tuple[AwaitedRow, ...]
    calls: tuple[CallRow, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    at: str
    step: str
    kind: str
    happened: str
    by: str


@dataclass(frozen=True, kw_only=True)
class DeedRow:
    at: str
    by: str
    text: str
    details: str


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    frame: ProcessFrame
    rows: tuple[HistoryRow, ...]
    deeds: tuple[DeedRow, ...]
    moves: tuple[MoveRow, ...]
    next_href: str | None
    first_href: str | None


def frame_of(instance: InstanceDetail, current: str, *, restricted: bool, names: Mapping[str, str]) -> ProcessFrame:
    """`current`: which tab is open.  `names`: display names by user name."""
    state, tone = STATES[instance.status]
    return ProcessFrame(
        instance_id=instance.id,
        revision=instance.revision,
        href=url_for("operations.show", instance_id=instance.id),
        name=instance.process_name,
        state=state,
        tone=tone,
        facts=tuple(_facts(instance, names)),
        tabs=tuple(
            ProcessTab(text=text, href=url_for(f"operations.{name}", instance_id=instance.id), current=name == current)
            for name, text in TABS
        ),
        notice=notice_of(instance),
        restricted=restricted,
        actions=tuple(actions_of(instance)),
    )


def _facts(instance: InstanceDetail, names: Mapping[str, str]) -> Iterator[Fact]:
    if instance.case_id is not None:
        href = url_for("cases.overview", case_id=instance.case_id)
        yield Fact(key="Case", value=instance.case_reference or "", href=href)
    else:
        yield Fact(key="Case", value="None")
    yield Fact(key="Release", value=str(instance.release_number))
    yield Fact(key="Started", value=f"{moment_text(instance.started_at)} by {named(instance.started_by, names)}")
    if instance.ended_at is not None:
        yield Fact(key="Ended", value=moment_text(instance.ended_at))
    elif instance.next_due is not None:
        yield Fact(key="Next timer", value=moment_text(instance.next_due))
    yield Fact(key="Number", value=str(instance.id))


def named(name: str | None, names: Mapping[str, str]) -> str:
    """What somebody is called; programs and the service itself have their own names."""
    if not name or name == "system":
        return _SYSTEM
    return names.get(name, name)


def notice_of(instance: InstanceDetail) -> str:
    match instance.status:
        case InstanceState.SUSPENDED:
            return f"This process is suspended: {instance.reason}"
        case InstanceState.CANCELLED:
            return f"This process was cancelled{f': {instance.reason}' if instance.reason else '.'}"
        case InstanceState.COMPLETED | InstanceState.RUNNING:
            return ""


def actions_of(instance: InstanceDetail) -> Iterator[Link]:
    """What can be done with the process in its state."""
    running, suspended = InstanceState.RUNNING, InstanceState.SUSPENDED
    if instance.status is running:
        yield Link("Suspend", _change_href(instance, "suspend"))
    if instance.status is suspended:
        yield Link("Resume", _change_href(instance, "resume"))
    if instance.status is running:
        yield Link("Move to another step", url_for("operations.redirect", instance_id=instance.id))
    if instance.status in {running, suspended}:
        yield Link("Move to another release", url_for("operations.release", instance_id=instance.id))
        yield Link("Cancel", _change_href(instance, "cancel"))


def _change_href(instance: InstanceDetail, change: str) -> str:
    return url_for("operations.change", instance_id=instance.id, change=change)


def standing_page(found: OperatedProcess, frame: ProcessFrame) -> StandingPage:
    view, instance = found.diagram, found.instance

    def part_href(part: str) -> str:
        own = None if part == instance.process else part
        return url_for("operations.show", instance_id=instance.id, part=own)

    reached, later = step_rows(view, part_href)

    def place(incident: IncidentView) -> Link | None:
        shown = incident.process == view.process or incident.process not in view.parts
        return None if shown else Link(f"In {view.parts[incident.process]}", part_href(incident.process))

    rows = [(each, replace(incident_row(each, instance), part=place(each))) for each in found.incidents]
    part = None if view.part_of is None else view.process
    return StandingPage(
        frame=frame,
        name=view.name,
        parts=tuple(
            ProcessTab(text=name, href=part_href(process), current=process == view.process)
            for process, name in view.parts.items()
        ),
        rows=reached,
        later=later,
        diagram_href=url_for("operations.diagram", instance_id=instance.id, part=part),
        states=states_of(view, part_href),
        incidents=tuple(row for each, row in rows if each.status is IncidentStatus.OPEN),
        resolved=tuple(row for each, row in rows if each.status is IncidentStatus.RESOLVED),
        timers=tuple(map(timer_row, found.timers)),
        awaited=tuple(map(awaited_row, found.awaited)),
        calls=tuple(map(call_row, found.calls)),
    )


def incident_row(
    incident: IncidentView, instance: InstanceDetail | None = None, *, values: bool = False
) -> IncidentRow:
    """`instance`: where it is known; what has ended or is suspended has nothing retried."""
    runs = instance is None or instance.status is InstanceState.RUNNING
    open_ = incident.status is IncidentStatus.OPEN
    answers = _answers(incident, runs=runs)
    return IncidentRow(
        id=str(incident.id),
        step=incident.name or incident.element,
        cause=cause_of(incident.kind),
        message=incident.message if values else without_values(incident.message),
        first=moment_text(incident.first_at),
        last=moment_text(incident.opened_at),
        times=spelt(incident.times, "time"),
        resolved="" if incident.ended_at is None else f"{moment_text(incident.ended_at)} by {incident.resolved_by}",
        note=incident.note or "",
        actions=tuple(
            Link(text, url_for("operations.answer", incident_id=incident.id, answer=answer)) for answer, text in answers
        )
        if open_
        else (),
    )


def _answers(incident: IncidentView, *, runs: bool) -> tuple[tuple[str, str], ...]:
    """What is due stays due: it is neither passed over nor put aside."""
    again = (("retry", "Retry"),) if runs else ()
    if incident.kind == IN_VAIN_KIND:
        return again
    return (*again, *((("skip", "Skip"),) if runs else ()), ("resolve", "Resolve"))


def timer_row(timer: TimerView) -> TimerRow:
    return TimerRow(name=timer.name or timer.element, due=moment_text(timer.due_at), waits=timer.waits)


def awaited_row(awaited: AwaitedView) -> AwaitedRow:
    keys = ", ".join(f"{name} {value}" for name, value in awaited.keys.items())
    return AwaitedRow(message=awaited.message, keys=keys, since=moment_text(awaited.since))


def call_row(call: CallSummary) -> CallRow:
    state, tone = CALLS[call.status]
    return CallRow(
        name=call.name,
        topic=call.topic,
        state=state,
        tone=tone,
        attempts=f"{call.attempts} of {call.max_attempts}",
        when=_call_when(call),
        error=call.last_error or "",
    )


def _call_when(call: CallSummary) -> str:
    if call.done_at is not None:
        return f"Ended {moment_text(call.done_at)}"
    if call.status is OutboxStatus.PENDING:
        return f"Next try {moment_text(call.next_attempt_at)}"
    return f"Since {moment_text(call.created_at)}"


def history_row(entry: HistoryView, names: Mapping[str, str]) -> HistoryRow:
    """Without the item, which may be a child's name."""
    return HistoryRow(
        at=moment_text(entry.at),
        step=entry.name or entry.element,
        kind=KINDS.get(entry.kind, "Branch" if entry.kind.endswith("Gateway") else "Step"),
        happened=_HAPPENED.get(entry.state, entry.state.capitalize()),
        by=named(entry.actor, names) if entry.actor else "",
    )


def deed_row(deed: DeedView, names: Mapping[str, str]) -> DeedRow:
    told = (("reason", "{}"), ("note", "{}"), ("to", "To {}"), ("element", "Step {}"), ("changed", "Changed {}"))
    details = [words.format(_said(deed.details[key])) for key, words in told if deed.details.get(key)]
    return DeedRow(
        at=moment_text(deed.at), by=named(deed.by, names), text=deed.action.capitalize(), details=". ".join(details)
    )


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def move_row(move: MoveView, names: Mapping[str, str]) -> MoveRow:
    return MoveRow(
        text=f"Release {move.from_number} to release {move.to_number}",
        at=moment_text(move.at),
        by=named(move.by, names),
        href=None if move.bulk_id is None else url_for("operations.bulk", bulk_id=move.bulk_id),
    )

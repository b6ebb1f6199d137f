"""One tryout, ready to be drawn: what is open, what would have left, what happened so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.clocks import WorkingCalendar
from service.integrations.plain import as_words
from service.pathways.queries.tryouts import TriedCall, TriedDiagram, TryoutView
from service.simulator.timeline import Entry, Mark
from service.web.cases.pathway import StepRow, states_of, step_rows
from service.web.drafts.frame import DraftFrame
from service.web.pages import Link
from service.web.texts import Due, due_of, listed, moment_text
from service.web.tryouts.area import way
from service.web.tryouts.lines import Day, days_of

_DEADLINES = {
    "running": ("Running", "blue"),
    "met": ("Met", "green"),
    "met late": ("Met late", "orange"),
    "breached": ("Missed", "red"),
    "cancelled": ("No longer applies", "grey"),
}
_STATES = {"running": "running", "completed": "ended", "cancelled": "stopped"}
_CASE = (
    ("reference", "Reference"),
    ("status", "Status"),
    ("stage", "Stage"),
    ("lead", "Lead"),
    ("team", "Team"),
    ("outcome", "Outcome"),
    ("consent", "Agreement"),
)
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    name: str
    href: str
    who: str
    due: Due
    process: str


@dataclass(frozen=True, kw_only=True)
class TimedRow:
    name: str
    process: str
    when: Due


@dataclass(frozen=True, kw_only=True)
class DeadlineRow:
    label: str
    when: Due
    state: str
    tone: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """`what`: the parameters in words."""

    name: str
    topic: str
    when: str
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """`undo`: how many steps stay when this one and all after it are taken back; None: the start."""

    words: str
    undo: int | None
    stopped: bool


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    name: str
    element: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ProcessTab:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class DiagramPart:
    name: str
    part_of: str
    whole_href: str
    tabs: tuple[ProcessTab, ...]
    reached: tuple[StepRow, ...]
    later: tuple[StepRow, ...]
    href: str
    states: str


@dataclass(frozen=True, kw_only=True)
class PlaygroundPage:
    """`next`: when the next timer is due, in words; empty where none is.  `running`: (id, name) of what can be stopped.

    `stop`: where and why it no longer works against the draft as it is now.
    """

    frame: DraftFrame
    tryout_id: UUID
    revision: int
    now: str
    next: str
    stop: str
    stop_step: int
    action: str
    undo_href: str
    tasks: tuple[TaskRow, ...]
    timers: tuple[TimedRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    messages: tuple[Link, ...]
    awaiting: tuple[CallRow, ...]
    sent: tuple[CallRow, ...]
    incidents: tuple[IncidentRow, ...]
    case: tuple[tuple[str, str], ...]
    children: str
    running: tuple[tuple[str, str], ...]
    panels: tuple[tuple[str, str], ...]
    starts_href: str
    steps: tuple[StepLine, ...]
    days: tuple[Day, ...]
    diagram: DiagramPart | None
    save_href: str
    remove_href: str
    can_save: bool


def playground_page(
    view: TryoutView, frame: DraftFrame, *, diagram: TriedDiagram | None, calendar: WorkingCalendar
) -> PlaygroundPage:
    def here(name: str, number: int | None = None) -> str:
        return way(name, view.draft_id, view.id, number=number)

    return PlaygroundPage(
        frame=frame,
        tryout_id=view.id,
        revision=view.revision,
        now=moment_text(view.now, calendar.zone),
        next="" if view.next_at is None else moment_text(view.next_at, calendar.zone),
        stop=stop_of(view),
        stop_step=0 if view.stopped is None else max(0, view.stopped.step - 1),
        action=here("step"),
        undo_href=here("undo"),
        tasks=tuple(_tasks(view, calendar)),
        timers=tuple(
            TimedRow(name=each.name, process=each.process, when=due_of(each.due_at, now=view.now, calendar=calendar))
            for each in view.timers
        ),
        deadlines=tuple(_deadlines(view, calendar)),
        messages=tuple(Link(each.name, here("message", each.number)) for each in view.messages),
        awaiting=tuple(_call(call, calendar) for call in view.awaiting),
        sent=tuple(_call(call, calendar) for call in view.sent),
        incidents=tuple(
            IncidentRow(name=each.name, element=each.element, message=each.message) for each in view.incidents
        ),
        case=tuple(_facts(view)),
        children=_children(view),
        running=tuple({each.process: each.name for each in view.processes if each.status == "running"}.items()),
        panels=tuple((panel.id, panel.name) for panel in view.panels),
        starts_href=here("starts"),
        steps=tuple(_steps(view)),
        days=days_of([Entry(at=line.at, mark=Mark(line.mark), text=line.text) for line in view.timeline], calendar),
        diagram=None if diagram is None else _diagram(view, diagram),
        save_href=here("saving"),
        remove_href=here("removal"),
        can_save=view.stopped is None and frame.editable,
    )


def stop_of(view: TryoutView) -> str:
    if view.stopped is None:
        return ""
    which = f"step {view.stopped.step} ({view.stopped.words})" if view.stopped.step else "the start"
    return (
        f"The draft has changed, and {which} no longer works: {view.stopped.reason.rstrip('.')}. "
        "Below is how it stood before that step. Your steps are kept."
    )


def _tasks(view: TryoutView, calendar: WorkingCalendar) -> Iterator[TaskRow]:
    for task in view.tasks:
        who = listed([role.name for role in task.roles], "or")
        yield TaskRow(
            name=f"{task.name}: {task.item}" if task.item else task.name,
            href=url_for("tryouts.task", draft_id=view.draft_id, tryout_id=view.id, number=task.number),
            who=f"{task.user} ({who})" if task.user and who else task.user or who,
            due=due_of(task.due_at, now=view.now, calendar=calendar),
            process=task.process,
        )


def _deadlines(view: TryoutView, calendar: WorkingCalendar) -> Iterator[DeadlineRow]:
    for each in view.deadlines:
        state, tone = _DEADLINES[each.state]
        when = due_of(each.due_at, now=view.now, calendar=calendar)
        yield DeadlineRow(label=each.label, when=when, state=state, tone=tone, rule=each.rule or "")


def _call(call: TriedCall, calendar: WorkingCalendar) -> CallRow:
    said = ((key, as_words(value)) for key, value in call.parameters.items() if value is not None)
    return CallRow(
        name=call.name,
        topic=call.topic,
        when=moment_text(call.at, calendar.zone),
        what=tuple(f"{key}: {text[:LONGEST]}{'…' if len(text) > LONGEST else ''}" for key, text in said),
    )


def _facts(view: TryoutView) -> Iterator[tuple[str, str]]:
    if view.case is None:
        return
    family = view.case.get("family")
    if isinstance(family, dict):
        yield "Family", str(family.get("name"))
    for name, label in _CASE:
        if view.case.get(name) is not None:
            yield label, str(view.case[name])


def _children(view: TryoutView) -> str:
    found = view.case.get("children") if view.case is not None else None
    return listed([str(child["name"]) for child in found]) if isinstance(found, list) else ""


def _steps(view: TryoutView) -> Iterator[StepLine]:
    for step in view.steps:
        words = f"{step.words[:1].upper()}{step.words[1:]}"
        stopped = view.stopped is not None and step.number >= view.stopped.step
        yield StepLine(words=words, undo=step.number - 1 if step.number else None, stopped=stopped)


def _diagram(view: TryoutView, diagram: TriedDiagram) -> DiagramPart:
    def href(number: int, part: str | None = None) -> str:
        return url_for("tryouts.show", draft_id=view.draft_id, tryout_id=view.id, process=number, part=part) + "#where"

    reached, later = step_rows(diagram, lambda part: href(diagram.number, part))
    return DiagramPart(
        name=diagram.name,
        part_of=diagram.part_of or "",
        whole_href=href(diagram.number),
        tabs=tuple(
            ProcessTab(
                text=f"{each.name} ({_STATES[each.status]})",
                href=href(each.number),
                current=each.number == diagram.number,
            )
            for each in view.processes
        ),
        reached=reached,
        later=later,
        href=url_for("tryouts.drawing", draft_id=view.draft_id, tryout_id=view.id, process=diagram.process),
        states=states_of(diagram, lambda part: href(diagram.number, part)),
    )

"""The steps of a process in words, and what its drawing needs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.models import InstanceState
from service.pathways.queries.case_diagram import DiagramStep, DiagramView, Drawn, StepMark
from service.pathways.queries.instances import InstanceSummary
from service.web.cases.frame import Frame
from service.web.texts import date_text, spelt

PartHref = Callable[[str], str]

MARKS = {
    StepMark.ACTIVE: ("To do now", "blue"),
    StepMark.WAITING: ("Waiting", "yellow"),
    StepMark.ERROR: ("Stopped by an error", "red"),
    StepMark.DONE: ("Done", "green"),
    StepMark.CANCELLED: ("No longer needed", "grey"),
    StepMark.SKIPPED: ("Skipped by an operator", "grey"),
    StepMark.LATER: ("Not reached", "grey"),
}
KINDS = {
    "userTask": "Task",
    "manualTask": "Task",
    "task": "Task",
    "serviceTask": "Done by the service",
    "sendTask": "Done by the service",
    "scriptTask": "Done by the service",
    "businessRuleTask": "Decision table",
    "callActivity": "Part with steps of its own",
    "subProcess": "Group of steps",
    "receiveTask": "Waits for an answer",
    "startEvent": "Beginning",
    "endEvent": "End",
    "boundaryEvent": "May happen meanwhile",
    "intermediateCatchEvent": "Waits for something",
    "intermediateThrowEvent": "Event",
}
_GATEWAY = "Gateway"
_WITH_STEPS = frozenset({"callActivity", "subProcess"})
_UNDER_WAY = ("Under way", "blue")
_STATES = {
    InstanceState.RUNNING: "running",
    InstanceState.SUSPENDED: "paused",
    InstanceState.COMPLETED: "ended",
    InstanceState.CANCELLED: "stopped",
}


@dataclass(frozen=True, kw_only=True)
class ProcessTab:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """`href`: the steps of the part that it stands for."""

    name: str
    kind: str
    who: str
    state: str
    tone: str
    when: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class PathwayPage:
    """`states`: for the drawing, as JSON.  `whole_href`: from a part back to the whole.  `about`: since when."""

    frame: Frame
    tabs: tuple[ProcessTab, ...]
    name: str
    about: str
    part_of: str
    whole_href: str | None
    rows: tuple[StepRow, ...]
    later: tuple[StepRow, ...]
    diagram_href: str
    states: str


def process_tabs(processes: Sequence[InstanceSummary], case_id: UUID, current: UUID) -> tuple[ProcessTab, ...]:
    return tuple(
        ProcessTab(
            text=f"{each.process_name} ({_STATES[each.status]})",
            href=_href(case_id, each.id),
            current=each.id == current,
        )
        for each in processes
    )


def pathway_page(view: DiagramView, frame: Frame, tabs: tuple[ProcessTab, ...]) -> PathwayPage:
    def part_href(part: str) -> str:
        return _href(frame.case_id, view.instance.id, part)

    reached, later = step_rows(view, part_href)
    part = None if view.part_of is None else view.process
    return PathwayPage(
        frame=frame,
        tabs=tabs,
        name=view.name,
        about=about_of(view),
        part_of=view.part_of or "",
        whole_href=_href(frame.case_id, view.instance.id) if view.part_of else None,
        rows=reached,
        later=later,
        diagram_href=url_for("cases.diagram", case_id=frame.case_id, instance_id=view.instance.id, part=part),
        states=states_of(view, part_href),
    )


def step_rows(view: Drawn, part_href: PartHref) -> tuple[tuple[StepRow, ...], tuple[StepRow, ...]]:
    """The steps with a name: those that were reached, and the others.  `part_href`: where the steps of a part are."""
    named = [step for step in view.steps if step.name and not step.kind.endswith(_GATEWAY)]
    rows = [(step, step_row(step, view, part_href)) for step in named]
    return (
        tuple(row for step, row in rows if step.mark is not StepMark.LATER),
        tuple(row for step, row in rows if step.mark is StepMark.LATER),
    )


def about_of(view: DiagramView) -> str:
    instance = view.instance
    ended = f", {_STATES[instance.status]} on {date_text(instance.ended_at)}" if instance.ended_at else ""
    paused = ", paused now" if instance.status is InstanceState.SUSPENDED else ""
    return (
        f"Began on {date_text(instance.started_at)}{ended}{paused}. "
        f"It follows release {instance.release_number} of the procedure."
    )


def step_row(step: DiagramStep, view: Drawn, part_href: PartHref) -> StepRow:
    state, tone = words_of(step)
    called = step.called if step.called in view.parts else None
    return StepRow(
        name=step.name,
        kind=KINDS.get(step.kind, "Step"),
        who=step.lane or "",
        state=f"{state}, {spelt(step.times, 'time')}" if step.times > 1 else state,
        tone=tone,
        when=_when(step),
        href=part_href(called) if called else None,
    )


def words_of(step: DiagramStep) -> tuple[str, str]:
    """The state in words, and its tone.  What has steps of its own is not done by anybody: it is under way."""
    if step.mark is StepMark.ACTIVE and step.kind in _WITH_STEPS:
        return _UNDER_WAY
    return MARKS[step.mark]


def states_of(view: Drawn, part_href: PartHref) -> str:
    """What the drawing shows: {"steps": [{id, state, text, count, href}], "flows": [ids]}."""
    steps = [
        {
            "id": step.element,
            "state": step.mark.value,
            "text": words_of(step)[0],
            "count": step.times,
            "href": part_href(step.called) if step.called and step.called in view.parts else None,
        }
        for step in view.steps
        if step.mark is not StepMark.LATER or step.called in view.parts
    ]
    return json.dumps({"steps": steps, "flows": list(view.flows)})


def _when(step: DiagramStep) -> str:
    if step.began_at is None:
        return ""
    began = date_text(step.began_at)
    if step.ended_at is None:
        return f"Since {began}"
    ended = date_text(step.ended_at)
    return began if began == ended else f"{began} to {ended}"


def _href(case_id: UUID, instance_id: UUID, part: str | None = None) -> str:
    return url_for("cases.pathway", case_id=case_id, process=instance_id, part=part)

"""The processes of a case as their diagrams show them: every step, how it stands, when it was gone through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, may_see_case
from service.engine import ProcessInfo
from service.engine.reading.elements import Element
from service.errors import NotFoundError
from service.models import History, db
from service.pathways.queries.instances import (
    ElementMark,
    ElementState,
    InstanceDetail,
    InstanceFilter,
    InstanceSummary,
    element_states,
    get_instance,
    list_instances,
)
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.releases import composed

WORKED_ON = frozenset({"userTask", "manualTask", "task", "callActivity", "subProcess"})
ARMED = frozenset({"boundaryEvent", "subProcess"})  # they wait for what may never happen: that is no step yet


class StepMark(StrEnum):
    """How a step is drawn; `LATER`: it was not reached."""

    ACTIVE = "active"
    WAITING = "waiting"
    ERROR = "error"
    DONE = "done"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class DiagramStep:
    """`times`: how often it was begun.  `called`: the process that it stands for, whose diagram is there, too."""

    element: str
    name: str
    kind: str
    lane: str | None
    mark: StepMark
    times: int
    began_at: datetime | None
    ended_at: datetime | None
    called: str | None


class Drawn(Protocol):
    """What a drawing shows, of a process that runs or of one that is only tried out."""

    @property
    def steps(self) -> Sequence[DiagramStep]: ...
    @property
    def flows(self) -> Sequence[str]: ...
    @property
    def parts(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class DiagramView:
    """One process of one instance.  `part_of`: the instance's process, where this is one that it calls."""

    instance: InstanceDetail
    process: str
    name: str
    steps: tuple[DiagramStep, ...]
    flows: tuple[str, ...]
    part_of: str | None
    parts: Mapping[str, str]


def case_processes(*, case_id: UUID, actor: Actor) -> tuple[InstanceSummary, ...]:
    """The processes of the case, those that run first, then the latest.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    found = list_instances(actor=actor, filters=InstanceFilter(case_id=case_id), page=PageRequest(limit=MOST))
    return tuple(sorted(found.items, key=lambda each: each.ended_at is not None))


def case_diagram(*, case_id: UUID, instance_id: UUID, part: str | None, actor: Actor) -> DiagramView:
    """How one process of the case stands, or `part`: one that it calls.

    :raises NotFoundError: the case has no such process that the actor may see, or it calls no such part.
    """
    view = instance_diagram(instance_id=instance_id, part=part, actor=actor)
    if view.instance.case_id != case_id:
        raise NotFoundError("process", instance_id)
    return view


def instance_diagram(*, instance_id: UUID, part: str | None, actor: Actor) -> DiagramView:
    """How one process stands, or `part`: one that it calls.

    :raises NotFoundError: there is no such process that the actor may see, or it calls no such part.
    """
    instance = get_instance(instance_id=instance_id, actor=actor)
    process = part or instance.process
    if process not in instance.processes:
        raise NotFoundError("process", process)
    known = composed(instance.release_id).release.processes
    every = element_states(instance_id=instance_id, actor=actor)
    states = {state.element: state for state in every if state.process == process}
    return DiagramView(
        instance=instance,
        process=process,
        name=known[process].name,
        steps=tuple(steps_of(known[process], states, _times(process, instance_id))),
        flows=tuple(dict.fromkeys(flow for state in states.values() for flow in state.flows)),
        part_of=None if process == instance.process else known[instance.process].name,
        parts={each: known[each].name for each in instance.processes},
    )


def steps_of(
    process: ProcessInfo, states: Mapping[str, ElementState], times: Mapping[str, tuple[datetime, datetime]]
) -> Iterator[DiagramStep]:
    """Those that were reached in the order of their first time, then the others as the diagram has them.

    `times`: when each was first begun and last left, by element.
    """
    reached = [*(element for element in times if element in states), *(each for each in states if each not in times)]
    later = [element for element in process.elements if element not in states]
    for id_ in (*reached, *later):
        if id_ in process.elements:
            yield _step(process.elements[id_], states.get(id_), times.get(id_, (None, None)))


def _step(element: Element, state: ElementState | None, times: tuple[datetime | None, datetime | None]) -> DiagramStep:
    mark = _mark(element, state)
    over = mark in {StepMark.DONE, StepMark.CANCELLED, StepMark.SKIPPED}
    return DiagramStep(
        element=element.id,
        name=element.name,
        kind=element.kind,
        lane=element.lane,
        mark=mark,
        times=state.entered if state else 0,
        began_at=times[0],
        ended_at=times[1] if over else None,
        called=element.called,
    )


_MARKS = {
    ElementMark.ERROR: StepMark.ERROR,
    ElementMark.ACTIVE: StepMark.WAITING,
    ElementMark.COMPLETED: StepMark.DONE,
    ElementMark.CANCELLED: StepMark.CANCELLED,
    ElementMark.SKIPPED: StepMark.SKIPPED,
}


def _mark(element: Element, state: ElementState | None) -> StepMark:
    if state is None:
        return StepMark.LATER
    if state.state is ElementMark.ACTIVE and element.kind in ARMED and state.entered <= state.completed:
        return StepMark.DONE if state.completed else StepMark.LATER
    if state.state is ElementMark.ACTIVE and element.kind in WORKED_ON:
        return StepMark.ACTIVE
    return _MARKS[state.state]


def _times(process: str, instance_id: UUID) -> Mapping[str, tuple[datetime, datetime]]:
    """When each element was first begun and last left (or touched)."""
    rows: Sequence[History] = db.session.scalars(
        select(History).where(History.instance_id == instance_id, History.process == process).order_by(History.id)
    ).all()
    found: dict[str, tuple[datetime, datetime]] = {}
    for row in rows:
        began = found.get(row.element, (row.at, row.at))[0]
        found[row.element] = (began, row.at)
    return found

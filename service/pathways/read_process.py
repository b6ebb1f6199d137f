"""Reading what is behind a process, by those who operate it.

They keep it running without knowing what is said about a family: names and types of its data are enough for that.  The
values are shown when somebody asks for them, who may open the case, and it is written down.  Those of a restricted case
are shown to nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from service import feel
from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.held import HeldData, held_data
from service.errors import NotAllowedError
from service.models import Case, Instance, db
from service.pathways.queries.instances import (
    DecisionView,
    HistoryView,
    InstanceDetail,
    decisions,
    diagram,
    get_instance,
    history,
)
from service.pathways.queries.operated_process import OperatedProcess, operated_process
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.transaction import transact

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class DataEntry:
    """`kind`: of the FEEL value; `count`: of what is in a list or context.  `value` None: it is not shown."""

    name: str
    kind: feel.Kind
    count: int | None
    value: str | None


@dataclass(frozen=True, kw_only=True)
class DataPart:
    """The data of the process, of one that `element` calls, or of one item of `element`.

    `item`: its label, which may be the name of a child: given where values are.
    """

    process: str
    process_name: str
    element: str | None
    item: str | None
    entries: tuple[DataEntry, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessData:
    """`restricted`: its values are shown to nobody."""

    restricted: bool
    parts: tuple[DataPart, ...]


def read_process(*, instance_id: UUID, part: str | None, actor: Actor, clock: Clock) -> OperatedProcess:
    """How it stands.

    :raises NotFoundError: there is no such process that the actor may see, or it calls no such part.
    """
    return _noted(
        lambda: operated_process(instance_id=instance_id, part=part, actor=actor),
        _Reading(action="read process", instance_id=instance_id),
        actor=actor,
        clock=clock,
    )


def open_process(*, instance_id: UUID, actor: Actor, clock: Clock) -> InstanceDetail:
    """What process it is, for a page on which something is done to it.

    :raises NotFoundError: there is no such process that the actor may see.
    """
    return _noted(
        lambda: get_instance(instance_id=instance_id, actor=actor),
        _Reading(action="open process", instance_id=instance_id),
        actor=actor,
        clock=clock,
    )


def read_process_diagram(*, instance_id: UUID, part: str | None, actor: Actor, clock: Clock) -> bytes:
    """The BPMN that it follows, or that of `part`: a process that it calls.

    :raises NotFoundError: there is none that the actor may see.
    """
    return _noted(
        lambda: diagram(instance_id=instance_id, actor=actor, process=part),
        _Reading(action="read diagram", instance_id=instance_id),
        actor=actor,
        clock=clock,
    )


def read_history(*, instance_id: UUID, page: PageRequest, actor: Actor, clock: Clock) -> Page[HistoryView]:
    """What it did, the latest first.

    :raises NotFoundError: there is no such process that the actor may see.
    """
    return _noted(
        lambda: history(instance_id=instance_id, actor=actor, page=page),
        _Reading(action="read history of process", instance_id=instance_id),
        actor=actor,
        clock=clock,
    )


def read_data(*, instance_id: UUID, values: bool, actor: Actor, clock: Clock) -> ProcessData:
    """What the process holds: names and types, and the values where they are asked for.

    :raises NotFoundError: there is no such process that the actor may see.
    :raises NotAllowedError: values were asked for, of a restricted case.
    """

    def read() -> ProcessData:
        row = db.session.execute(select(Instance.release_id, Instance.state).where(Instance.id == instance_id)).one()
        release = composed(row.release_id).release
        names = {process.id: process.name for process in release.processes.values()}
        held = held_data(release, row.state, now=clock.now())
        parts = tuple(_part(each, names, values=values) for each in held)
        return ProcessData(restricted=_is_restricted(instance_id), parts=parts)

    reading = _Reading(action="read data of process", instance_id=instance_id, values=values)
    return _noted(read, reading, actor=actor, clock=clock)


def read_decisions(
    *, instance_id: UUID, values: bool, page: PageRequest, actor: Actor, clock: Clock
) -> Page[DecisionView]:
    """Which rows of which tables it went by; inputs and results are empty unless `values` are asked for.

    :raises NotFoundError: there is no such process that the actor may see.
    :raises NotAllowedError: values were asked for, of a restricted case.
    """

    def read() -> Page[DecisionView]:
        found = decisions(instance_id=instance_id, actor=actor, page=page)
        if values:
            return found
        return replace(found, items=tuple(replace(each, inputs={}, result=None) for each in found.items))

    reading = _Reading(action="read decisions of process", instance_id=instance_id, values=values)
    return _noted(read, reading, actor=actor, clock=clock)


def is_restricted(*, instance_id: UUID, actor: Actor) -> bool:
    """Whether the values are shown to nobody.

    :raises NotFoundError: there is no such process that the actor may see.
    """
    require(actor, Capability.OPERATE, action="operate processes")
    get_instance(instance_id=instance_id, actor=actor)
    return _is_restricted(instance_id)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    action: str
    instance_id: UUID
    values: bool = False


def _noted(read: Callable[[], Result], reading: _Reading, *, actor: Actor, clock: Clock) -> Result:
    require(actor, Capability.OPERATE, action="operate processes")

    def work() -> Result:
        instance = get_instance(instance_id=reading.instance_id, actor=actor)
        if reading.values and _is_restricted(instance.id):
            raise NotAllowedError("see these values", "they belong to a restricted case")
        result = read()
        _note(reading, instance.case_id, actor=actor, clock=clock)
        return result

    return transact(work)


def _note(reading: _Reading, case_id: UUID | None, *, actor: Actor, clock: Clock) -> None:
    """What is about a family is written down each time; what is not, such as a sitting, where values were shown."""
    if actor.authority is None or (case_id is None and not reading.values):
        return
    subject, details = f"process {reading.instance_id}", {"values": reading.values}
    audit(actor, reading.action, subject, at=clock.now(), case_id=case_id, authority=actor.authority, details=details)


def _is_restricted(instance_id: UUID) -> bool:
    found = select(Case.restricted).join(Instance, Instance.case_id == Case.id).where(Instance.id == instance_id)
    return bool(db.session.scalar(found))


def _part(held: HeldData, names: Mapping[str, str], *, values: bool) -> DataPart:
    return DataPart(
        process=held.process,
        process_name=names[held.process],
        element=held.element,
        item=held.item if values else None,
        entries=tuple(_entry(name, held.values[name], values=values) for name in sorted(held.values)),
    )


def _entry(name: str, value: object, *, values: bool) -> DataEntry:
    kind = feel.kind_of(value)
    count = len(value) if isinstance(value, list | tuple | dict) else None
    return DataEntry(name=name, kind=kind, count=count, value=feel.to_text(value) if values else None)

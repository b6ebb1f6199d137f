"""What the scenarios of an authority took of its diagrams and decisions, and what they left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from service.engine.checks import read_usage
from service.engine.decisions.model import Row, Table
from service.engine.release import ProcessInfo
from service.engine.xml import read_xml
from service.simulator.trace import Trace
from service.simulator.world import World

DEADLINES = "deadlines"


class _Node(Protocol):
    """An XML element, as far as it is read here."""

    def get(self, name: str) -> str | None: ...
    def iter(self, tag: str) -> "Iterator[_Node]": ...
    def iterfind(self, path: str) -> "Iterator[_Node]": ...


class PartKind(StrEnum):
    FLOW = "sequence flows"
    BOUNDARY = "boundary events"
    EVENT_SUB_PROCESS = "event sub-processes"
    START = "start events"
    ROW = "decision rows"
    DEADLINE = "deadlines"


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that a scenario can take."""

    kind: PartKind
    owner: str  # process or decision
    id: str
    words: str
    taken: bool


@dataclass(frozen=True, kw_only=True)
class PathCoverage:
    parts: Sequence[Part]

    def of(self, kind: PartKind) -> Sequence[Part]:
        return [part for part in self.parts if part.kind is kind]

    def missed(self, kind: PartKind) -> Sequence[Part]:
        return [part for part in self.of(kind) if not part.taken]

    def lines(self) -> Iterator[str]:
        """Yield one line for each kind, then one for everything that was left out."""
        for kind in PartKind:
            parts = self.of(kind)
            taken = sum(part.taken for part in parts)
            yield f"{kind.value:>20}: {taken} of {len(parts)}{_percent(taken, len(parts))}"
        for kind in PartKind:
            for part in self.missed(kind):
                yield f"  not taken: {part.owner} {part.id} ({part.words})"


def cover(world: World, trace: Trace) -> PathCoverage:
    """Compare what there is with what was taken.  Deadlines are taken when they ran, or when `due` asked for them."""
    parts = [part for process in world.release.processes.values() for part in _of_process(process, world, trace)]
    return PathCoverage(parts=[*parts, *_rows(world, trace), *_deadlines(world, trace)])


def _of_process(process: ProcessInfo, world: World, trace: Trace) -> Iterator[Part]:
    root = read_xml(world.release.diagram(process.id), process.file)
    for node in root.iter("{*}process"):
        if node.get("id") == process.id:
            yield from _flows(process, node, trace)
            yield from _event_sub_processes(process, node, trace)
    for element in process.elements.values():
        if element.kind == "boundaryEvent":
            yield _element(PartKind.BOUNDARY, process.id, (element.id, element.name), trace=trace)
    for start in process.start_events:
        yield _element(PartKind.START, process.id, (start.id, start.name), trace=trace)


def _flows(process: ProcessInfo, node: _Node, trace: Trace) -> Iterator[Part]:
    for flow in node.iter("{*}sequenceFlow"):
        names = [process.elements[end].name or end if end in process.elements else end for end in _ends(flow)]
        label = f', "{flow.get("name")}"' if flow.get("name") else ""
        yield Part(
            kind=PartKind.FLOW,
            owner=process.id,
            id=str(flow.get("id")),
            words=f"{names[0]} to {names[1]}{label}",
            taken=(process.id, str(flow.get("id"))) in trace.flows,
        )


def _event_sub_processes(process: ProcessInfo, node: _Node, trace: Trace) -> Iterator[Part]:
    for inner in node.iter("{*}subProcess"):
        if inner.get("triggeredByEvent") != "true":
            continue
        for start in inner.iterfind("{*}startEvent"):
            found = (str(start.get("id")), str(inner.get("name") or start.get("name")))
            yield _element(PartKind.EVENT_SUB_PROCESS, process.id, found, trace=trace)


def _element(kind: PartKind, process: str, element: tuple[str, str], *, trace: Trace) -> Part:
    id_, name = element
    return Part(kind=kind, owner=process, id=id_, words=name or id_, taken=(process, id_) in trace.elements)


def _rows(world: World, trace: Trace) -> Iterator[Part]:
    for decision, rows in decision_rows(world).items():
        for row, words in rows.items():
            yield Part(kind=PartKind.ROW, owner=decision, id=row, words=words, taken=(decision, row) in trace.rows)


def decision_rows(world: World) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of every decision table but the deadlines: decision -> row id -> what it says."""
    tables = {
        id_: decision.logic
        for id_, decision in world.release.decisions.model.decisions.items()
        if id_ != DEADLINES and isinstance(decision.logic, Table)
    }
    return {id_: {row.id: _row_words(row) for row in table.rows} for id_, table in tables.items()}


def _row_words(row: Row) -> str:
    return f"row {row.number}: {', '.join(test or '-' for test in row.tests)}"


def _deadlines(world: World, trace: Trace) -> Iterator[Part]:
    asked = read_usage(world.release.files).deadlines
    for key, rule in world.release.deadlines.items():
        taken = key in trace.deadlines or any(place in trace.elements for place in asked.get(key, ()))
        yield Part(kind=PartKind.DEADLINE, owner=DEADLINES, id=key, words=rule.label, taken=taken)


def _ends(flow: _Node) -> tuple[str, str]:
    return str(flow.get("sourceRef")), str(flow.get("targetRef"))


def _percent(taken: int, count: int) -> str:
    return f" ({100 * taken // count}%)" if count else ""

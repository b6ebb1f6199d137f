"""Reading a diagram into its outline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_lowercase

from service.engine.checks.diagram import Diagram, Flow, Scope, is_event_subprocess
from service.engine.checks.diagram import Element as Drawn
from service.engine.checks.elements import MAX_NODES, TOO_LARGE
from service.engine.checks.reach import reachable
from service.engine.checks.reading import read_diagram
from service.engine.reading.element_reader import ElementReader
from service.engine.reading.elements import Expression
from service.errors import PublicationRefusedError
from service.findings import Finding
from service.library.compose import Composed
from service.library.difference.formulas import formula_words
from service.library.outline.facts import facts_of, rules_of, texts_of, values_of
from service.library.outline.model import About, Fact, Lane, Outline, Process, Step, Way
from service.library.outline.order import in_order
from service.library.outline.words import PROCESS_KINDS, TOGETHER, Names, kind_words


def read_outline(file: str, data: bytes, library: Composed) -> Outline:
    """Return the diagram as a list, with the names that the library gives to what it speaks of.

    :raises PublicationRefusedError: the file cannot be read as a diagram, or is too large for one.
    """
    diagram, findings = read_diagram(file, data)
    if diagram is None or len(diagram.nodes) > MAX_NODES:
        raise PublicationRefusedError(findings if diagram is None else [_too_large(diagram)])
    reader = _Reader(diagram, Names(library))
    return Outline(
        file=file,
        processes=tuple(reader.process(scope) for scope in diagram.scopes if scope.parent is None),
        beside=tuple(_beside(diagram)),
    )


def _too_large(diagram: Diagram) -> Finding:
    return TOO_LARGE.at(
        diagram.root, f"The diagram has {len(diagram.nodes)} steps; {MAX_NODES} can be shown as a list."
    )


@dataclass
class _Numbers:
    """The number of each step, given before any is read, for flows lead forwards."""

    events: Mapping[str, Sequence[str]]  # on the border of each step
    by_id: dict[str, str] = field(default_factory=dict)

    def give(self, scopes: Mapping[str, Scope], scope: Scope, prefix: str = "") -> None:
        order = (*in_order(scope), *_by_themselves(scope))
        for number, id_ in enumerate(order, start=1):
            self.by_id[id_] = f"{prefix}{number}"
            for place, event in enumerate(self.events.get(id_, ())):
                self.by_id[event] = f"{prefix}{number}{_letter(place)}"
            if id_ in scopes:
                self.give(scopes, scopes[id_], f"{prefix}{number}.")


class _Reader:
    def __init__(self, diagram: Diagram, names: Names) -> None:
        self._diagram = diagram
        self._names = names
        self._elements = ElementReader(diagram.root.xml)
        self._inner = {scope.owner.id or "": scope for scope in diagram.scopes if scope.parent is not None}
        self._places = {id_: (scope, node) for scope in diagram.scopes for id_, node in scope.nodes.items()}
        self._events = _on_borders(diagram)
        self._leaving = _leaving(diagram)
        self._reachable: dict[str, frozenset[str]] = {}

    def process(self, scope: Scope) -> Process:
        owner = scope.owner
        notes = owner.child("documentation")
        kind = owner.properties.get("kind", "")
        rules = tuple(owner.properties.get("rules", "").split())
        facts = (
            Fact(about=About.OTHER, label="Kind of process", words=PROCESS_KINDS.get(kind, kind or "not said")),
            *rules_of(rules, self._names),
            *texts_of("", notes.text if notes is not None else ""),
        )
        return Process(
            id=owner.id or "",
            name=owner.name or self._names.process(owner.id or ""),
            pool=self._pool(owner),
            rules=rules,
            facts=facts,
            lanes=tuple(map(_lane, _lanes(owner))),
            steps=self._steps(scope, in_order(scope)),
            by_themselves=self._steps(scope, _by_themselves(scope)),
        )

    def _steps(self, scope: Scope, ids: Sequence[str]) -> tuple[Step, ...]:
        reached = self._reached(scope)
        return tuple(replace(self._step(scope, id_), is_reached=id_ in reached) for id_ in ids)

    def _reached(self, scope: Scope) -> frozenset[str]:
        key = scope.owner.id or ""
        if key not in self._reachable:
            self._reachable[key] = frozenset(reachable(scope))
        return self._reachable[key]

    def _step(self, scope: Scope, id_: str) -> Step:
        drawn = scope.nodes[id_]
        element = self._elements.read(drawn.xml)
        inner = self._inner.get(id_)
        return Step(
            id=id_,
            number=self._numbers.get(id_, ""),
            name=drawn.name,
            kind=drawn.kind,
            kind_words=kind_words(element, drawn, scope),
            lane=element.lane or "",
            facts=tuple(facts_of(element, self._names)),
            ways=tuple(self._way(scope, flow) for flow in self._leaving.get(id_, ())),
            boundary=self._steps(scope, self._events.get(id_, ())),
            inner=() if inner is None else self._steps(inner, (*in_order(inner), *_by_themselves(inner))),
            form=element.form or "",
            called=element.called or "",
            decision=element.decision or "",
            values=replace(values_of(element), lane=self._lanes.get(id_, "")),
        )

    def _way(self, scope: Scope, flow: Flow) -> Way:
        target = self._places.get(flow.target)
        condition = flow.condition.removeprefix("=").strip()
        words = formula_words(Expression(condition), self._names, scope.process.id or "") if condition else ""
        return Way(
            id=flow.id or "",
            name=flow.name,
            to=flow.target,
            to_name="" if target is None else self._called(*target),
            to_number=self._numbers.get(flow.target, ""),
            condition=condition,
            words=words or "",
            is_default=scope.nodes[flow.source].get("default") == flow.id,
        )

    def _called(self, scope: Scope, drawn: Drawn) -> str:
        """Return the name of a step; a gateway without one is called by what it does."""
        return drawn.name or kind_words(self._elements.read(drawn.xml), drawn, scope).lower() or TOGETHER

    def _pool(self, owner: Drawn) -> str:
        pools = (each for each in self._diagram.root.descendants() if each.kind == "participant")
        return next((pool.id or "" for pool in pools if pool.get("processRef") == owner.id), "")

    @cached_property
    def _lanes(self) -> Mapping[str, str]:
        """The lane of each step that is listed in one."""
        lanes = _lanes(self._diagram.root)
        return {reference.text: lane.id or "" for lane in lanes for reference in lane.children("flowNodeRef")}

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        numbers = _Numbers(self._events)
        for scope in self._diagram.scopes:
            if scope.parent is None:
                numbers.give(self._inner, scope)
        return numbers.by_id


def _lanes(owner: Drawn) -> Iterator[Drawn]:
    return (each for each in owner.descendants() if each.kind == "lane")


def _lane(drawn: Drawn) -> Lane:
    return Lane(id=drawn.id or "", name=drawn.name, is_divided=drawn.child("childLaneSet") is not None)


def _on_borders(diagram: Diagram) -> Mapping[str, Sequence[str]]:
    """Return the boundary events by the step that they can happen to."""
    found: dict[str, list[str]] = {}
    for _, node in diagram.nodes:
        if node.kind == "boundaryEvent":
            found.setdefault(node.get("attachedToRef") or "", []).append(node.id or "")
    return found


def _leaving(diagram: Diagram) -> Mapping[str, Sequence[Flow]]:
    """Return the flows by the step that they leave."""
    found: dict[str, list[Flow]] = {}
    for scope in diagram.scopes:
        for flow in scope.all_flows:
            if flow.source in scope.nodes:
                found.setdefault(flow.source, []).append(flow)
    return found


def _by_themselves(scope: Scope) -> list[str]:
    return [id_ for id_, node in scope.nodes.items() if is_event_subprocess(node)]


def _letter(place: int) -> str:
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f"-{place + 1}"


def _beside(diagram: Diagram) -> Iterator[Fact]:
    for each in diagram.root.descendants():
        match each.kind:
            case "textAnnotation":
                text = each.child("text")
                yield Fact(about=About.NOTES, label="Note on the drawing", words="" if text is None else text.text)
            case "participant" if each.get("processRef") is None:
                yield Fact(about=About.OTHER, label="Partner outside", words=each.name)
            case "messageFlow":
                yield Fact(about=About.OTHER, label="Message between pools", words=each.name or (each.id or ""))

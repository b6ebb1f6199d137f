"""One process as it is drawn and as it runs: its elements, the flows between them, and where they stand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from service.engine import ProcessInfo
from service.engine.checks.diagram import Diagram, Flow, Scope
from service.engine.checks.diagram import Element as Drawn
from service.engine.checks.namespaces import BPMN, BPMNDI, CHOICES, FLOW_NODES, GATEWAYS, XSI
from service.engine.checks.reading import read_diagram
from service.engine.reading.elements import Element
from service.library.difference.side import Side

SHAPES = ("BPMNShape", "BPMNEdge")
BESIDE = ("textAnnotation", "association", "group", "lane", "participant")  # drawn, never run
FLOWING = frozenset({"incoming", "outgoing", "sequenceFlow"})  # compared as flows
INNER = FLOW_NODES | FLOWING | {"laneSet", "flowNodeRef", *BESIDE}  # each is compared for itself
TOLD_ELSEWHERE = ("id", "default", "attachedToRef", f"{{{XSI}}}type")
DEFAULTS = {  # modelers write them or leave them out as they like
    "formRefBinding": "latest",
    "decisionRefBinding": "latest",
    "calledElementBinding": "latest",
    "cancelActivity": "true",
    "isInterrupting": "true",
    "isSequential": "false",
    "triggeredByEvent": "false",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """A step, event or gateway: what it does and how it is drawn."""

    element: Element
    drawn: Drawn
    inside: str  # id of the sub-process or process that it stands in
    attached_to: str | None  # id of the step that it happens to

    @cached_property
    def text(self) -> str:
        """Everything the file says about it alone."""
        return _written(self.drawn)


class Picture:
    """`later`: the ids under which elements are known here that have been drawn anew, by those of the file."""

    def __init__(self, side: Side, info: ProcessInfo, diagram: Diagram, *, later: Mapping[str, str]) -> None:
        self.side = side
        self.info = info
        self._diagram = diagram
        self._later = later
        self._scopes = [scope for scope in diagram.scopes if scope.process.id == info.id]
        self.nodes = {id_: node for scope in self._scopes for id_, node in self._nodes(scope)}
        self.flows = {flow.id or "": self._flow(flow) for scope in self._scopes for flow in scope.all_flows}

    def knowing(self, later: Mapping[str, str]) -> "Picture":
        return Picture(self.side, self.info, self._diagram, later=later)

    @property
    def text(self) -> str:
        """What the file says about the process, but for its elements."""
        return _written(self._scopes[0].owner)

    @property
    def notes(self) -> str:
        documentation = self._scopes[0].owner.child("documentation")
        return "" if documentation is None else documentation.text

    @cached_property
    def shapes(self) -> Mapping[str, str]:
        """Position and course, by the id of what is drawn."""
        drawn = (e for e in self._diagram.root.descendants() if e.namespace == BPMNDI and e.kind in SHAPES)
        return {self._known(element.get("bpmnElement")): _written(element) for element in drawn}

    @cached_property
    def beside(self) -> Mapping[str, str]:
        """Lanes, notes and the like, by id."""
        found = (e for e in self._diagram.root.descendants() if e.namespace == BPMN and e.kind in BESIDE)
        return {element.id or "": _written(element) for element in found}

    def leaving(self, id_: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows.values() if flow.source == id_)

    def stops(self, id_: str) -> tuple[str, ...]:
        """Return where a flow to the element leads: the element itself, or what lies behind a nameless gateway."""
        return tuple(dict.fromkeys(self._stops(id_, seen=set())))

    def after(self, id_: str) -> tuple[str, ...]:
        """Return what comes next after the element."""
        return tuple(dict.fromkeys(stop for flow in self.leaving(id_) for stop in self.stops(flow.target)))

    def called(self, id_: str) -> str:
        """Return how a sentence calls the element; a nameless one by what it comes after."""
        node = self.nodes.get(id_)
        if node is None:
            return "something that is not drawn"
        return self.side.element(node.element) or f"the {noun(node)}{self._place(id_)}"

    def chooses(self, id_: str) -> bool:
        """Whether different ways are taken from here under different conditions."""
        node, flows = self.nodes.get(id_), self.leaving(id_)
        several = node is not None and node.element.kind in CHOICES and len(flows) > 1
        return several or any(flow.condition for flow in flows)

    def is_seen(self, id_: str) -> bool:
        """Whether people would say that something is at, or goes on after, this element."""
        node = self.nodes.get(id_)
        passing = node is not None and node.element.kind in GATEWAYS and not self.side.element(node.element)
        return not passing or self.chooses(id_)

    def _nodes(self, scope: Scope) -> Iterator[tuple[str, Node]]:
        for id_, drawn in scope.nodes.items():
            if id_ in self.info.elements:
                at = drawn.get("attachedToRef")
                yield (
                    self._known(id_),
                    Node(
                        element=self.info.elements[id_],
                        drawn=drawn,
                        inside=self._known(scope.owner.id),
                        attached_to=self._known(at) if at else None,
                    ),
                )

    def _flow(self, flow: Flow) -> Flow:
        return replace(flow, source=self._known(flow.source), target=self._known(flow.target))

    def _known(self, id_: str | None) -> str:
        return self._later.get(id_ or "", id_ or "")

    def _stops(self, id_: str, *, seen: set[str]) -> Iterator[str]:
        if self.is_seen(id_):
            yield id_
        elif id_ not in seen:
            seen.add(id_)
            for flow in self.leaving(id_):
                yield from self._stops(flow.target, seen=seen)

    def _place(self, id_: str) -> str:
        earlier = (self.nodes[flow.source].element for flow in self.flows.values() if flow.target == id_)
        names = (self.side.element(element) for element in earlier)
        place = next((name for name in names if name), "")
        return f" after {place}" if place else f" in {self.side.process(self.info.id)}"


NOUNS = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "wait",
    "intermediateThrowEvent": "event",
    "boundaryEvent": "event",
    "exclusiveGateway": "choice",
    "inclusiveGateway": "choice",
    "parallelGateway": "parallel split or join",
    "eventBasedGateway": "wait for what comes first",
}


def noun(node: Node) -> str:
    return NOUNS.get(node.element.kind, "step")


def picture_of(side: Side, info: ProcessInfo) -> Picture | None:
    """Return a process of the library as it is drawn; None when its diagram cannot be looked into."""
    diagram, _ = read_diagram(info.file, side.composed.release.diagram(info.id))
    return None if diagram is None else Picture(side, info, diagram, later={})


def drawn_anew(before: Picture, after: Picture) -> Mapping[str, str]:
    """Return the ids after, by those before, of what an editor has replaced under the same name."""
    gone, come = _by_name(before, known=after), _by_name(after, known=before)
    return {id_: come[name] for name, id_ in gone.items() if name in come}


def _by_name(picture: Picture, *, known: Picture) -> Mapping[str, str]:
    """Return, by name, the ids that the other picture does not know; none for a name that several bear."""
    named = [(node.drawn.name, id_) for id_, node in picture.nodes.items() if id_ not in known.nodes]
    count = Counter(name for name, _ in named)
    return {name: id_ for name, id_ in named if name and count[name] == 1}


def _written(element: Drawn, *, without: frozenset[str] = INNER) -> str:
    """Return what the file says about the element, in one way of writing, without its inner steps and flows."""
    copy = etree.fromstring(etree.tostring(element.xml, with_tail=False))
    for child in list(copy):
        if isinstance(child.tag, str) and etree.QName(child).localname in without:
            copy.remove(child)
    for each in copy.iter("{*}*"):
        _without_defaults(each)
    text = etree.tostring(copy, encoding="unicode")
    return str(etree.canonicalize(text, strip_text=True, rewrite_prefixes=True, exclude_attrs=TOLD_ELSEWHERE))


def _without_defaults(element: etree._Element) -> None:
    for name, value in element.attrib.items():
        if DEFAULTS.get(etree.QName(name).localname) == value:
            del element.attrib[name]
    if etree.QName(element).localname == "extensionElements":
        element[:] = sorted(element, key=lambda child: str(child.tag))

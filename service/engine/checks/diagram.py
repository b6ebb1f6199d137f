"""The read model of one diagram: elements, scopes (process and sub-processes) and flows, straight from the XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from service.engine.checks.namespaces import BPMN, CAMUNDA, EVENT_DEFINITIONS, FLOW_NODES, SUBPROCESSES


@dataclass(frozen=True, kw_only=True, eq=False)
class Element:
    """One XML element with the file it stands in; `id` is that of the nearest element that has one."""

    file: str
    xml: Any

    @property
    def kind(self) -> str:
        """Local name."""
        return str(etree.QName(self.xml).localname)

    @property
    def namespace(self) -> str:
        return etree.QName(self.xml).namespace or ""

    @cached_property
    def id(self) -> str | None:
        xml = self.xml
        while xml is not None and xml.get("id") is None:
            xml = xml.getparent()
        return None if xml is None else str(xml.get("id"))

    @property
    def name(self) -> str:
        return " ".join((self.xml.get("name") or "").split())

    @property
    def label(self) -> str:
        """What a person would call it."""
        return f'"{self.name}"' if self.name else (self.id or self.kind)

    @property
    def text(self) -> str:
        return (self.xml.text or "").strip()

    def get(self, attribute: str) -> str | None:
        value = self.xml.get(attribute)
        return None if value is None else str(value).strip()

    def camunda(self, attribute: str) -> str | None:
        """A `camunda:` attribute, None when absent or empty."""
        return self.get(f"{{{CAMUNDA}}}{attribute}") or None

    def children(self, *kinds: str, namespace: str = BPMN) -> "Iterator[Element]":
        for child in self.xml.iterchildren(*(f"{{{namespace}}}{kind}" for kind in kinds)):
            yield Element(file=self.file, xml=child)

    def child(self, kind: str) -> "Element | None":
        return next(self.children(kind), None)

    def extensions(self, kind: str) -> "Iterator[Element]":
        """The `camunda:` elements of that name, directly under extensionElements."""
        for holder in self.children("extensionElements"):
            yield from holder.children(kind, namespace=CAMUNDA)

    def parameters(self, direction: str) -> "Iterator[Element]":
        """The `camunda:inputParameter`s or `outputParameter`s, also those that stand on its event definition."""
        for place in (self, *(definition for tag in EVENT_DEFINITIONS for definition in self.children(tag))):
            for holder in place.extensions("inputOutput"):
                yield from holder.children(direction, namespace=CAMUNDA)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """Our `camunda:properties`; of a name given twice the last one counts."""
        return {
            entry.get("name") or "": entry.get("value") or ""
            for holder in self.extensions("properties")
            for entry in holder.children("property", namespace=CAMUNDA)
        }

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """Kinds of its event definitions: "message", "timer" …; empty for a none event."""
        return tuple(kind for tag, kind in EVENT_DEFINITIONS.items() for _ in self.children(tag))

    def definition(self, kind: str) -> "Element | None":
        return self.child(f"{kind}EventDefinition")

    def descendants(self) -> "Iterator[Element]":
        for xml in self.xml.iterdescendants("{*}*"):
            yield Element(file=self.file, xml=xml)


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow(Element):
    source: str
    target: str

    @property
    def condition(self) -> str:
        """The text of its condition, empty when it has none."""
        holder = self.child("conditionExpression")
        return holder.text if holder else ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Scope:
    """A process or sub-process with the nodes and flows that lie directly in it."""

    owner: Element
    process: Element
    parent: "Scope | None"

    @cached_property
    def nodes(self) -> Mapping[str, Element]:
        return {child.get("id") or "": child for child in self.owner.children(*FLOW_NODES) if child.get("id")}

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The flows whose two ends lie in this scope."""
        return tuple(flow for flow in self.all_flows if flow.source in self.nodes and flow.target in self.nodes)

    @cached_property
    def all_flows(self) -> tuple[Flow, ...]:
        return tuple(
            Flow(file=e.file, xml=e.xml, source=e.get("sourceRef") or "", target=e.get("targetRef") or "")
            for e in self.owner.children("sequenceFlow")
        )

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        return {id_: tuple(f for f in group) for id_, group in _grouped(self.flows, "source", self.nodes).items()}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        return {id_: tuple(f for f in group) for id_, group in _grouped(self.flows, "target", self.nodes).items()}

    def of_kind(self, *kinds: str) -> Iterator[Element]:
        return (node for node in self.nodes.values() if node.kind in kinds)

    @property
    def is_event_subprocess(self) -> bool:
        return is_event_subprocess(self.owner)


def is_event_subprocess(element: Element) -> bool:
    return element.kind in SUBPROCESSES and element.get("triggeredByEvent") == "true"


def _grouped(flows: tuple[Flow, ...], end: str, nodes: Mapping[str, Element]) -> dict[str, list[Flow]]:
    groups: dict[str, list[Flow]] = {id_: [] for id_ in nodes}
    for flow in flows:
        groups[getattr(flow, end)].append(flow)
    return groups


@dataclass(frozen=True, kw_only=True, eq=False)
class Diagram:
    file: str
    root: Element

    @property
    def stem(self) -> str:
        return PurePosixPath(self.file).stem

    @cached_property
    def processes(self) -> tuple[Element, ...]:
        return tuple(self.root.children("process"))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Every process followed by its sub-processes, outer before inner."""
        return tuple(
            scope for process in self.processes for scope in _scopes(owner=process, process=process, parent=None)
        )

    @cached_property
    def nodes(self) -> tuple[tuple[Scope, Element], ...]:
        """Every flow node with the scope it lies in."""
        return tuple((scope, node) for scope in self.scopes for node in scope.nodes.values())

    @cached_property
    def by_id(self) -> Mapping[str, Element]:
        return {element.get("id") or "": element for element in self.root.descendants() if element.get("id")}

    def global_of(self, kind: str, id_: str | None) -> Element | None:
        """The message, signal, error or escalation of that id."""
        name = (id_ or "").rpartition(":")[2]
        return next((element for element in self.root.children(kind) if element.get("id") == name), None)

    def message_of(self, node: Element) -> str | None:
        """Name of the message that an event or task throws or waits for; None when it has to do with none."""
        holder = node.definition("message") or (node if node.get("messageRef") else None)
        message = self.global_of("message", holder.get("messageRef")) if holder else None
        return (message.name or None) if message else None


def _scopes(*, owner: Element, process: Element, parent: Scope | None) -> Iterator[Scope]:
    scope = Scope(owner=owner, process=process, parent=parent)
    yield scope
    for child in owner.children(*SUBPROCESSES):
        yield from _scopes(owner=child, process=process, parent=scope)

"""A diagram's file as it is edited: its elements with their shapes and lines."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from service.engine.checks.namespaces import ACTIVITIES, BPMN, BPMNDI, CAMUNDA, CHOICES, FLOW_NODES, SUBPROCESSES, XSI
from service.library.markup import New, Node, Source
from service.library.outline.changes import refuse


def bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    return f"{{{CAMUNDA}}}{name}"


class Drawing:
    """:raises PublicationRefusedError: the file cannot be read."""

    def __init__(self, data: bytes, file: str = "") -> None:
        self.source = Source(data, file)
        self.by_id = self.source.by_id

    def step(self, id_: str) -> Node:
        """:raises InvalidInputError: there is no such step."""
        node = self.by_id.get(id_)
        if node is None or node.namespace != BPMN or node.kind not in FLOW_NODES:
            raise refuse("id", "This step is not in the diagram any more. Open the list again.")
        return node

    def flow(self, id_: str, *, field: str = "id") -> Node:
        """:raises InvalidInputError: there is no such flow, or it leads nowhere."""
        node = self.by_id.get(id_)
        if node is None or node.tag != bpmn("sequenceFlow"):
            raise refuse(field, "This way is not in the diagram any more. Open the list again.")
        if node.get("sourceRef") not in self.by_id or node.get("targetRef") not in self.by_id:
            raise refuse(field, "This way leads nowhere. Draw it again in the drawing.")
        return node

    def leaving(self, step: Node) -> list[Node]:
        return [flow for flow in self._flows if flow.get("sourceRef") == step.id]

    def arriving(self, step: Node) -> list[Node]:
        return [flow for flow in self._flows if flow.get("targetRef") == step.id]

    def on_border(self, step: Node) -> list[Node]:
        """Its boundary events."""
        return [node for node in self.by_id.values() if node.get("attachedToRef") == step.id]

    def lane_of(self, id_: str) -> Node | None:
        """The reference to the step in the lane that holds it."""
        return next((node for node in self._references if node.text.strip() == id_), None)

    def property(self, step: Node, name: str) -> Node | None:
        """The `camunda:property`; of a name given twice the last one, which counts."""
        found = None
        for holder in self._extensions(step, "properties"):
            for entry in holder.of(camunda("property")):
                found = entry if entry.get("name") == name else found
        return found

    def set_property(self, step: Node, name: str, value: str) -> None:
        """Write, change or, with "", take away a property."""
        there = self.property(step, name)
        if there is not None and value:
            self.source.set(there, "value", value)
        elif there is not None:
            self._without(there)
        elif value:
            self._add_property(step, New(tag=camunda("property"), attributes={"name": name, "value": value}))

    def shape(self, id_: str) -> Node | None:
        return self._drawn.get(id_)

    def name_of(self, node: Node) -> str:
        """How a sentence calls it."""
        name = " ".join(node.get("name").split())
        return f'"{name}"' if name else f"the step {node.id}"

    def _without(self, entry: Node) -> None:
        """Take it out, and what held nothing else."""
        while entry.parent is not None and len(entry.parent.children) == 1 and entry.parent.kind in _HOLDERS:
            entry = entry.parent
        self.source.remove(entry)

    def _add_property(self, step: Node, new: New) -> None:
        holders = list(self._extensions(step, "properties"))
        extensions = step.first(bpmn("extensionElements"))
        if holders:
            last = holders[0].children[-1] if holders[0].children else None
            self.source.add(new, within=holders[0], after=last)
            return
        properties = New(tag=camunda("properties"), children=(new,))
        if extensions is not None:
            self.source.add(properties, within=extensions)
            return
        notes = list(step.of(bpmn("documentation")))
        whole = New(tag=bpmn("extensionElements"), children=(properties,))
        self.source.add(whole, within=step, after=notes[-1] if notes else None)

    def _extensions(self, step: Node, kind: str) -> Iterator[Node]:
        for holder in step.of(bpmn("extensionElements")):
            yield from holder.of(camunda(kind))

    @cached_property
    def _flows(self) -> list[Node]:
        return [node for node in self.source.root.walk() if node.tag == bpmn("sequenceFlow")]

    @cached_property
    def _references(self) -> list[Node]:
        return [node for node in self.source.root.walk() if node.tag == bpmn("flowNodeRef")]

    @cached_property
    def _drawn(self) -> Mapping[str, Node]:
        found = (node for node in self.source.root.walk() if node.namespace == BPMNDI)
        return {node.get("bpmnElement").rpartition(":")[2]: node for node in found if node.get("bpmnElement")}


_HOLDERS = frozenset({"properties", "extensionElements"})

__all__ = ["ACTIVITIES", "BPMN", "BPMNDI", "CHOICES", "SUBPROCESSES", "XSI", "Drawing", "bpmn", "camunda"]

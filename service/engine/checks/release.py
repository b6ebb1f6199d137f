"""All diagrams of a release together with what they may refer to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.known import Known
from service.engine.checks.namespaces import MESSAGE_THROWERS


@dataclass(frozen=True, kw_only=True, eq=False)
class Library:
    diagrams: tuple[Diagram, ...]
    known: Known

    @cached_property
    def processes(self) -> Mapping[str, tuple[Diagram, Element]]:
        """Every process by its id; of an id used twice the first one."""
        found: dict[str, tuple[Diagram, Element]] = {}
        for diagram, process in self.all_processes():
            found.setdefault(process.get("id") or "", (diagram, process))
        return found

    def all_processes(self) -> Iterator[tuple[Diagram, Element]]:
        return ((diagram, process) for diagram in self.diagrams for process in diagram.processes)

    @cached_property
    def received_messages(self) -> frozenset[str]:
        """Names of the messages that some element waits for or begins with."""
        return frozenset(
            name
            for diagram in self.diagrams
            for _, node in diagram.nodes
            if node.kind not in MESSAGE_THROWERS and (name := diagram.message_of(node)) is not None
        )

    @cached_property
    def recorded_events(self) -> frozenset[str]:
        """Names of the case events that some element records."""
        return frozenset(
            name
            for diagram in self.diagrams
            for _, node in diagram.nodes
            for name in node.properties.get("event", "").split()
        )

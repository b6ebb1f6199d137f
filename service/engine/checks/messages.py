"""Messages that are thrown reach somebody: a process of the release waits for them or begins with them."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram
from service.engine.checks.namespaces import MESSAGE_THROWERS
from service.engine.checks.release import Library
from service.engine.checks.rule import warning
from service.findings import Finding

NOT_RECEIVED = warning(
    code="message-not-received",
    remedy="Let a process of the release wait for the message or begin with it, or use a message that one waits for.",
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    received = library.received_messages
    for _, node in diagram.nodes:
        thrown = node.kind in MESSAGE_THROWERS and node.camunda("topic") is None  # else a call of a service
        name = diagram.message_of(node) if thrown else None
        if name is not None and name not in received:
            yield NOT_RECEIVED.at(node, f'Nobody receives the message "{name}" that {node.label} throws.')

"""The urgent-concern route: in every process a case is started with, and nothing stands in front of it."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Scope
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.engine.checks.scopes import event_subprocesses
from service.findings import Finding

MESSAGE = PROCESS = "urgent_concern"

MISSING = Rule(
    code="urgent-concern-missing",
    remedy="Add a non-interrupting event sub-process that starts with the message urgent_concern "
    "and calls the process urgent_concern.",
)
BLOCKED = Rule(
    code="urgent-concern-blocked",
    remedy="Let the start event of the urgent concern lead straight to the call of the process urgent_concern.",
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for process in diagram.processes:
        if process.properties.get("kind") != "case":
            continue
        routes = [s for s in event_subprocesses(diagram, process) if _starts_with_concern(diagram, s)]
        if not routes:
            yield MISSING.at(
                process, f"The process {process.label} has no route for an urgent concern that leaves the rest going."
            )
        for route in routes:
            yield from _straight(route)


def _starts_with_concern(diagram: Diagram, scope: Scope) -> bool:
    return any(
        diagram.message_of(start) == MESSAGE and start.get("isInterrupting") == "false"
        for start in scope.of_kind("startEvent")
    )


def _straight(scope: Scope) -> Iterator[Finding]:
    """A form, a gateway, a timer or any other step in front would hold up the concern."""
    for start in scope.of_kind("startEvent"):
        first = [scope.nodes[flow.target] for flow in scope.outgoing[start.id or ""]]
        if any(node.get("calledElement") != PROCESS for node in first) or not first:
            yield BLOCKED.at(
                scope.owner, f"Something stands between an urgent concern and its route in {scope.owner.label}."
            )

"""What can be reached from where, and what cannot."""

from collections.abc import Iterable, Iterator, Mapping

from service.engine.checks.diagram import Diagram, Scope, is_event_subprocess
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

UNREACHABLE = Rule(code="unreachable", remedy="Connect it to the step before it, or delete it.")
NEVER_ENDS = warning(
    code="no-way-to-an-end", remedy="Add a way out of this loop that leads to an end event, or check that one is meant."
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for scope in diagram.scopes:
        # a scope without start or end is reported as such, in `scopes`
        if any(scope.of_kind("startEvent")):
            yield from _unreachable(scope)
        if any(scope.of_kind("endEvent")):
            yield from _endless(scope)


def _unreachable(scope: Scope) -> Iterator[Finding]:
    found = reachable(scope)
    for id_, node in scope.nodes.items():
        if id_ not in found:
            yield UNREACHABLE.at(node, f"No start event leads to {node.label}.")


def _endless(scope: Scope) -> Iterator[Finding]:
    """Report the first node of each loop that is never left."""
    finishing = _closure([node.id or "" for node in scope.of_kind("endEvent")], _backward(scope))
    reported: set[str] = set()
    for id_ in (id_ for id_ in scope.nodes if id_ in reachable(scope) and id_ not in finishing):
        node = scope.nodes[id_]
        if id_ not in reported and scope.outgoing[id_] and not is_event_subprocess(node):
            yield NEVER_ENDS.at(node, f"From {node.label} no end event can be reached.")
        reported |= _closure([id_], _forward(scope))


def reachable(scope: Scope, *, avoiding: str | None = None) -> set[str]:
    """Ids of the nodes that a token can reach from the starts of the scope without passing `avoiding`."""
    roots = [id_ for id_, node in scope.nodes.items() if node.kind == "startEvent" or is_event_subprocess(node)]
    return _closure(roots, _forward(scope), avoiding=avoiding)


def _forward(scope: Scope) -> Mapping[str, list[str]]:
    """Node -> the nodes behind it; a boundary event stands behind its host."""
    graph: dict[str, list[str]] = {id_: [flow.target for flow in flows] for id_, flows in scope.outgoing.items()}
    for event in scope.of_kind("boundaryEvent"):
        graph.get(event.get("attachedToRef") or "", []).append(event.id or "")
    return graph


def _backward(scope: Scope) -> Mapping[str, list[str]]:
    graph: dict[str, list[str]] = {id_: [] for id_ in scope.nodes}
    for source, targets in _forward(scope).items():
        for target in targets:
            graph[target].append(source)
    return graph


def _closure(roots: Iterable[str], graph: Mapping[str, list[str]], *, avoiding: str | None = None) -> set[str]:
    found: set[str] = set()
    todo = list(roots)
    while todo:
        id_ = todo.pop()
        if id_ not in found and id_ != avoiding:
            found.add(id_)
            todo.extend(graph[id_])
    return found

"""Errors that are thrown are caught: by a boundary event or an event sub-process around them, in every caller."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope, is_event_subprocess
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

NOT_CAUGHT = Rule(
    code="error-not-caught",
    remedy="Catch it with an error boundary event on the sub-process or call, or end with an ordinary end event.",
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for scope, node in diagram.nodes:
        code = _code(diagram, node) if node.kind == "endEvent" else None
        if code is not None and not _is_caught(library, diagram, scope, code=code, passed=frozenset()):
            yield NOT_CAUGHT.at(node, f'Nobody catches the error "{code}" that {node.label} throws.')


def _code(diagram: Diagram, node: Element) -> str | None:
    """Code of the error that the event throws or catches; None: none, or any."""
    definition = node.definition("error")
    error = diagram.global_of("error", definition.get("errorRef")) if definition else None
    return error.get("errorCode") if error else None


def _is_caught(library: Library, diagram: Diagram, scope: Scope, *, code: str, passed: frozenset[str]) -> bool:
    """Look outwards from the scope; of a called process, at every call."""
    while scope.parent is not None:
        if _catches_inside(diagram, scope, code) or _catches_on_edge(diagram, scope.parent, scope.owner, code=code):
            return True
        scope = scope.parent
    process = scope.process.get("id") or ""
    if _catches_inside(diagram, scope, code) or process in passed:
        return True
    calls = list(_calls(library, process))
    return bool(calls) and all(
        _catches_on_edge(file, around, call, code=code)
        or _is_caught(library, file, around, code=code, passed=passed | {process})
        for file, around, call in calls
    )


def _calls(library: Library, process: str) -> Iterator[tuple[Diagram, Scope, Element]]:
    for diagram in library.diagrams:
        for scope, node in diagram.nodes:
            if node.kind == "callActivity" and node.get("calledElement") == process:
                yield diagram, scope, node


def _catches_on_edge(diagram: Diagram, scope: Scope, host: Element, *, code: str) -> bool:
    events = (event for event in scope.of_kind("boundaryEvent") if event.get("attachedToRef") == host.id)
    return any(_fits(diagram, event, code) for event in events)


def _catches_inside(diagram: Diagram, scope: Scope, code: str) -> bool:
    asides = (node for node in scope.nodes.values() if is_event_subprocess(node))
    return any(_fits(diagram, start, code) for aside in asides for start in aside.children("startEvent"))


def _fits(diagram: Diagram, event: Element, code: str) -> bool:
    return "error" in event.definitions and _code(diagram, event) in (None, code)

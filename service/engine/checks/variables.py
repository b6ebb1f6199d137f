"""Which variables a process can have: what its elements write and what its callers and callees hand over."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.loops import collect_of
from service.engine.checks.release import Library
from service.engine.checks.texts import loop_names, own_loop_names

ALWAYS = frozenset({"case"})


@lru_cache(maxsize=4)
def variables(library: Library) -> Mapping[str, frozenset[str]]:
    """Return the names of the variables by process id, for all processes of the release."""
    names: dict[str, set[str]] = {id_: set(ALWAYS) for id_ in library.processes}
    for diagram, process in library.all_processes():
        names[process.get("id") or ""].update(_written(diagram, process))
    calls = [call for diagram, process in library.all_processes() for call in _calls(diagram, process)]
    # Names travel along calls in both directions until nothing is new; each round adds one name at least.
    while any(_hand_over(names, scope, call) for scope, call in calls):
        pass
    return {id_: frozenset(found) for id_, found in names.items()}


def written_by(node: Element) -> Iterator[str]:
    """Names that completing the node writes, apart from everything a called process may return."""
    yield from (parameter.get("name") or "" for parameter in node.parameters("outputParameter"))
    yield from (mapping.get("target") or "" for mapping in node.extensions("out"))
    yield node.camunda("resultVariable") or ""
    collected = collect_of(node)
    if collected is not None:
        yield collected[0]


def _written(diagram: Diagram, process: Element) -> set[str]:
    names: set[str] = set()
    for scope, node in diagram.nodes:
        if scope.process.xml is process.xml:
            names.update(written_by(node))
    return names - {""}


def _calls(diagram: Diagram, process: Element) -> Iterator[tuple[Scope, Element]]:
    for scope, node in diagram.nodes:
        if scope.process.xml is process.xml and node.kind == "callActivity":
            yield scope, node


def _hand_over(names: dict[str, set[str]], scope: Scope, call: Element) -> bool:
    """Pass names into the called process and back; True when one of the two learned something."""
    caller, called = names[scope.process.get("id") or ""], names.get(call.get("calledElement") or "")
    if called is None:
        return False
    before = len(caller) + len(called)
    for mapping in call.extensions("in"):
        if mapping.get("variables") == "all":
            called |= caller | loop_names(scope) | own_loop_names(call)
        elif mapping.get("target"):
            called.add(mapping.get("target") or "")
    if any(mapping.get("variables") == "all" for mapping in call.extensions("out")):
        caller |= called
    return len(caller) + len(called) > before


@lru_cache(maxsize=4)
def sole_writers(library: Library) -> Mapping[tuple[str, str], str]:
    """Return (process, variable) -> the element that writes it, for variables that one element alone writes."""
    writers: dict[tuple[str, str], set[str]] = {}
    for diagram in library.diagrams:
        for scope, node in diagram.nodes:
            for name in written_by(node):
                writers.setdefault((scope.process.get("id") or "", name), set()).add(node.id or "")
            for mapping in node.extensions("in"):
                key = (node.get("calledElement") or "", mapping.get("target") or "")
                writers.setdefault(key, set()).update({"", node.id or ""})
    return {key: next(iter(ids)) for key, ids in writers.items() if len(ids) == 1}

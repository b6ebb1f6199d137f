"""Which stages a process leads through, in the order of its diagram: for showing a family's way before it is gone.

Stages are the texts of the property `case_stage`, those of called processes included.  The way is told as if every loop
were gone through once; branches stand one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from service.engine.checks.diagram import Element, Scope
from service.engine.checks.reading import read_diagram
from service.engine.release import Release

Place = tuple[str, str]  # process, element
Call = tuple[str, ...]  # the call activities that lead into a process, outermost first
Node = tuple[Call, str, str]  # a process that is called from two places has its steps twice

_PROPERTY = "case_stage"
_REMEMBERED = 512


@dataclass(frozen=True, kw_only=True)
class Stage:
    """`places`: the steps with which it begins."""

    name: str
    places: frozenset[Place]


@dataclass
class _Graph:
    """Steps and what follows them; a step that holds others has an exit of its own."""

    release: Release
    after: dict[Node, list[Node]] = field(default_factory=dict)
    stages: dict[Node, str] = field(default_factory=dict)

    def link(self, source: Node, target: Node) -> None:
        self.after.setdefault(source, []).append(target)


@lru_cache(maxsize=_REMEMBERED)
def stages_of(release: Release, process_id: str) -> tuple[Stage, ...]:
    """Return the stages of the process; none where its diagrams name none, or only by expressions."""
    graph = _Graph(release)
    starts, _ = _add_process(graph, process_id, call=(), within=())
    following = {name: _next_stages(graph, places) for name, places in _by_stage(graph).items()}
    first = _reached(graph, starts)
    places = {name: frozenset((process, id_) for _, process, id_ in nodes) for name, nodes in _by_stage(graph).items()}
    return tuple(Stage(name=name, places=places[name]) for name in _in_order(first, following))


def _by_stage(graph: _Graph) -> Mapping[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node, name in graph.stages.items():
        found.setdefault(name, []).append(node)
    return found


def _add_process(
    graph: _Graph, process_id: str, *, call: Call, within: tuple[str, ...]
) -> tuple[list[Node], list[Node]]:
    """Add the steps of the process; return where it begins and where it ends."""
    diagram, _ = read_diagram(graph.release.processes[process_id].file, graph.release.diagram(process_id))
    scopes = [] if diagram is None else [s for s in diagram.scopes if s.process.get("id") == process_id]
    inner = {scope.owner.get("id"): scope for scope in scopes}
    for scope in scopes:
        if not _by_the_way(scope):
            _add_scope(graph, scope, inner, call=call, within=(*within, process_id))
    return _ends(inner[process_id], call) if process_id in inner else ([], [])


def _add_scope(
    graph: _Graph,
    scope: Scope,
    inner: Mapping[str | None, Scope],
    *,
    call: Call,
    within: tuple[str, ...],
) -> None:
    process = within[-1]
    for id_, node in scope.nodes.items():
        stage = node.properties.get(_PROPERTY, "")
        if stage and not stage.startswith("="):
            graph.stages[call, process, id_] = stage
        host = node.get("attachedToRef")
        if host:
            graph.link((call, process, host), (call, process, id_))
        for start, end in _contents(graph, node, inner, call=call, within=within):
            graph.link((call, process, id_), start)
            graph.link(end, _exit(call, process, id_))
        graph.link((call, process, id_), _exit(call, process, id_))
    for flow in scope.flows:
        graph.link(_exit(call, process, flow.source), (call, process, flow.target))


def _contents(
    graph: _Graph,
    node: Element,
    inner: Mapping[str | None, Scope],
    *,
    call: Call,
    within: tuple[str, ...],
) -> Iterator[tuple[Node, Node]]:
    """What is done inside of a step: each beginning with each ending."""
    starts: list[Node] = []
    ends: list[Node] = []
    called = node.get("calledElement")
    if called is not None and called in graph.release.processes and called not in within:
        starts, ends = _add_process(graph, called, call=(*call, node.id or ""), within=within)
    elif node.get("id") in inner and not _by_the_way(inner[node.get("id")]):
        starts, ends = _ends(inner[node.get("id")], call)
    yield from ((start, end) for start in starts for end in ends)


def _ends(scope: Scope, call: Call) -> tuple[list[Node], list[Node]]:
    process = scope.process.get("id") or ""
    starts = [(call, process, node.get("id") or "") for node in scope.of_kind("startEvent")]
    ends = [_exit(call, process, id_) for id_ in scope.nodes if not scope.outgoing[id_]]
    return starts, ends


def _by_the_way(scope: Scope) -> bool:
    """Inside of an event sub-process: it may happen at any time and is no stage of the way."""
    return scope.is_event_subprocess or (scope.parent is not None and _by_the_way(scope.parent))


def _exit(call: Call, process: str, element: str) -> Node:
    return call, process, f"{element} exit"


def _next_stages(graph: _Graph, places: Sequence[Node]) -> list[str]:
    return _reached(graph, [after for place in places for after in graph.after.get(place, ())])


def _reached(graph: _Graph, starts: Sequence[Node]) -> list[str]:
    """The stages that begin next, from any of these steps."""
    found: dict[str, None] = {}
    seen: set[Node] = set()
    waiting = list(reversed(starts))
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if place in graph.stages:
            found[graph.stages[place]] = None
        else:
            waiting += reversed(graph.after.get(place, []))
    return list(found)


def _in_order(first: Sequence[str], following: Mapping[str, Sequence[str]]) -> list[str]:
    """Every stage after all that lead to it; where they lead in a circle, as it is first gone through."""
    done: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for after in reversed(following[name]):
            visit(after)
        done.append(name)

    for name in reversed(first):
        visit(name)
    return list(reversed(done))

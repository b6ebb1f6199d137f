"""The order in which steps are read: as the flow goes, a branch as a whole, what joins branches behind all of them."""

from collections.abc import Iterator, Mapping, Sequence

from service.engine.checks.diagram import Scope, is_event_subprocess


def in_order(scope: Scope) -> Sequence[str]:
    """Return the ids of the steps of a scope; boundary events and parts that begin by themselves are not among them.

    What nothing leads to stands at the end.
    """
    beside = {id_ for id_, node in scope.nodes.items() if node.kind == "boundaryEvent" or is_event_subprocess(node)}
    starts = [id_ for id_, node in scope.nodes.items() if node.kind == "startEvent"]
    following, seen = _next(scope), set[str]()
    found = _sorted(starts, following, seen)
    found += _sorted([id_ for id_ in scope.nodes if id_ not in beside | seen], following, seen)
    return [id_ for id_ in found if id_ not in beside]


def _next(scope: Scope) -> Mapping[str, Sequence[str]]:
    """Return what follows each step, what follows its boundary events included."""
    following: dict[str, list[str]] = {id_: [] for id_ in scope.nodes}
    for id_, flows in scope.outgoing.items():
        default = scope.nodes[id_].get("default")
        for flow in sorted(flows, key=lambda flow: flow.id == default):
            following[id_].append(flow.target)
    for event in scope.of_kind("boundaryEvent"):
        following.get(event.get("attachedToRef") or "", []).append(event.id or "")
    return following


def _sorted(roots: Sequence[str], following: Mapping[str, Sequence[str]], seen: set[str]) -> list[str]:
    """Return what can be reached and was not seen before, each behind what leads to it unless it is led back to."""
    finished = [id_ for root in reversed(roots) for id_ in _finished(root, following, seen)]
    return finished[::-1]


def _finished(root: str, following: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    """Yield what is reached from the root and was not seen before, each after everything behind it."""
    if root in seen:
        return
    seen.add(root)
    todo = [(root, iter(following[root][::-1]))]
    while todo:
        id_, rest = todo[-1]
        behind = next((each for each in rest if each not in seen), None)
        if behind is None:
            todo.pop()
            yield id_
        else:
            seen.add(behind)
            todo.append((behind, iter(following[behind][::-1])))

"""Which steps of one process or sub-process can be open at the same time, and which can still be come to.

Positions are names of elements and, where tokens wait at a gateway that joins, the flows by which they came.  Events at
the border of an activity belong to it; event sub-processes are left out, because they open beside everything.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent

from service.engine.specs.flow_node import FlowNode
from service.engine.specs.gateways import EventBasedGateway, ExclusiveGateway
from service.engine.specs.joins import Join, ParallelGateway
from service.engine.specs.sub_process import EventSubProcess

REMEMBERED = 256


def entrance_of(flow: str) -> str:
    """Return the position of a token that came to a join by this flow."""
    return f"({flow})"  # no BPMN id can contain a bracket


@lru_cache(maxsize=REMEMBERED)
def net_of(spec: Any) -> "Net":
    """Return the net of a process or sub-process; specs never change."""
    return Net(spec)


class Net:
    def __init__(self, spec: Any) -> None:
        self._specs = spec.task_specs
        nodes = [node for node in self._specs.values() if _is_position(node)]
        self.joins = {join.name: join for join in nodes if isinstance(join, Join)}
        self._join_at = {entrance: join for join in self.joins.values() for entrance in self.entrances(join)}
        self._after = {node.name: [self._position(flow) for flow in node.outgoing] for node in nodes}
        self._beside = {node.name: self._border(node) for node in nodes}
        self._reached: dict[tuple[str, str], frozenset[str]] = {}
        self._together = self._concurrency(nodes)

    def together(self, one: str, other: str) -> bool:
        """Whether tokens can be at both positions at the same time."""
        return other in self._together.get(one, ())

    def entrances(self, join: Any) -> list[str]:
        return [entrance_of(str(flow.id)) for flow in join.incoming]

    def reach(self, position: str, join: Any) -> frozenset[str]:
        """Return the join's entrances that a token can still come to, or stands at, without passing the join."""
        key = position, join.name
        if key not in self._reached:
            self._reached[key] = self._walk(position, join) & frozenset(self.entrances(join))
        return self._reached[key]

    def lacking(self, join: Any, positions: Iterable[str]) -> frozenset[str]:
        """Return the entrances of a parallel join that nothing can come to before it, if something can to another."""
        entrances, reached = frozenset(self.entrances(join)), self._reached_before(join, positions)
        return entrances - reached if entrances & reached else frozenset()

    def source(self, entrance: str) -> Any:
        """Return the spec of the element from which the flow of an entrance comes."""
        return next(
            spec for spec in self._specs.values() for flow in spec.outgoing if entrance_of(str(flow.id)) == entrance
        )

    def gateway_of(self, event: str) -> Any:
        """Return the event gateway behind which the event waits."""
        return gateway_before(self._specs[event])

    def _position(self, flow: Any) -> str:
        target = self._specs[flow.target]
        if isinstance(target, BoundaryEventSplit):
            return str(_host(target))
        return entrance_of(str(flow.id)) if isinstance(target, Join) else str(target.name)

    def _border(self, node: Any) -> list[Any]:
        split = self._specs.get(split_name(node.name))
        targets = () if split is None else (self._specs[flow.target] for flow in split.outgoing)
        return [target for target in targets if isinstance(target, BoundaryEvent)]

    def _moves(self, position: str) -> list[str]:
        """Return where a single token can go to from here; what a join makes of several is not among it."""
        return [*self._after.get(position, ()), *(event.name for event in self._beside.get(position, ()))]

    def _walk(self, position: str, stop: Any) -> frozenset[str]:
        seen, todo = {position}, [position]
        while todo:
            at = todo.pop()
            join = self._join_at.get(at)
            after = [] if join is stop else self._moves(at) if join is None else [join.name]
            todo += [each for each in after if each not in seen]
            seen.update(after)
        return frozenset(seen)

    def _reached_before(self, join: Any, positions: Iterable[str]) -> set[str]:
        """Return what tokens at these positions can come to while the join does not fire."""
        begun = list(positions)
        reached, todo = set(begun), list(begun)
        while todo:
            at = todo.pop()
            gate = self._join_at.get(at)
            if gate is None:
                after = self._moves(at)
            else:
                fires = gate is not join and self._may_fire(gate, reached, begun, before=join)
                after = [gate.name] if fires else []
            todo += [each for each in after if each not in reached]
            reached.update(after)
        return reached

    def _may_fire(self, gate: Any, reached: set[str], begun: list[str], *, before: Any) -> bool:
        if isinstance(gate, ParallelGateway):
            return reached.issuperset(self.entrances(gate))
        # an inclusive join waits for tokens that can come to its empty entrances, here by the join that has not fired
        entrances = frozenset(self.entrances(gate))
        held = (at for at in begun if not self._walk(at, before) & entrances)
        return all(self.reach(at, gate) & reached or not self.reach(at, gate) for at in held)

    def _concurrency(self, nodes: Iterable[Any]) -> dict[str, set[str]]:
        """Return what can be open together: never too little, as in Kovalyov's relation for free-choice nets."""
        relation: dict[str, set[str]] = {}
        todo: list[tuple[str, str]] = []

        def relate(one: str, other: str) -> None:
            if other not in relation.setdefault(one, set()):
                relation[one].add(other)
                relation.setdefault(other, set()).add(one)
                todo.append((one, other))

        for one, other in self._forks(nodes):
            relate(one, other)
        while todo:
            pair = todo.pop()
            for at, other in (pair, pair[::-1]):
                for follower in self._followers(at, other, relation):
                    relate(follower, other)
        return relation

    def _forks(self, nodes: Iterable[Any]) -> Iterable[tuple[str, str]]:
        """Yield what one token becomes several by."""
        for node in nodes:
            if not isinstance(node, ExclusiveGateway | EventBasedGateway):
                after = self._after[node.name]
                yield from ((one, other) for place, one in enumerate(after) for other in after[place + 1 :])
            for event in self._beside[node.name]:
                if not event.element.interrupting:
                    yield event.name, node.name
                    yield event.name, event.name

    def _followers(self, at: str, other: str, relation: dict[str, set[str]]) -> list[str]:
        join = self._join_at.get(at)
        if join is None:
            return self._moves(at)
        if isinstance(join, ParallelGateway):
            entrances = self.entrances(join)
            filled = other not in entrances and all(each in relation.get(other, ()) for each in entrances)
            return [join.name] if filled else []
        # an inclusive join waits for whatever can still come, unless it can come by where something has arrived
        reached = self.reach(other, join)
        return [] if reached and at not in reached else [join.name]


def split_name(element: str) -> str:
    return f"{element}.BoundaryEventSplit"


def _host(split: Any) -> Any:
    specs = split._wf_spec.task_specs
    return next(flow.target for flow in split.outgoing if not isinstance(specs[flow.target], BoundaryEvent))


def host_of(event: Any) -> str | None:
    """Return the name of the activity at whose border the event stands."""
    specs = event._wf_spec.task_specs
    splits = [specs[name] for name in event._inputs if isinstance(specs[name], BoundaryEventSplit)]
    return str(_host(splits[0])) if splits else None


def gateway_before(spec: Any) -> Any:
    """Return the event gateway behind which the event waits; None for any other event."""
    specs = spec._wf_spec.task_specs
    gateways = [specs[name] for name in spec._inputs if isinstance(specs[name], EventBasedGateway)]
    return gateways[0] if gateways and len(spec._inputs) == 1 else None


def _is_position(spec: Any) -> bool:
    return isinstance(spec, FlowNode) and spec.name == spec.element.id and not isinstance(spec, EventSubProcess)

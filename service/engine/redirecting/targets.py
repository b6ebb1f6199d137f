"""Which element may be begun in the place of another, by the diagram: nothing is done twice, no join waits for ever."""

from collections.abc import Iterator
from typing import Any

from service.engine.net import Net, entrance_of, gateway_before, net_of, split_name
from service.engine.redirecting.sources import group_of, is_item, waits_at_join
from service.engine.release import Release
from service.engine.specs.catching import BoundaryEvent
from service.engine.specs.events import StartEvent
from service.engine.specs.flow_node import FlowNode
from service.engine.specs.joins import Join, ParallelGateway, entrance
from service.engine.specs.sub_process import EventSubProcess
from service.engine.workflow import is_armed


def candidates(token: Any) -> Iterator[Any]:
    """Yield the specs of the elements in the token's scope."""
    for spec in token.workflow.spec.task_specs.values():
        if isinstance(spec, FlowNode) and spec.name == spec.element.id:
            yield spec


def find(token: Any, element: str) -> Any:
    """Return the spec of the element in the token's scope, or None."""
    return next((spec for spec in candidates(token) if spec.name == element), None)


def entry(spec: Any) -> Any:
    """Return the spec by which a token comes to the element: that of the split before its boundary events."""
    specs = spec._wf_spec.task_specs
    return specs.get(split_name(spec.name), spec)


def refusal(token: Any, spec: Any) -> str | None:
    """Return why the element cannot be begun in the place of where the token stands, or None."""
    return _unfit(spec) or _misplaced(token, spec)


def elsewhere(token: Any, element: str, release: Release) -> str | None:
    """Return why an element that is not in the token's scope cannot be begun; None when the release has none."""
    own = release.processes[token.task_spec.element.process]
    found = [process.elements[element] for process in (own, *release.processes.values()) if element in process.elements]
    if not found:
        return None
    return (
        f'"{found[0].name}" does not stand beside "{token.task_spec.element.name}", but inside or outside of a part of '
        "the process. A step can only be moved within its own part."
    )


def _unfit(spec: Any) -> str | None:
    name, gateway = f'"{spec.element.name}"', gateway_before(spec)
    if gateway is not None:
        return f'{name} is one of several events that are waited for together. Choose "{gateway.element.name}".'
    reason = None
    if isinstance(spec, StartEvent):
        reason = "starts the process and does not happen again"
    elif isinstance(spec, BoundaryEvent | EventSubProcess):
        reason = "begins when something happens beside other steps"
    elif isinstance(spec, Join) and spec.joins:
        reason = "waits for several ways to come together"
    return None if reason is None else f"{name} {reason}. Choose the step after it."


def _misplaced(token: Any, spec: Any) -> str | None:
    """Compare what would stand in the scope with what the diagram lets stand together (see migration.marking)."""
    net = net_of(token.workflow.spec)
    group = group_of(token)
    others = [other for other in token.workflow.live() if other not in group and _moves_by_itself(other)]
    before, after = _position(token), spec.name
    for other in others:
        position = _position(other)
        # what the diagram has brought about although it is told that it cannot is no worse now
        if not net.together(after, position) and net.together(before, position):
            return (
                f'"{other.task_spec.element.name}" is under way beside it and never is together with '
                f'"{spec.element.name}": something would be done twice.'
            )
    return _waits_for_ever(net, [_position(other) for other in others], before=before, after=after)


def _waits_for_ever(net: Net, others: list[str], *, before: str, after: str) -> str | None:
    for join in net.joins.values():
        if isinstance(join, ParallelGateway):
            known = net.lacking(join, [*others, before])
            for lacking in sorted(net.lacking(join, [*others, after]) - known):
                source = net.source(lacking).element.name
                return f'"{join.element.name}" would wait for ever: nothing could come to it from "{source}".'
    return None


def _moves_by_itself(token: Any) -> bool:
    if token is token.workflow.task_tree or getattr(token.task_spec, "element", None) is None:
        return False
    return not (is_item(token) or is_armed(token) or isinstance(token.task_spec, EventSubProcess))


def _position(token: Any) -> str:
    if waits_at_join(token):
        return entrance_of(entrance(token))
    name: str = token.task_spec.name
    return name

"""Sequence flows: whole, where BPMN allows them, and with conditions only where the engine reads them."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Flow, Scope, is_event_subprocess
from service.engine.checks.namespaces import CHOICES, GATEWAYS
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

BROKEN = Rule(code="flow-broken", remedy="Draw the arrow again from one step to another of the same level.")
FORBIDDEN = Rule(
    code="flow-not-allowed",
    remedy="Remove the arrow: nothing leads into starts, boundary events and event sub-processes, or out of ends.",
)
IGNORED = Rule(
    code="condition-ignored", remedy="Put an exclusive gateway behind this step and the condition on its way out."
)
SEVERAL_OUT = Rule(
    code="several-ways-out", remedy="Put a gateway behind this step: parallel for all ways, exclusive for one of them."
)
NO_WAY_ON = Rule(code="no-way-on", remedy="Draw the arrow to the next step, or to an end event.")

NOTHING_IN = {"startEvent", "boundaryEvent"}


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for scope in diagram.scopes:
        for flow in scope.all_flows:
            yield from _flow(scope, flow)
        for node in scope.nodes.values():
            yield from _ways_out(scope, node)


def _flow(scope: Scope, flow: Flow) -> Iterator[Finding]:
    source, target = scope.nodes.get(flow.source), scope.nodes.get(flow.target)
    if source is None or target is None:
        missing = "start" if source is None else "end"
        yield BROKEN.at(flow, f"The {missing} of the arrow {flow.label} is not a step of its own level.")
        return
    if target.kind in NOTHING_IN or is_event_subprocess(target):
        yield FORBIDDEN.at(flow, f"The arrow {flow.label} leads into {target.label}.")
    if source.kind == "endEvent" or is_event_subprocess(source):
        yield FORBIDDEN.at(flow, f"The arrow {flow.label} leads out of {source.label}.")
    if flow.child("conditionExpression") is not None and source.kind not in CHOICES:
        yield IGNORED.at(flow, f"The condition on the arrow out of {source.label} is never looked at.")


def _ways_out(scope: Scope, node: Element) -> Iterator[Finding]:
    out = scope.outgoing[node.id or ""]
    if not out and node.kind != "endEvent" and not is_event_subprocess(node):
        yield NO_WAY_ON.at(node, f"Nothing follows {node.label}; the process would stop there for good.")
    if len(out) > 1 and node.kind not in GATEWAYS | {"complexGateway", "endEvent"}:
        yield SEVERAL_OUT.at(node, f"Out of {node.label} lead {len(out)} arrows.")

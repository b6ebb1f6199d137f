"""Gateways: each has a way out whatever is true, and none of them waits for ever."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.namespaces import CHOICES
from service.engine.checks.reach import reachable
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

NO_CONDITION = Rule(code="flow-without-condition", remedy="Give the arrow a condition, or make it the default flow.")
NO_DEFAULT = Rule(
    code="gateway-without-default",
    remedy="Make one way out the default flow: it is taken when no condition is true, also when an answer is missing.",
)
BAD_DEFAULT = Rule(code="default-flow-broken", remedy="Choose the default flow again in the properties panel.")
CONDITION_ON_DEFAULT = Rule(
    code="condition-on-default", remedy="Remove the condition from the default flow, or make another flow the default."
)
LOOP_INTO_JOIN = Rule(
    code="loop-into-parallel",
    remedy="Let the loop come back before the fork: through an exclusive gateway in front of it.",
)
EVENT_BRANCH = Rule(
    code="event-gateway-branch",
    remedy="Lead at least two arrows from an event gateway, each to a catching event that nothing else leads to.",
)
UNLABELLED_GATEWAY = warning(
    code="gateway-without-question", remedy='Name the gateway with the question it asks, such as "Visit took place?".'
)
UNLABELLED_FLOW = warning(
    code="flow-without-label", remedy='Label the arrow with the answer it stands for, such as "yes".'
)


CATCHING = {"intermediateCatchEvent", "receiveTask"}


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for scope, node in diagram.nodes:
        if node.kind in CHOICES:
            yield from _choice(scope, node)
        elif node.kind == "parallelGateway":
            yield from _parallel(scope, node)
        elif node.kind == "eventBasedGateway":
            yield from _events(scope, node)


def _choice(scope: Scope, node: Element) -> Iterator[Finding]:
    out = scope.outgoing[node.id or ""]
    default = node.get("default")
    if default and default not in {flow.id for flow in out}:
        yield BAD_DEFAULT.at(node, f"The default flow of {node.label} does not lead out of it.")
    if len(out) > 1 and not node.name:
        yield UNLABELLED_GATEWAY.at(node, f"The gateway {node.id} splits the way and has no name.")
    for flow in out:
        if flow.id == default and flow.condition:
            yield CONDITION_ON_DEFAULT.at(flow, f"The default flow of {node.label} has a condition, which is ignored.")
        if flow.id != default and not flow.condition and len(out) > 1:
            yield NO_CONDITION.at(flow, f"The arrow from {node.label} to {_end(scope, flow.target)} has no condition.")
        if not flow.name and len(out) > 1:
            yield UNLABELLED_FLOW.at(flow, f"The arrow from {node.label} to {_end(scope, flow.target)} has no label.")
    if not default and any(flow.condition for flow in out):
        yield NO_DEFAULT.at(node, f"{node.label} has no way out when none of its conditions is true.")


def _end(scope: Scope, id_: str) -> str:
    return scope.nodes[id_].label


def _parallel(scope: Scope, node: Element) -> Iterator[Finding]:
    into = scope.incoming[node.id or ""]
    if len(into) < 2:  # noqa: PLR2004 - a join has two
        return
    without = reachable(scope, avoiding=node.id)
    for flow in into:
        if flow.source not in without:
            yield LOOP_INTO_JOIN.at(
                flow,
                f"The arrow from {_end(scope, flow.source)} loops back into {node.label}, which would wait for ever.",
            )


def _events(scope: Scope, node: Element) -> Iterator[Finding]:
    targets = [scope.nodes[flow.target] for flow in scope.outgoing[node.id or ""]]
    alone = all(len(scope.incoming[target.id or ""]) == 1 for target in targets)
    if len(targets) < 2 or not alone or any(target.kind not in CATCHING for target in targets):  # noqa: PLR2004
        yield EVENT_BRANCH.at(node, f"{node.label} does not lead to two or more catching events of its own.")

"""Call activities and decisions: what they call is in the release, and what comes back has a place."""

import re
from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.known import Known
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean
from service.engine.checks.services import NO_RESULT
from service.engine.checks.tasks import ROLE_UNKNOWN
from service.findings import Finding

RESULT_SHAPES = {"singleEntry", "singleResult", "collectEntries", "resultList"}
LITERAL = re.compile(r'=?\s*"([^"]*)"\s*')  # a FEEL text
PLAIN_BINDINGS = (None, "latest", "deployment")

NOT_FIXED = Rule(code="reference-not-fixed", remedy="Enter the id itself: an expression cannot be checked beforehand.")
PROCESS_MISSING = Rule(code="called-process-missing", remedy="Choose the process this step calls.")
PROCESS_UNKNOWN = Rule(
    code="called-process-unknown", remedy="Use the id of a process of this authority or of the shared ones."
)
DECISION_MISSING = Rule(code="decision-missing", remedy="Choose the decision table this step asks.")
DECISION_UNKNOWN = Rule(
    code="decision-unknown", remedy="Use the id of a decision of this authority, or add the decision's file."
)
BINDING = Rule(code="binding-not-supported", remedy='Set the binding to "latest": the release fixes the version.')
RESULT_SHAPE = Rule(code="decision-result-shape", remedy=f"Choose one of: {', '.join(sorted(RESULT_SHAPES))}.")
MAPPING = Rule(
    code="mapping-incomplete", remedy="Give a source (variable or expression) and a target, or map all variables."
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for _, node in diagram.nodes:
        if node.kind == "callActivity":
            yield from _call(node, library)
            yield from _roles(node, library)
        elif node.kind == "businessRuleTask":
            yield from _decision(node, library.known)


def is_expression(text: str) -> bool:
    return text.startswith("=") or "${" in text or "#{" in text


def _call(node: Element, library: Library) -> Iterator[Finding]:
    called = node.get("calledElement")
    if not called:
        yield PROCESS_MISSING.at(node, f"{node.label} does not say which process it calls.")
    elif is_expression(called):
        yield NOT_FIXED.at(node, f"{node.label} computes the process it calls.")
    elif called not in library.processes:
        hint = did_you_mean(called, library.processes)
        yield PROCESS_UNKNOWN.at(node, f'{node.label} calls "{called}", which does not exist.', hint=hint)
    if node.camunda("calledElementBinding") not in PLAIN_BINDINGS:
        yield BINDING.at(node, f"{node.label} calls a fixed version of a process.")
    for direction in ("in", "out"):
        for mapping in node.extensions(direction):
            yield from _mapping(node, mapping)


def _roles(node: Element, library: Library) -> Iterator[Finding]:
    for role in roles_given(node, library):
        if role not in library.known.roles:
            hint = did_you_mean(role, library.known.roles)
            yield ROLE_UNKNOWN.at(node, f'There is no role "{role}", whom {node.label} gives tasks to.', hint=hint)


def roles_given(call: Element, library: Library) -> Iterator[str]:
    """Yield the roles that a call names for tasks of the called process, whose candidate groups are `=target`."""
    diagram, process = library.processes.get(call.get("calledElement") or "", (None, None))
    if diagram is None or process is None:
        return
    of_process = (node for scope, node in diagram.nodes if scope.process.id == process.id)
    asked = {(node.camunda("candidateGroups") or "").removeprefix("=").strip() for node in of_process}
    for mapping in call.extensions("in"):
        text = LITERAL.fullmatch(mapping.get("sourceExpression") or "")
        if text is not None and mapping.get("target") in asked:
            yield from (role.strip() for role in text[1].split(",") if role.strip())


def _mapping(node: Element, mapping: Element) -> Iterator[Finding]:
    if mapping.get("variables") == "all":
        return
    source = mapping.get("source") or mapping.get("sourceExpression")
    if not source or not mapping.get("target"):
        yield MAPPING.at(node, f"A mapping ({mapping.kind}) of {node.label} lacks its source or target.")


def _decision(node: Element, known: Known) -> Iterator[Finding]:
    decision = decision_of(node)
    if not decision:
        yield DECISION_MISSING.at(node, f"{node.label} does not say which decision it asks.")
    elif is_expression(decision):
        yield NOT_FIXED.at(node, f"{node.label} computes the decision it asks.")
    elif decision not in known.decisions:
        hint = did_you_mean(decision, known.decisions)
        yield DECISION_UNKNOWN.at(
            node, f'{node.label} asks the decision "{decision}", which does not exist.', hint=hint
        )
    if node.camunda("decisionRefBinding") not in PLAIN_BINDINGS:
        yield BINDING.at(node, f"{node.label} asks a fixed version of a decision.")
    shape = node.camunda("mapDecisionResult")
    if shape is not None and shape not in RESULT_SHAPES:
        yield RESULT_SHAPE.at(node, f'{node.label} wants its result as "{shape}".')
    if not node.camunda("resultVariable"):
        yield NO_RESULT.at(node, f"The result of {node.label} goes nowhere.")


def decision_of(node: Element) -> str | None:
    """Id of the decision that a business rule task asks; normalising has put SpiffWorkflow's there too."""
    return node.camunda("decisionRef")

"""The Camunda 7 dialect: which attributes and elements we read where; everything else is named, never skipped."""

from collections.abc import Iterator

from lxml import etree

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.namespaces import (
    BPMN,
    CAMUNDA,
    EVENT_DEFINITIONS,
    FLOW_NODES,
    MODELER,
    PERSON_TASKS,
    SPIFF,
)
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

NOT_SUPPORTED = Rule(
    code="extension-not-supported", remedy="Remove it in the properties panel; the service would not act on it."
)
IGNORED = warning(code="extension-ignored", remedy="Remove it, or leave it if another tool needs it; nothing happens.")
INPUTS_MISPLACED = Rule(
    code="input-parameters-not-read",
    remedy="Write the variable with an output parameter of an earlier step, or map it into the called process.",
)
PARAMETER_NOT_PLAIN = Rule(
    code="parameter-not-plain", remedy="Write one text or expression; lists and maps are written in FEEL: =[1, 2]."
)
PARAMETER_NAME = Rule(
    code="variable-name-unusable",
    remedy="Use letters, digits and _ only, beginning with a letter, and none of the reserved words.",
)
NO_PLATFORM = warning(
    code="platform-missing",
    remedy='Set modeler:executionPlatform="Camunda Platform", so that modelers show the right properties.',
)
NO_TIME_TO_LIVE = warning(
    code="history-time-to-live-missing", remedy='Set the history time to live of the process, such as "P7Y".'
)

ASYNC = {"asyncBefore", "asyncAfter", "exclusive", "async", "jobPriority"}
IGNORED_ATTRIBUTES = ASYNC | {
    "modelerTemplate",
    "modelerTemplateVersion",
    "modelerTemplateIcon",
    "candidateStarterGroups",
    "candidateStarterUsers",
    "isStartableInTasklist",
    "taskPriority",
}
SILENT_ATTRIBUTES = {"historyTimeToLive", "versionTag", "modelerTemplate", "modelerTemplateVersion"}
ASSIGNABLE = {"assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority"}
FORM = {"formRef", "formKey", "formRefBinding", "formRefVersion"}
CODE = {"class", "delegateExpression", "expression", "resource", "type", "topic"}  # judged in `services`
ATTRIBUTES = {
    "userTask": ASSIGNABLE | FORM,
    "manualTask": ASSIGNABLE | FORM,
    "task": ASSIGNABLE | FORM,
    "startEvent": FORM,
    "serviceTask": CODE,
    "sendTask": CODE,
    "messageEventDefinition": CODE,
    "businessRuleTask": CODE
    | {"decisionRef", "decisionRefBinding", "decisionRefVersion", "mapDecisionResult", "resultVariable"},
    "scriptTask": {"resultVariable", "resource"},
    "callActivity": {"calledElementBinding", "calledElementVersion"},
    "multiInstanceLoopCharacteristics": {"collection", "elementVariable"},
}
IGNORED_ELEMENTS = {"executionListener", "taskListener"}
PARAMETERS = {"inputOutput", "inputParameter", "outputParameter"}
ELEMENTS = {
    "callActivity": {"in", "out"},
    "serviceTask": {"failedJobRetryTimeCycle", "connector", "field"},
    "sendTask": {"failedJobRetryTimeCycle", "connector", "field"},
    "in": set(),
}
SPIFF_ELEMENTS = {
    "serviceTaskOperator",
    "parameters",
    "parameter",
    "calledDecisionId",
    "instructionsForEndUser",
    "properties",
    "property",
    "preScript",  # refused in `services`
    "postScript",
}
WITH_INPUTS = PERSON_TASKS | {"serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"}
RESERVED_NAMES = {
    "case",
    "typename",
    *("if", "then", "else", "for", "return", "some", "every", "satisfies", "and", "or", "not", "in", "between"),
    *("function", "null", "true", "false", "instance", "external", "item", "result"),
}


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    platform = diagram.root.get(f"{{{MODELER}}}executionPlatform")
    if platform != "Camunda Platform":
        yield NO_PLATFORM.at(diagram.root, f"The diagram names {platform or 'no platform'} as its platform.")
    for process in diagram.processes:
        if not process.camunda("historyTimeToLive"):
            yield NO_TIME_TO_LIVE.at(process, f"The process {process.label} has no history time to live.")
    for element in (diagram.root, *diagram.root.descendants()):
        if element.namespace == BPMN:
            yield from _attributes(element)
            yield from _extensions(element)
    for _, node in diagram.nodes:
        yield from _parameters(node)
        yield from _written_names(node)


def _attributes(element: Element) -> Iterator[Finding]:
    for name in element.xml.attrib:
        qualified = etree.QName(name)
        local, namespace = qualified.localname, qualified.namespace
        if namespace == CAMUNDA and local not in SILENT_ATTRIBUTES | ATTRIBUTES.get(element.kind, set()):
            rule = IGNORED if local in IGNORED_ATTRIBUTES else NOT_SUPPORTED
            yield rule.at(element, f"The setting {local} of {element.label} is not used.")
        elif namespace == SPIFF:
            yield NOT_SUPPORTED.at(element, f"The setting {local} of {element.label} (spiffworkflow) is not used.")


def _extensions(element: Element) -> Iterator[Finding]:
    for holder in element.children("extensionElements"):
        for child in holder.xml.iterchildren("{*}*"):
            yield from _extension(element, Element(file=element.file, xml=child))


def _extension(owner: Element, extension: Element) -> Iterator[Finding]:
    kind = extension.kind
    allowed = set(ELEMENTS.get(owner.kind, set()))
    if owner.kind in FLOW_NODES | {"process"}:
        allowed.add("properties")
    if owner.kind in FLOW_NODES | EVENT_DEFINITIONS.keys():
        allowed.add("inputOutput")
    if extension.namespace == SPIFF:
        if kind not in SPIFF_ELEMENTS:
            yield NOT_SUPPORTED.at(owner, f"The extension {kind} of {owner.label} (spiffworkflow) is not used.")
    elif extension.namespace != CAMUNDA or kind in IGNORED_ELEMENTS:
        yield IGNORED.at(owner, f"The extension {kind} of {owner.label} is not used.")
    elif kind not in allowed:
        yield NOT_SUPPORTED.at(owner, f"The extension {kind} of {owner.label} is not used.")


def _parameters(node: Element) -> Iterator[Finding]:
    inputs = list(node.parameters("inputParameter"))
    if inputs and node.kind not in WITH_INPUTS:
        yield INPUTS_MISPLACED.at(node, f"{node.label} is a {node.kind}, whose input parameters are not read.")
    for parameter in (*inputs, *node.parameters("outputParameter")):
        if len(parameter.xml):
            yield PARAMETER_NOT_PLAIN.at(
                node, f"The parameter {parameter.get('name')} of {node.label} is built of parts."
            )
    for direction in ("in", "out"):
        for mapping in node.extensions(direction):
            if mapping.get("businessKey") or mapping.get("local"):
                yield NOT_SUPPORTED.at(node, f"{node.label} maps a business key or a local variable.")


def _written_names(node: Element) -> Iterator[Finding]:
    for name in _names(node):
        if not name.isidentifier() or name in RESERVED_NAMES:
            yield PARAMETER_NAME.at(node, f'{node.label} writes a variable called "{name}".')


def _names(node: Element) -> Iterator[str]:
    yield from (parameter.get("name") or "" for parameter in node.parameters("outputParameter"))
    yield from (
        m.get("target") or "" for m in node.extensions("out") if m.get("variables") != "all" and m.get("target")
    )
    for name in (node.camunda("resultVariable"), _item(node)):
        if name:
            yield name


def _item(node: Element) -> str | None:
    multiple = node.child("multiInstanceLoopCharacteristics")
    return multiple.camunda("elementVariable") if multiple else None

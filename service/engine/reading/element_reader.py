"""Read elements from the normalised XML of one file."""

import re

from lxml import etree

from service.engine.reading.elements import Assignment, CallMapping, Element, Expression, Parameter, Repetition
from service.engine.reading.event_reader import read_event
from service.engine.xml import NAMESPACES, camunda, child_text, local_name, tag

_RETRIES = re.compile(r"R(\d+)/")
DEFAULT_RETRIES = 3


class ElementReader:
    """Reads flow nodes of one file; lanes and definitions are looked up in the whole file."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._lanes = {
            (reference.text or "").strip(): reference.getparent().get("name")
            for reference in root.iterfind(f".//{tag('flowNodeRef')}")
        }

    def read(self, node: etree._Element) -> Element:
        process = next(node.iterancestors(tag("process")))
        topic = _expression(node, "topic")
        return Element(
            id=node.get("id"),
            name=" ".join((node.get("name") or node.get("id")).split()),
            kind=local_name(node),
            process=process.get("id"),
            lane=self._lane(node),
            documentation=child_text(node, "documentation"),
            properties=read_properties(node),
            inputs=_parameters(node, "inputParameter"),
            outputs=_parameters(node, "outputParameter"),
            form=node.get(camunda("formRef")) or _form_key(node.get(camunda("formKey"))),
            assignment=_assignment(node),
            event=read_event(node, self._root),
            interrupting=_interrupting(node),
            topic=topic if node.get(camunda("type")) == "external" else None,
            retries=_retries(node),
            called=node.get("calledElement"),
            passed_in=_mappings(node, "in"),
            passed_out=_mappings(node, "out"),
            decision=node.get(camunda("decisionRef")),
            script=_formula(child_text(node, "script")),
            result_variable=node.get(camunda("resultVariable")),
            result_mapping=node.get(camunda("mapDecisionResult"), "resultList"),
            repetition=_repetition(node),
        )

    def _lane(self, node: etree._Element) -> str | None:
        """Return the lane's name; what stands in a sub-process stands in the sub-process's lane."""
        while node is not None:
            if lane := self._lanes.get(node.get("id")):
                return str(lane)
            node = node.getparent()
        return None


def read_properties(node: etree._Element) -> dict[str, str]:
    """Return the `camunda:properties` of a flow node or process."""
    found = node.iterfind("bpmn:extensionElements/camunda:properties/camunda:property", NAMESPACES)
    return {entry.get("name", ""): entry.get("value", "") for entry in found}


def _form_key(key: str | None) -> str | None:
    """Return the form's id from a form key such as "embedded:app:forms/triage.form" or "triage"."""
    return key.rpartition(":")[2].rpartition("/")[2].removesuffix(".form") if key else None


def _formula(text: str | None) -> Expression | None:
    return Expression.of(text) if text else None


def _expression(node: etree._Element, attribute: str) -> Expression | None:
    return _formula(node.get(camunda(attribute)))


def _parameters(node: etree._Element, name: str) -> tuple[Parameter, ...]:
    """Return the parameters of the node itself or, on an event, of its definition."""
    places = [node, *(child for child in node if local_name(child).endswith("EventDefinition"))]
    return tuple(
        Parameter(name=entry.get("name", ""), value=Expression.of((entry.text or "").strip()))
        for place in places
        for entry in place.iterfind(f"bpmn:extensionElements/camunda:inputOutput/camunda:{name}", NAMESPACES)
    )


def _assignment(node: etree._Element) -> Assignment:
    return Assignment(
        groups=_expression(node, "candidateGroups"),
        users=_expression(node, "candidateUsers"),
        assignee=_expression(node, "assignee"),
        due=_expression(node, "dueDate"),
        follow_up=_expression(node, "followUpDate"),
        priority=_expression(node, "priority"),
    )


def _interrupting(node: etree._Element) -> bool:
    if node.get("triggeredByEvent") == "true":
        start = node.find("bpmn:startEvent", NAMESPACES)
        return start is None or bool(start.get("isInterrupting", "true") == "true")
    return bool(node.get("cancelActivity", "true") == "true")


def _retries(node: etree._Element) -> int:
    text = node.findtext("bpmn:extensionElements/camunda:failedJobRetryTimeCycle", "", NAMESPACES)
    match = _RETRIES.match(text.strip())
    return int(match[1]) if match else DEFAULT_RETRIES


def _mappings(node: etree._Element, name: str) -> tuple[CallMapping, ...]:
    found = node.iterfind(f"bpmn:extensionElements/camunda:{name}", NAMESPACES)
    return tuple(_mapping(entry) for entry in found if entry.get("businessKey") is None)


def _mapping(entry: etree._Element) -> CallMapping:
    if entry.get("variables") == "all":
        return CallMapping()
    formula = entry.get("sourceExpression")
    value = Expression.of(formula) if formula else Expression(entry.get("source", ""))
    return CallMapping(target=entry.get("target", ""), value=value)


def _repetition(node: etree._Element) -> Repetition | None:
    loop = node.find("bpmn:multiInstanceLoopCharacteristics", NAMESPACES)
    if loop is None:
        return None
    data_item = loop.find("bpmn:inputDataItem", NAMESPACES)
    return Repetition(
        sequential=loop.get("isSequential") == "true",
        collection=_expression(loop, "collection") or _formula_of_reference(child_text(loop, "loopDataInputRef")),
        cardinality=_formula(child_text(loop, "loopCardinality")),
        item=loop.get(camunda("elementVariable")) or (None if data_item is None else data_item.get("id")),
        until=_formula(child_text(loop, "completionCondition")),
    )


def _formula_of_reference(name: str | None) -> Expression | None:
    return Expression(name) if name else None

"""New files for a library, small and readable: what an editor opens when somebody begins one."""

import json
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import quoteattr

from service.errors import InvalidInputError
from service.library.contents import Kind

LONGEST_NAME = 100
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def starter(kind: Kind, name: str, authority: str) -> tuple[str, bytes]:
    """Return the path and the content of a new file that is called so.

    :raises InvalidInputError: the name is empty, too long, or has no letter to make an id of.
    """
    named = " ".join(name.split())
    id_ = id_of(named)
    if not 0 < len(named) <= LONGEST_NAME or not id_:
        message = f"Give it a name of letters and digits, with {LONGEST_NAME} characters or fewer."
        raise InvalidInputError({"name": [message]})
    return PLACES[kind].format(authority=authority, id=id_), _WRITERS[kind](id_, named).encode()


def id_of(name: str) -> str:
    """Return the id for something that is called so: "Copy of plan" is copy_of_plan; empty when it has no letter."""
    return _NOT_IN_IDS.sub("_", name.casefold()).strip("_0123456789")[:40].rstrip("_")


PLACES: Mapping[Kind, str] = {
    Kind.FORM: "forms/{authority}/{id}.form",
    Kind.PROCESS: "processes/{authority}/{id}.bpmn",
    Kind.DECISION: "processes/{authority}/{id}.dmn",
    Kind.LETTER: "processes/{authority}/letters/{id}.md",
}


def _form(id_: str, name: str) -> str:
    page = {
        "type": "group",
        "id": "Page_One",
        "label": name,
        "components": [
            {"type": "textarea", "id": "Field_notes", "key": "notes", "label": "Notes", "validate": {"required": True}}
        ],
        "properties": {"page": "true"},
    }
    form = {
        "components": [page],
        "schemaVersion": 19,
        "type": "default",
        "id": id_,
        "title": name,
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.8",
    }
    return f"{json.dumps(form, indent=2, ensure_ascii=False)}\n"


def _letter(_: str, name: str) -> str:
    head = (
        f"title: {json.dumps(name, ensure_ascii=False)}\nfor: The family\npurpose: Say here what the letter is for.\n"
    )
    return f"---\n{head}---\nDear {{{{ recipient.name }}}},\n\nWrite the letter here.\n"


def _decision(id_: str, name: str) -> str:
    return _DMN.format(id=id_, name=quoteattr(name))


def _process(id_: str, name: str) -> str:
    return _BPMN.format(id=id_, name=quoteattr(name))


_WRITERS: Mapping[Kind, Callable[[str, str], str]] = {
    Kind.FORM: _form,
    Kind.PROCESS: _process,
    Kind.DECISION: _decision,
    Kind.LETTER: _letter,
}

_DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="dmn_{id}" name={name} namespace="urn:pathways">
  <decision id="{id}" name={name}>
    <decisionTable id="Table_{id}" hitPolicy="UNIQUE">
      <input id="{id}_in1" label="What is looked at">
        <inputExpression id="{id}_ie1" typeRef="string">
          <text>answer</text>
        </inputExpression>
      </input>
      <output id="{id}_out1" name="result" label="Result" typeRef="string" />
      <rule id="{id}_row1">
        <inputEntry id="{id}_r1i1"><text>-</text></inputEntry>
        <outputEntry id="{id}_r1o1"><text>"yes"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="Diagram_{id}">
      <dmndi:DMNShape id="Shape_{id}" dmnElementRef="{id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""  # noqa: E501 - as modelers write it

_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_{id}" targetNamespace="urn:pathways" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
  <bpmn:process id="{id}" name={name} isExecutable="true" camunda:historyTimeToLive="P7Y">
    <bpmn:extensionElements>
      <camunda:properties>
        <camunda:property name="kind" value="called" />
      </camunda:properties>
    </bpmn:extensionElements>
    <bpmn:startEvent id="Event_Begun" name="Begun">
      <bpmn:outgoing>Flow_ToTask</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="Task_First" name="First step">
      <bpmn:incoming>Flow_ToTask</bpmn:incoming>
      <bpmn:outgoing>Flow_ToDone</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="Event_Done" name="Done">
      <bpmn:incoming>Flow_ToDone</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_ToTask" sourceRef="Event_Begun" targetRef="Task_First" />
    <bpmn:sequenceFlow id="Flow_ToDone" sourceRef="Task_First" targetRef="Event_Done" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_{id}">
    <bpmndi:BPMNPlane id="Plane_{id}" bpmnElement="{id}">
      <bpmndi:BPMNShape id="Event_Begun_di" bpmnElement="Event_Begun">
        <dc:Bounds x="160" y="102" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="160" y="145" width="36" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Task_First_di" bpmnElement="Task_First">
        <dc:Bounds x="250" y="80" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Event_Done_di" bpmnElement="Event_Done">
        <dc:Bounds x="402" y="102" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="407" y="145" width="27" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_ToTask_di" bpmnElement="Flow_ToTask">
        <di:waypoint x="196" y="120" />
        <di:waypoint x="250" y="120" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_ToDone_di" bpmnElement="Flow_ToDone">
        <di:waypoint x="350" y="120" />
        <di:waypoint x="402" y="120" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""  # noqa: E501 - as modelers write it

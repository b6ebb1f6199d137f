"""The XML namespaces of a diagram and the names we know in them."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
MODELER = "http://camunda.org/schema/modeler/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ACTIVITIES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
    }
)
SUBPROCESSES = frozenset({"subProcess", "transaction"})
PERSON_TASKS = frozenset({"userTask", "manualTask", "task"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
MESSAGE_THROWERS = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})

# Known to BPMN, not run here.  They count as nodes all the same, so that the flows around them are not reported too.
UNSUPPORTED_NODES = frozenset({"complexGateway", "adHocSubProcess", "callChoreography", "subChoreography"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS | UNSUPPORTED_NODES

EVENT_DEFINITIONS = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "timerEventDefinition": "timer",
    "conditionalEventDefinition": "conditional",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensate",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
}

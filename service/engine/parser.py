"""Make the specs of one file: SpiffWorkflow's parser walks the diagram, the specs it makes are ours."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from service.engine.process_spec import ProcessSpec
from service.engine.reading.element_reader import ElementReader
from service.engine.reading.elements import Element, Expression, Repetition
from service.engine.reading.supported import refusal
from service.engine.specs.automatic import BusinessRuleTask, ScriptTask
from service.engine.specs.catching import BoundaryEvent, CatchEvent
from service.engine.specs.events import BoundarySplit, EndEvent, StartEvent, ThrowEvent
from service.engine.specs.gateways import EventBasedGateway, ExclusiveGateway, refused_flows
from service.engine.specs.joins import InclusiveGateway, ParallelGateway
from service.engine.specs.multi_instance import MultiInstance
from service.engine.specs.service_task import ServiceTask
from service.engine.specs.sub_process import CallActivity, EventSubProcess, ScopeHolder, SubProcess
from service.engine.specs.token import Flow
from service.engine.specs.user_task import UserTask
from service.engine.xml import child_text, tag


class NodeParser(TaskParser):
    """Makes the spec of one flow node and connects it."""

    task: Any

    def create_task(self) -> Any:
        element = self.process_parser.parser.reader.read(self.node)
        if (reason := refusal(self.node, element)) is not None:
            raise ValidationException(reason, node=self.node, file_name=self.filename)
        return self._class_for(element)(self.spec, element)

    def parse_extensions(self, node: Any = None) -> dict[str, object]:  # noqa: ARG002 - the library's signature
        """Nothing: the element has them."""
        return {}

    def handles_multiple_outgoing(self) -> bool:
        return True

    def parse_node(self) -> Any:
        entry = super().parse_node()
        if (reason := refused_flows(self.task)) is not None:
            raise ValidationException(reason, node=self.node, file_name=self.filename)
        return entry

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:  # noqa: FBT001 - the library's signature
        condition = child_text(sequence_flow_node, "conditionExpression")
        self.task.lead_to(
            outgoing_task,
            Flow(
                id=sequence_flow_node.get("id"),
                target=outgoing_task.name,
                condition=Expression.of(condition) if condition else None,
                default=is_default,
            ),
        )

    def _class_for(self, element: Element) -> type[Any]:
        found: type[Any] = ServiceTask if element.topic is not None else self.spec_class
        return found

    def _add_multiinstance_task(self, loop_characteristics: Any) -> None:  # noqa: ARG002 - the element has it
        single = self.task
        repetition: Repetition = single.element.repetition
        self.spec.task_specs.pop(single.name)
        child_name = f"{single.name} [item]"
        self.task = MultiInstance(self.spec, single.element, repetition=repetition, task_spec=child_name)
        single.name = child_name
        single._inputs = [self.task.name]
        self.spec.task_specs[child_name] = single

    def _add_loop_task(self, loop_characteristics: Any) -> None:  # noqa: ARG002 - the library's signature
        raise ValidationException("Standard loops cannot be run", node=self.node, file_name=self.filename)

    def _add_boundary_event(self, children: Any) -> Any:
        split = BoundarySplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit", lane=self.task.lane)
        for target in (self.task, *(self.process_parser.parse_node(event) for event in children)):
            split.lead_to(target, Flow(id=None, target=target.name))
        return split


class SubProcessNodeParser(NodeParser):
    """Makes an embedded or event sub-process with the spec inside it."""

    def create_task(self) -> Any:
        task = super().create_task()
        inner = SubprocessParser.get_subprocess_spec(self)
        task.inner = self.process_parser.parser.process_parsers[inner].get_spec()
        return task

    def _class_for(self, element: Element) -> type[ScopeHolder]:  # noqa: ARG002 - the node says it
        return EventSubProcess if self.node.get("triggeredByEvent") == "true" else SubProcess


class TokenProcessParser(ProcessParser):
    """Makes the spec of a process: every start event, every event sub-process."""

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def _parse(self) -> None:
        self.spec = self.create_spec()
        self.add_tasks()

    def add_tasks(self) -> None:
        starts = self.xpath("./bpmn:startEvent")
        if not starts:
            raise ValidationException("No start event found", node=self.node, file_name=self.filename)
        for node in (*starts, *self.xpath("./bpmn:subProcess[@triggeredByEvent='true']")):
            target = self.parse_node(node)
            self.spec.start.lead_to(target, Flow(id=None, target=target.name))


class FileParser(BpmnParser):
    """Parses one normalised file."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own attribute
        tag("startEvent"): (NodeParser, StartEvent),
        tag("endEvent"): (NodeParser, EndEvent),
        tag("intermediateCatchEvent"): (NodeParser, CatchEvent),
        tag("intermediateThrowEvent"): (NodeParser, ThrowEvent),
        tag("boundaryEvent"): (NodeParser, BoundaryEvent),
        tag("task"): (NodeParser, UserTask),
        tag("userTask"): (NodeParser, UserTask),
        tag("manualTask"): (NodeParser, UserTask),
        tag("scriptTask"): (NodeParser, ScriptTask),
        tag("businessRuleTask"): (NodeParser, BusinessRuleTask),
        tag("serviceTask"): (NodeParser, ServiceTask),
        tag("sendTask"): (NodeParser, ThrowEvent),
        tag("receiveTask"): (NodeParser, CatchEvent),
        tag("callActivity"): (NodeParser, CallActivity),
        tag("subProcess"): (SubProcessNodeParser, SubProcess),
        tag("exclusiveGateway"): (NodeParser, ExclusiveGateway),
        tag("inclusiveGateway"): (NodeParser, InclusiveGateway),
        tag("parallelGateway"): (NodeParser, ParallelGateway),
        tag("eventBasedGateway"): (NodeParser, EventBasedGateway),
    }
    PARSER_CLASSES: dict[str, Any] = {}  # noqa: RUF012 - nothing falls back to the library's own specs
    PROCESS_PARSER_CLASS = TokenProcessParser

    def __init__(self, root: etree._Element, file: str) -> None:
        super().__init__()
        self.reader = ElementReader(root)
        # data stores, collaborations and correlations are not used: see messages.py
        self._add_diagram_indexes(root)
        self._add_processes(root, file)

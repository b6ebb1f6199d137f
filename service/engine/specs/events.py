"""Start, end and throwing events, and the split before an activity that has boundary events."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent as EndEventMixin
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import ThrowingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent as StartEventMixin

from service.engine.expressions import values
from service.engine.messages import keys_of
from service.engine.reading.elements import Element, Occasion
from service.engine.specs.flow_node import ANSWERS, SKIPPED, FlowNode, ended_as
from service.engine.specs.propagation import require_catcher, send_signal, throw_code
from service.engine.specs.token import FLOWS, Flow, TokenSpec
from service.engine.step import ThrownMessage
from service.engine.workflow import cancel

PAYLOAD, KEYS = "payload", "keys"  # internal data: what a throwing event hands over, and to whom


class ScopeStart(TokenSpec, BpmnStartTask):
    """Where a scope begins: a token to the start event that was chosen, and one to every event sub-process."""

    def lead_to(self, target: TokenSpec, flow: Flow) -> None:
        self.outgoing = (*self.outgoing, flow)
        self._outputs.append(target.name)
        target._inputs.append(self.name)

    def leaving(self, task: Any) -> tuple[Flow, ...]:
        chosen = task.workflow.start_event
        specs = self._wf_spec.task_specs
        starts = (flow for flow in self.outgoing if isinstance(specs[flow.target], StartEvent))
        listeners = (flow for flow in self.outgoing if not isinstance(specs[flow.target], StartEvent))
        # listeners first: what the start brings about may already concern them
        return (*listeners, *(flow for flow in starts if flow.target == chosen))


class StartEvent(FlowNode, StartEventMixin):
    """Begins at once, whatever its event: the command or the event sub-process around it has waited for that."""

    def __init__(self, wf_spec: Any, element: Element) -> None:
        super().__init__(wf_spec, element, event_definition=None)

    def arrive(self, task: Any) -> bool:
        task.internal_data[ANSWERS] = dict(task.workflow.payload)
        return True

    def perform(self, task: Any) -> bool:
        if self.element.form is not None:
            task.workflow.turn.keep_record(self.element.form, self.given(task))
        return True


class ThrowEvent(FlowNode, ThrowingEvent):
    """Intermediate throw events, and send tasks that throw a message."""

    def __init__(self, wf_spec: Any, element: Element) -> None:
        super().__init__(wf_spec, element, event_definition=None)

    def perform(self, task: Any) -> bool:
        definition = self.element.event
        payload = values(task, self.element.inputs)
        task.internal_data[PAYLOAD] = payload
        if definition.occasion is Occasion.MESSAGE:
            task.internal_data[KEYS] = keys_of(task, self.element, payload)
        if definition.occasion is Occasion.ERROR:
            require_catcher(task, definition.name)
        return True

    def _on_complete_hook(self, my_task: Any) -> None:
        self.tell(my_task, ended_as(my_task))
        scope = my_task.workflow
        interruptions = scope.interruptions
        if SKIPPED not in my_task.internal_data or self.element.event.occasion is Occasion.TERMINATE:
            self._throw(my_task)
        # what was thrown may have ended the scope that the token stood in, or everything in it
        if not scope.completed and scope.interruptions == interruptions:
            TokenSpec._on_complete_hook(self, my_task)

    def _throw(self, task: Any) -> None:
        definition, payload = self.element.event, task.internal_data.get(PAYLOAD, {})
        if definition.occasion is Occasion.MESSAGE:
            self._throw_message(task, payload)
        if definition.occasion is Occasion.SIGNAL:
            send_signal(task, definition.name or "", payload)
        elif definition.occasion in (Occasion.ERROR, Occasion.ESCALATION):
            throw_code(task, definition.occasion, definition.name, payload=payload)
        elif definition.occasion is Occasion.TERMINATE:
            for other in task.workflow.live():
                cancel(other)

    def _throw_message(self, task: Any, payload: dict[str, object]) -> None:
        task.workflow.turn.journal.thrown.append(
            ThrownMessage(
                message=self.element.event.name or "",
                keys=task.internal_data[KEYS],
                payload=payload,
                element=self.element.id,
            )
        )


class EndEvent(ThrowEvent, EndEventMixin):
    """The token ends here; the scope ends with its last token, or at once with a terminate event."""


class BoundarySplit(TokenSpec, BoundaryEventSplit):
    """Before an activity with boundary events: the events begin to wait, then the activity begins."""

    def leaving(self, task: Any) -> tuple[Flow, ...]:  # noqa: ARG002 - the same for every token
        specs = self._wf_spec.task_specs
        return tuple(sorted(self.outgoing, key=lambda flow: not isinstance(specs[flow.target], BoundaryEvent)))

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        for child in my_task.children:
            if not isinstance(child.task_spec, BoundaryEvent):
                child.internal_data[FLOWS] = my_task.internal_data.get(FLOWS, [])

    def _run_hook(self, my_task: Any) -> bool:  # noqa: ARG002 - nothing to do
        return True

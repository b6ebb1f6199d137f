"""Gateways that split."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from service.engine.expressions import truth
from service.engine.failures import ElementFailure
from service.engine.specs.flow_node import FlowNode
from service.engine.specs.token import Flow

CHOSEN = "chosen"  # internal data: ids of the flows that a gateway chose


class ChoosingGateway(FlowNode, BpmnTaskSpec):
    """A gateway that looks at conditions; null counts as false."""

    def choose(self, task: Any) -> list[Flow]:
        """Return the flows whose condition holds, else the default flow."""
        found = [flow for flow in self.outgoing if self._holds(task, flow)]
        found = found or [flow for flow in self.outgoing if flow.default]
        if not found:
            raise ElementFailure("No condition of the gateway is true and it has no default flow.")
        return found

    def perform(self, task: Any) -> bool:
        task.internal_data[CHOSEN] = [flow.id for flow in self.choose(task)]
        return True

    def leaving(self, task: Any) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.outgoing if flow.id in task.internal_data[CHOSEN])

    def _holds(self, task: Any, flow: Flow) -> bool:
        if flow.default:
            return False
        # a single way out needs no condition
        return len(self.outgoing) == 1 if flow.condition is None else truth(task, flow.condition)


class ExclusiveGateway(ChoosingGateway):
    """The first flow, from top to bottom of the picture, whose condition is true."""

    def choose(self, task: Any) -> list[Flow]:
        for flow in self.outgoing:
            if self._holds(task, flow):
                return [flow]
        return super().choose(task)[:1]


class EventBasedGateway(FlowNode, BpmnTaskSpec):
    """Every event behind it waits by itself; the first that happens takes the others away (see `catching`)."""

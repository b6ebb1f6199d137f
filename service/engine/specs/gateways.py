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

    def pass_over(self, task: Any) -> None:
        task.internal_data[CHOSEN] = [flow.id for flow in self.outgoing]
        super().pass_over(task)

    def leaving(self, task: Any) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.outgoing if flow.id in task.internal_data[CHOSEN])

    def _holds(self, task: Any, flow: Flow) -> bool:
        if flow.default:
            return False
        # a single way out needs no condition
        return len(self.outgoing) == 1 if flow.condition is None else truth(task, flow.condition)


def refused_flows(spec: FlowNode) -> str | None:
    """Return why the flows out of an element cannot be run as they are drawn, or None."""
    if not isinstance(spec, ChoosingGateway):
        conditional = any(flow.condition is not None for flow in spec.outgoing)
        return (
            "A flow out of it has a condition, and only exclusive and inclusive gateways choose."
            if conditional
            else None
        )
    undecided = len(spec.outgoing) > 1 and any(flow.condition is None and not flow.default for flow in spec.outgoing)
    return "A flow out of it has no condition and is not the default flow." if undecided else None


class ExclusiveGateway(ChoosingGateway):
    """The first flow, from top to bottom of the picture, whose condition is true."""

    def choose(self, task: Any) -> list[Flow]:
        for flow in self.outgoing:
            if self._holds(task, flow):
                return [flow]
        return super().choose(task)[:1]


class EventBasedGateway(FlowNode, BpmnTaskSpec):
    """Every event behind it waits by itself; the first that happens takes the others away (see `catching`)."""

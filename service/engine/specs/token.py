"""How a token moves: it arrives at an element, the element does its work, tokens leave by its flows."""

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from service.engine.reading.elements import Expression

FLOWS = "flows"  # internal data: ids of the sequence flows by which the token came


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow out of an element; `id` is None for connections that are not drawn."""

    id: str | None
    target: str  # name of the task spec
    condition: Expression | None = None
    default: bool = False


class TokenSpec(TaskSpec):
    """A spec whose followers come into being when it is done, and are not predicted before."""

    outgoing: tuple[Flow, ...] = ()
    incoming: tuple[Flow, ...] = ()

    def lead_to(self, target: "TokenSpec", flow: Flow) -> None:
        """Connect; used by the parser only, a spec never changes once it runs."""
        self.outgoing = (*self.outgoing, flow)
        target.incoming = (*target.incoming, flow)
        self._outputs.append(target.name)
        target._connect_notify(self)

    def leaving(self, task: Any) -> tuple[Flow, ...]:  # noqa: ARG002 - gateways choose
        """Return the flows by which tokens leave."""
        return self.outgoing

    def _predict(self, *arguments: Any, **options: Any) -> None:
        """Foretell nothing."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        for flow in self.leaving(my_task):
            child = my_task._add_child(self._wf_spec.task_specs[flow.target], TaskState.FUTURE)
            if flow.id is not None:
                child.internal_data[FLOWS] = [flow.id]

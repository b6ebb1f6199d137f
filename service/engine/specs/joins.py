"""Gateways that join: each arrival is a waiting token that remembers the flow it came by.

When the join fires it takes one token from every incoming flow that has one.  Nothing of a former pass is left behind,
so a join in a loop counts right.
"""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.specs.flow_node import FlowNode
from service.engine.specs.gateways import ChoosingGateway
from service.engine.specs.reach import entrances_in_reach
from service.engine.specs.token import FLOWS
from service.engine.workflow import LIVE, is_armed


class Join(FlowNode):
    """A gateway that may have to wait for other tokens."""

    def complete_with(self, task: Any, filled: dict[str, Any]) -> bool:
        """Whether the tokens that are here (by flow) are all that will come."""
        raise NotImplementedError

    def arrive(self, task: Any) -> bool:
        return not self.joins or self.settle(task)

    @property
    def joins(self) -> bool:
        """Whether it may have to wait; a gateway that only splits does not."""
        return len(self.incoming) > 1

    def settle(self, task: Any) -> bool:
        """Fire through this token if it may; else let it wait."""
        filled = {entrance(task): task}
        for other in self._waiting(task):
            filled.setdefault(entrance(other), other)
        if not self.complete_with(task, filled):
            task._set_state(TaskState.WAITING)
            return False
        task.internal_data[FLOWS] = sorted(flow for flow in filled if flow)
        for other in filled.values():
            if other is not task:
                other._set_state(TaskState.COMPLETED)
        return True

    def _waiting(self, task: Any) -> list[Any]:
        return [
            other
            for other in task.workflow.tasks.values()
            if other.task_spec is self and other is not task and other.state == TaskState.WAITING
        ]


class ParallelGateway(Join):
    """Fires when every incoming flow has a token."""

    def complete_with(self, task: Any, filled: dict[str, Any]) -> bool:  # noqa: ARG002 - only the flows matter
        return len(filled) == len(self.incoming)


class InclusiveGateway(Join, ChoosingGateway):
    """Fires when no token elsewhere can still come to an empty flow other than by a filled one."""

    def complete_with(self, task: Any, filled: dict[str, Any]) -> bool:
        entrances = {flow.id for flow in self.incoming}
        empty = entrances - filled.keys()
        if not empty:
            return True
        return not any(self._may_fill(other, empty, filled) for other in task.workflow.tasks.values())

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reach: dict[str, frozenset[str]] = {}  # the same for every instance of the release

    def _reached_from(self, spec: Any) -> frozenset[str]:
        if spec.name not in self._reach:
            self._reach[spec.name] = entrances_in_reach(spec, self)
        return self._reach[spec.name]

    def _may_fill(self, other: Any, empty: set[Any], filled: dict[str, Any]) -> bool:
        if other.task_spec is self or not other._state & LIVE or is_armed(other):
            return False
        reached = self._reached_from(other.task_spec)
        return bool(reached & empty) and not reached & filled.keys()


def entrance(task: Any) -> str:
    """Return the id of the flow by which the token came to the join."""
    return str(task.internal_data[FLOWS][0])

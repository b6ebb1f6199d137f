"""Service and send tasks: the call leaves with the Step, the answer comes back as a command."""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.service_task import ServiceTask as ServiceTaskMixin

from service.engine.expressions import text, values
from service.engine.failures import ElementFailure, FailureKind
from service.engine.specs.flow_node import ANSWERS, FlowNode
from service.engine.step import ServiceCall


class ServiceTask(FlowNode, ServiceTaskMixin):
    """STARTED means called; the id of the call is the token's, so that a second answer finds nobody waiting."""

    waits = True

    def perform(self, task: Any) -> bool:
        if ANSWERS in task.internal_data:
            return True
        element = self.element
        topic = text(task, element.topic)
        if not topic:
            raise ElementFailure("The service task has no topic.", FailureKind.SERVICE)
        task.workflow.turn.journal.calls.append(
            ServiceCall(
                id=str(task.id),
                process=element.process,
                element=element.id,
                name=element.name,
                topic=topic,
                parameters=values(task, element.inputs),
                retries=element.retries,
            )
        )
        return False

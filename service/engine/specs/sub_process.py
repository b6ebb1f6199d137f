"""Elements that hold a scope of tokens: embedded sub-processes, called processes, event sub-processes."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity as CallActivityMixin
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess as EventSubprocessMixin
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from service.engine.expressions import keep, value
from service.engine.failures import ElementFailure
from service.engine.messages import PREFIX
from service.engine.reading.elements import Element
from service.engine.specs.catching import CatchingNode
from service.engine.specs.flow_node import ANSWERS, FlowNode
from service.engine.step import HistoryState
from service.engine.variables import Variables, scope
from service.engine.workflow import cancel

MAX_NESTING = 30


class ScopeHolder(FlowNode):
    """An element whose token is STARTED while a scope of tokens runs inside it."""

    def __init__(self, wf_spec: Any, element: Element) -> None:
        super().__init__(wf_spec, element, subworkflow_spec=element.id)
        self.inner: Any = None  # ProcessSpec; set by the parser

    def open(self, task: Any, payload: Mapping[str, object]) -> None:
        """Begin the scope; `payload` is what its start event gets."""
        spec = self.inner_spec(task)
        variables = self.variables(task)
        task._set_state(TaskState.STARTED)
        inner = task.workflow.top_workflow.open_scope(task, spec)
        inner.payload = payload
        inner.begin(variables, spec.entrance())

    def inner_spec(self, task: Any) -> Any:  # noqa: ARG002 - a called process is looked up
        return self.inner

    def variables(self, task: Any) -> Variables:
        """Return the variables that the scope's tokens see."""
        found: Variables = task.data
        return found

    def _on_complete_hook(self, my_task: Any) -> None:
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        super()._on_complete_hook(my_task)


class SubProcess(ScopeHolder, SubWorkflowTask):
    """An embedded sub-process: it shares the variables around it."""

    waits = True

    def arrive(self, task: Any) -> bool:
        # an event sub-process opens at any depth: nothing may stand in an urgent concern's way
        if task.workflow.depth >= MAX_NESTING:
            raise ElementFailure(f"Processes call each other more than {MAX_NESTING} deep.")
        self.open(task, {})
        return False


class CallActivity(SubProcess, CallActivityMixin):
    """A called process of the release, with variables of its own: only what is mapped goes in and out."""

    def __init__(self, wf_spec: Any, element: Element) -> None:
        super().__init__(wf_spec, element)
        self.spec = element.called

    def inner_spec(self, task: Any) -> Any:
        called = self.element.called
        found = task.workflow.turn.release.specs.get(called)
        if found is None:
            raise ElementFailure(f'The release has no process "{called}".')
        return found

    def variables(self, task: Any) -> Variables:
        passed: dict[str, object] = {}
        for mapping in self.element.passed_in:
            passed.update(task.data if mapping.everything else {mapping.target: value(task, mapping.value)})
        variables = scope({})
        keep(variables, passed)
        return variables

    def conclude(self, task: Any) -> None:
        inner = task.workflow.top_workflow.subprocesses[task.id]
        results = inner.data.flat()
        outer = task.data
        passed: dict[str, object] = {}
        for mapping in self.element.passed_out:
            if mapping.everything:
                passed.update(results)
            else:
                passed[mapping.target] = value(inner.task_tree, mapping.value)
        keep(outer, passed)
        super().conclude(task)


class EventSubProcess(ScopeHolder, CatchingNode, EventSubprocessMixin):
    """An event sub-process: a listener that waits as long as its scope runs, and opens when its event happens.

    A non-interrupting one puts a fresh listener in its place first, so that it can open any number of times.
    """

    beside = True

    def fire(self, task: Any, payload: Mapping[str, object]) -> None:
        task.internal_data[ANSWERS] = dict(payload)
        self.tell(task, HistoryState.ENTERED)
        self.happened(task)
        self.open(task, payload)

    def keyed(self) -> Element:
        start: Element = self.inner.start_events()[0]
        return start if any(name.startswith(PREFIX) for name in start.properties) else self.element

    def happened(self, task: Any) -> None:
        if not self.element.interrupting:
            self.rearm(task)
            return
        task.workflow.interruptions += 1
        for other in task.workflow.live():
            if other is not task:
                cancel(other)

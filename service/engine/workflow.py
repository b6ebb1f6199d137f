"""A running process and its sub-processes: SpiffWorkflow's, but made of tokens only.

A task stands for one token at one element.  Nothing is predicted: a token's followers are made when it leaves.  So the
tree holds what is open and little else, and a scope is finished when no token is left in it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from service.engine import overrides
from service.engine.incidents import AT_WORK
from service.engine.script_engine import ClosedEngine
from service.engine.step import InstanceStatus
from service.engine.turn import Turn
from service.engine.variables import Variables

overrides.install()

LIVE = TaskState.NOT_FINISHED_MASK | TaskState.ERROR


class TokenScope:
    """What a process and a sub-process have in common."""

    data: Variables
    tasks: dict[Any, Task]
    completed: bool
    stage: str | None
    interruptions = 0  # how often, in this turn, an event sub-process of this scope took everything else away
    start_event: str | None  # id of the start event at which this scope began
    payload: Mapping[str, object] = MappingProxyType({})  # what that start event gets

    def begin(self, variables: Variables, start_event: str | None) -> None:
        """Put a token on the start."""
        self.data = variables
        self.start_event = start_event
        self.task_tree.data = variables  # type: ignore[attr-defined] # set by Workflow
        self.task_tree.run()  # type: ignore[attr-defined] # as above

    def live(self) -> Iterator[Task]:
        """Yield every token, waiting listeners of event sub-processes included."""
        return (task for task in list(self.tasks.values()) if task._state & LIVE)

    def busy(self) -> bool:
        """Whether anything keeps this scope from being finished; a listener whose event has not happened does not."""
        return any(not _is_listener(task) for task in self.live() if task is not self.task_tree)  # type: ignore[attr-defined]

    def _task_completed_notify(self, task: Task) -> None:
        self.last_task = task
        parent = task.parent
        if parent is not None and not self.completed:
            if isinstance(parent.task_spec, MultiInstanceTask) and task.task_spec.name == parent.task_spec.task_spec:
                parent.task_spec.item_done(parent, task)
            elif isinstance(parent.task_spec, BoundaryEventSplit) and not isinstance(task.task_spec, BoundaryEvent):
                self._release_boundary(parent)
        self.finish_if_idle()

    def release_boundary_of(self, token: Task) -> None:
        """The token has been taken away: what lay in wait at the border of its activity goes, too."""
        if isinstance(token.parent.task_spec, BoundaryEventSplit) and not isinstance(token.task_spec, BoundaryEvent):
            self._release_boundary(token.parent)

    def _release_boundary(self, split: Task) -> None:
        """The activity is over: its boundary events no longer wait."""
        for child in split.children:
            if isinstance(child.task_spec, BoundaryEvent) and is_armed(child):
                cancel(child)

    def finish_if_idle(self) -> None:
        if not self.completed and not self.busy():
            self.finish()

    def finish(self) -> None:
        """End this scope: listeners go, and the element that holds it may leave."""
        self.completed = True
        for task in self.live():
            cancel(task)


class ProcessInstance(TokenScope, BpmnWorkflow):
    """A running process.  `turn` is there while a command is at work on it."""

    turn: Turn

    def __init__(self, spec: Any, turn: Turn, *, deserializing: bool = False) -> None:
        self.stage = None
        self.start_event = None
        self.status = InstanceStatus.RUNNING
        self.deadlines: dict[str, str] = {}  # key to base of those that run
        self.turn = turn
        # a workflow without a script engine of ours would get one that evaluates Python
        super().__init__(spec, script_engine=ClosedEngine(), deserializing=deserializing)

    def scopes(self) -> list[TokenScope]:
        """Return the process and every running sub-process, outermost first."""
        return [self, *self.subprocesses.values()]

    def open_scope(self, task: Task, spec: Any, *, deserializing: bool = False) -> "SubProcessInstance":
        """Make the sub-process that the task holds, not yet begun."""
        inner = SubProcessInstance(spec, parent_task_id=task.id, top_workflow=self, deserializing=deserializing)
        self.subprocesses[task.id] = inner
        return inner

    def find(self, task_id: Any) -> Task | None:
        """Return the task anywhere in the instance."""
        for scope in self.scopes():
            if task_id in scope.tasks:
                return scope.tasks[task_id]
        return None

    def get_task_from_id(self, task_id: Any) -> Task | None:
        return self.find(task_id)


class SubProcessInstance(TokenScope, BpmnSubWorkflow):
    """A running sub-process or called process."""

    def __init__(self, spec: Any, **options: Any) -> None:
        self.stage = None
        self.start_event = None
        super().__init__(spec, **options)

    @property
    def turn(self) -> Turn:
        turn: Turn = self.top_workflow.turn
        return turn

    @property
    def holder(self) -> Task:
        """The token of the element that holds this scope."""
        return self.top_workflow.find(self.parent_task_id)

    def finish(self) -> None:
        super().finish()
        self.holder._set_state(TaskState.READY)


def is_listening(task: Task) -> bool:
    """Whether the token is an event sub-process that waits for its event."""
    return isinstance(task.task_spec, EventSubprocess) and task._state == TaskState.WAITING


def is_armed(task: Task) -> bool:
    """Whether the token only lies in wait: an event sub-process or boundary event whose event has not happened.

    One that failed to begin waiting (a timer without a time) counts too: it has an incident, but it is no work.
    """
    if not isinstance(task.task_spec, EventSubprocess | BoundaryEvent):
        return False
    never_waited = task._state == TaskState.ERROR and not task.internal_data.get(AT_WORK)
    return never_waited or task._state == TaskState.WAITING


def _is_listener(task: Task) -> bool:
    return isinstance(task.task_spec, EventSubprocess) and is_armed(task)


def cancel(task: Task) -> None:
    """Take the token away, with everything inside its element."""
    if not task._state & LIVE:
        return
    top = task.workflow.top_workflow
    inner = top.subprocesses.pop(task.id, None)
    if inner is not None:
        inner.completed = True
        for token in inner.live():
            cancel(token)
    for child in task.children:
        cancel(child)
    task._set_state(TaskState.CANCELLED)
    task.task_spec._on_cancel(task)

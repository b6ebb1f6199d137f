"""Elements that wait for something to happen: how they begin to wait, and what happens when it does."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent as BoundaryEventMixin
from SpiffWorkflow.util.task import TaskState

from service.engine import timers
from service.engine.messages import keys_of
from service.engine.reading.elements import Element, Occasion
from service.engine.specs.flow_node import ANSWERS, FlowNode
from service.engine.specs.gateways import EventBasedGateway
from service.engine.step import ArmedTimer, AwaitedMessage, HistoryState
from service.engine.workflow import cancel, is_armed


class CatchingNode(FlowNode):
    """WAITING until `fire`."""

    waits = True
    beside = False  # it lies in wait beside other work, and history tells of it only when it happens

    def tell(self, task: Any, state: HistoryState) -> None:
        happened = ANSWERS in task.internal_data or state is HistoryState.ERROR
        if happened or not self.beside:
            super().tell(task, state)

    def arrive(self, task: Any) -> bool:
        task._set_state(TaskState.WAITING)
        if self.element.event.occasion is Occasion.TIMER:
            self._await_time(task)
        elif self.element.event.occasion is Occasion.MESSAGE:
            self._await_message(task)
        return False

    def fire(self, task: Any, payload: Mapping[str, object]) -> None:
        """The event has happened."""
        task.internal_data[ANSWERS] = dict(payload)
        self.happened(task)
        task._ready()

    def happened(self, task: Any) -> None:
        """Do what the event means for tokens around this one."""

    def _await_time(self, task: Any) -> None:
        turn, element = task.workflow.turn, self.element
        if timers.DUE not in task.internal_data:  # the next turn of a cycle has it already
            timers.arm(task, element.event)
        due = timers.due_at(task)
        turn.journal.armed.append(
            ArmedTimer(id=str(task.id), process=element.process, element=element.id, name=element.name, due_at=due)
        )
        if due <= turn.now:
            turn.overdue.append(task)

    def keyed(self) -> Element:
        """Return the element whose properties say the keys of the message."""
        return self.element

    def _await_message(self, task: Any) -> None:
        element = self.element
        task.workflow.turn.journal.awaited.append(
            AwaitedMessage(
                id=str(task.id),
                process=element.process,
                element=element.id,
                message=element.event.name or "",
                keys=keys_of(task, self.keyed()),
            )
        )

    def rearm(self, task: Any) -> None:
        """Put a fresh token in the place of one whose event has happened, if it may happen again."""
        data: dict[str, object] | None = {}
        if self.element.event.occasion is Occasion.TIMER:
            data = timers.next_turn(task)
        if data is None:
            return
        again = task.parent._add_child(self, TaskState.FUTURE)
        again.internal_data.update(data)
        self._update(again)


class CatchEvent(CatchingNode):
    """Intermediate catch events and receive tasks."""

    def happened(self, task: Any) -> None:
        if isinstance(task.parent.task_spec, EventBasedGateway):
            for other in task.parent.children:
                if other is not task:
                    cancel(other)


class BoundaryEvent(CatchingNode, BoundaryEventMixin):
    """Fires beside the activity, or instead of it."""

    beside = True

    def __init__(self, wf_spec: Any, element: Any) -> None:
        super().__init__(wf_spec, element, event_definition=None, cancel_activity=element.interrupting)

    def happened(self, task: Any) -> None:
        if not self.element.interrupting:
            self.rearm(task)
            return
        for other in task.parent.children:
            beside = isinstance(other.task_spec, BoundaryEventMixin)
            # what an earlier, non-interrupting event began goes on
            if other is not task and (not beside or is_armed(other)):
                cancel(other)

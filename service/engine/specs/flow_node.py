"""What all elements of a diagram have in common."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.base import TaskSpec

from service.engine import effects, overrides
from service.engine.expressions import values
from service.engine.failures import ElementFailure
from service.engine.incidents import fail
from service.engine.observe import history
from service.engine.reading.elements import Element
from service.engine.specs.token import TokenSpec
from service.engine.step import HistoryState

ITEM = overrides.ITEM
ANSWERS = "answers"  # internal data: what came from outside (answers, payload, result) until the token leaves
SKIPPED = "skipped"  # internal data: the token failed here and is to go on without the element's work


class FlowNode(TokenSpec, BpmnSpecMixin):
    """An element that a token can be at.

    Subclasses say in `arrive` whether the token waits, and in `perform` what the element does; `perform` may say that
    it is not done yet.  Both may raise ElementFailure.
    """

    waits = False  # whether history also tells when it was entered

    def __init__(self, wf_spec: Any, element: Element, **options: Any) -> None:
        super().__init__(wf_spec, element.id, **options)
        self.element = element
        self.bpmn_name = element.name
        self.lane = element.lane

    def arrive(self, task: Any) -> bool:  # noqa: ARG002 - subclasses look
        """Take the token in; False: it waits for something."""
        return True

    def perform(self, task: Any) -> bool:  # noqa: ARG002 - as above
        """Do the element's work; False: it goes on outside and comes back."""
        return True

    def given(self, task: Any) -> Mapping[str, object]:
        """Return what came from outside."""
        given: Mapping[str, object] = task.internal_data.get(ANSWERS, {})
        return given

    def take_outputs(self, task: Any) -> None:
        """Map what came from outside to variables: the only way in."""
        task.data.update(values(task, self.element.outputs, self.given(task)))

    def conclude(self, task: Any) -> None:
        """Do what follows from the element being done."""
        self.take_outputs(task)
        if ITEM in task.internal_data:
            task.parent.task_spec.item_leaves(task.parent, task)
        else:
            effects.leave(task, self.element, self.given(task))

    def pass_over(self, task: Any) -> None:
        """Let the token leave although the element has not done its work."""
        if ITEM in task.internal_data:
            task.parent.task_spec.item_passed_over(task.parent, task)
        else:
            effects.withdraw(task, self.element)

    def tell(self, task: Any, state: HistoryState) -> None:
        """Write down how the token came or went."""
        history.note(task, state)
        if state is HistoryState.COMPLETED:
            task.workflow.turn.journal.completed.add(str(task.id))

    def _update(self, my_task: Any) -> None:
        # raised from here it would leave the sibling tokens without a state
        try:
            TaskSpec._update(self, my_task)
        except ElementFailure as failure:
            fail(my_task, failure, at_work=False)

    def _update_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()
        if ITEM not in my_task.internal_data:
            effects.enter(my_task, self.element)
        if self.waits:
            self.tell(my_task, HistoryState.ENTERED)
        return self.arrive(my_task)

    def _run_hook(self, my_task: Any) -> bool | None:
        if SKIPPED in my_task.internal_data:
            self.pass_over(my_task)
            return True
        own = my_task.data.own
        before = dict(own)
        try:
            if not self.perform(my_task):
                return None
            self.conclude(my_task)
        except ElementFailure:
            # it will be run again: what it changed must not be changed twice
            own.clear()
            own.update(before)
            raise
        return True

    def _on_complete_hook(self, my_task: Any) -> None:
        self.tell(my_task, ended_as(my_task))
        super()._on_complete_hook(my_task)

    def _on_cancel(self, my_task: Any) -> None:
        self.tell(my_task, HistoryState.CANCELLED)
        if ITEM not in my_task.internal_data:
            effects.withdraw(my_task, self.element)


def ended_as(task: Any) -> HistoryState:
    """Return how history is to tell that the token leaves."""
    return HistoryState.SKIPPED if SKIPPED in task.internal_data else HistoryState.COMPLETED

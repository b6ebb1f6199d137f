"""Multi-instance: one token inside the element for each item, results collected in the order of the items."""

from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from service import feel
from service.engine.expressions import keep, storable, truth, value
from service.engine.failures import ElementFailure
from service.engine.observe.items import LABEL
from service.engine.reading.elements import Element, Repetition
from service.engine.specs.flow_node import ITEM, FlowNode
from service.engine.specs.token import FLOWS
from service.engine.step import HistoryState
from service.engine.workflow import cancel

MAX_ITEMS = 200
COUNTER = "loopCounter"  # the variable Camunda gives every item
# internal data of the element's token
ITEMS, LABELS, RESULTS, DONE = "items", "labels", "results", "done"
# internal data of an item's token
INDEX, RESULT, LAST = "index", "result", "last"


class MultiInstance(FlowNode, MultiInstanceTask, BpmnTaskSpec):
    """The element around its items.  `task_spec` names the spec of one item."""

    def __init__(self, wf_spec: Any, element: Element, *, repetition: Repetition, task_spec: str) -> None:
        super().__init__(wf_spec, element, task_spec=task_spec)
        self.repetition = repetition

    def arrive(self, task: Any) -> bool:
        items = self._items(task)
        labels = [self._label(task, index, item) for index, item in enumerate(items)]
        task.internal_data.update({ITEMS: items, LABELS: labels, RESULTS: {}, DONE: 0})
        if not items:
            return True
        task._set_state(TaskState.STARTED)
        for index in range(1 if self.repetition.sequential else len(items)):
            self._begin(task, index)
        return False

    def item_leaves(self, task: Any, child: Any) -> None:
        """Work out what the item leaves, while it can still fail by itself."""
        if (collect := self.element.collect) is not None:
            result = {RESULT: value(child, collect.value, child.task_spec.given(child))}
            keep(child.internal_data, result)
        total, done = len(task.internal_data[ITEMS]), task.internal_data[DONE] + 1
        active = 0 if self.repetition.sequential else total - done
        counts = {"nrOfInstances": total, "nrOfCompletedInstances": done, "nrOfActiveInstances": active}
        enough = self.repetition.until is not None and truth(child, self.repetition.until, counts)
        child.internal_data[LAST] = enough or done == total

    def item_passed_over(self, task: Any, child: Any) -> None:
        """Count an item that leaves nothing; whether the others are enough is asked when they leave."""
        if self.element.collect is not None:
            child.internal_data[RESULT] = None
        child.internal_data[LAST] = task.internal_data[DONE] + 1 == len(task.internal_data[ITEMS])

    def item_done(self, task: Any, child: Any) -> None:
        """Take what one item leaves; begin the next one or let the element go on."""
        self._keep(task, child)
        if child.internal_data[LAST]:
            for other in task.children:
                cancel(other)
            task._set_state(TaskState.READY)
        elif self.repetition.sequential:
            self._begin(task, child.internal_data[INDEX] + 1)

    def tell(self, task: Any, state: HistoryState) -> None:
        """Leave it to the items to tell, if there are any."""
        if state is HistoryState.SKIPPED or not task.internal_data.get(ITEMS):
            super().tell(task, state)

    def perform(self, task: Any) -> bool:
        if (collect := self.element.collect) is not None:
            results = task.internal_data[RESULTS]
            keep(task.data, {collect.name: [results[index] for index in sorted(results, key=int)]})
        return True

    def take_outputs(self, task: Any) -> None:
        """Output parameters belong to the items."""

    def _items(self, task: Any) -> list[object]:
        expression = self.repetition.collection or self.repetition.cardinality
        items = value(task, expression)
        source = "" if expression is None else expression.text
        number = None if self.repetition.collection else _number(items)
        count = len(items) if isinstance(items, list) else number
        if count is None:
            raise ElementFailure(f"={source} gives nothing to repeat over, but {feel.to_text(items)}.")
        if count > MAX_ITEMS:
            raise ElementFailure(f"={source} has more than {MAX_ITEMS} items; that is the most that can be worked on.")
        found = list(items) if isinstance(items, list) else list(range(count))
        storable({ITEMS: found})
        return found

    def _begin(self, task: Any, index: int) -> None:
        child = task._add_child(self._wf_spec.task_specs[self.task_spec], TaskState.FUTURE)
        child.internal_data.update(
            {
                ITEM: self._own(index, task.internal_data[ITEMS][index]),
                INDEX: index,
                LABEL: task.internal_data[LABELS][index],
                FLOWS: task.internal_data.get(FLOWS, []),
            }
        )
        child.task_spec._update(child)

    def _own(self, index: int, item: object) -> dict[str, object]:
        own: dict[str, object] = {COUNTER: index}
        if self.repetition.item:
            own[self.repetition.item] = item
        return own

    def _label(self, task: Any, index: int, item: object) -> str:
        formula = self.element.formula("item_label")
        label = None if formula is None else value(task, formula, self._own(index, item))
        return str(index + 1) if label is None else feel.to_text(label)

    def _keep(self, task: Any, child: Any) -> None:
        if self.element.collect is not None:
            task.internal_data[RESULTS][str(child.internal_data[INDEX])] = child.internal_data[RESULT]
        else:
            loop = (COUNTER, self.repetition.item)
            task.data.update({name: found for name, found in child.data.own.items() if name not in loop})
        task.internal_data[DONE] += 1


def _number(found: object) -> int | None:
    """Return a number of items; None for anything else."""
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or found < 0:
        return None
    return int(min(found, MAX_ITEMS + 1))  # no more is ever needed, and the number may have thousands of digits

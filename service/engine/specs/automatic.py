"""Tasks that the engine does by itself: scripts and decisions."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.script_task import ScriptEngineTask

from service.clocks import ClockError
from service.engine.decisions import DecisionError, DecisionResult, ResultShape, map_result
from service.engine.expressions import keep, storable, value
from service.engine.failures import ElementFailure
from service.engine.reading.elements import Element
from service.engine.specs.flow_node import FlowNode
from service.engine.step import DecisionTaken


class ScriptTask(FlowNode, ScriptEngineTask):
    """A FEEL expression whose value goes into the result variable."""

    def perform(self, task: Any) -> bool:
        found = value(task, self.element.script)
        if self.element.result_variable:
            keep(task.data, {self.element.result_variable: found})
        return True


class BusinessRuleTask(FlowNode):
    """A decision of the release; what it and the decisions it requires looked at goes into the journal."""

    def perform(self, task: Any) -> bool:
        element = self.element
        if element.decision is None:
            raise ElementFailure("The business rule task names no decision.")
        turn = task.workflow.turn
        try:
            result = turn.decide(element.decision, task.data)
            shaped = map_result(result, ResultShape(element.result_mapping))
        except (DecisionError, ClockError, ValueError) as error:
            raise ElementFailure(str(error)) from error
        taken = list(_taken(element, result))
        if element.result_variable:
            keep(task.data, {element.result_variable: shaped})
        turn.journal.decisions.extend(taken)
        return True


def _taken(element: Element, result: DecisionResult) -> Iterator[DecisionTaken]:
    """:raises ElementFailure: what a decision looked at, or gave, cannot be written down."""
    for required in result.required:
        yield from _taken(element, required)
    storable({**result.inputs, "result": result.value})
    yield DecisionTaken(
        process=element.process,
        element=element.id,
        decision=result.decision,
        inputs=dict(result.inputs),
        rows=result.rows,
        result=result.value,
    )

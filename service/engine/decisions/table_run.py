"""Run a decision table over the variables in sight."""

from collections.abc import Callable, Mapping

from service import feel
from service.engine.decisions.hits import Hit, chosen, table_value
from service.engine.decisions.model import SINGLE_HIT, HitPolicy, Input, Output, Row, Table
from service.engine.decisions.trace import Trace
from service.engine.decisions.types import Types

Scope = Mapping[str, object]


class TableRun:
    def __init__(self, table: Table, evaluator: feel.Evaluator, types: Types, trace: Trace) -> None:
        self._table = table
        self._evaluator = evaluator
        self._types = types
        self._trace = trace

    def value(self, scope: Scope, name: str) -> object:
        """The table's value; what fired goes into the trace.

        :raises RowConflictError: when rows contradict each other under the hit policy.
        """
        inputs = [self._input(each, scope) for each in self._table.inputs]
        self._trace.inputs |= {each.expression: value for each, value in zip(self._table.inputs, inputs, strict=True)}
        found = [
            Hit(row=row, outputs=self._outputs(row, scope, name))
            for row in self._table.rows
            if self._fits(row, inputs, scope)
        ]
        hits = chosen(
            self._trace.decision, self._table, found, [self._rank(each, scope) for each in self._table.outputs]
        )
        self._trace.rows += [hit.row.id for hit in hits]
        return self._result([hit.outputs for hit in hits], scope, name)

    def _result(self, hits: list[Mapping[str, object]], scope: Scope, name: str) -> object:
        table = self._table
        if not hits and table.policy in SINGLE_HIT and any(output.default for output in table.outputs):
            hits = [{each.name or name: self._cell(each.default or "", scope) for each in table.outputs}]
        value = table_value(table, hits, self._evaluator)
        is_aggregated = table.policy is HitPolicy.COLLECT and table.aggregation is not None
        self._trace.hits += [{table.outputs[0].name or name: value}] if is_aggregated else hits
        return value

    def _input(self, clause: Input, scope: Scope) -> object:
        value = self._evaluator.value(clause.expression, scope) if clause.expression else None
        allowed = clause.values or self._types.allowed(clause.type)
        if value is None or allowed is None or self._evaluator.test(allowed, value, scope) is True:
            return value
        return self._evaluator.null(f"{clause.label} is {feel.to_text(value)[:80]}, which is not among {allowed}")

    def _fits(self, row: Row, inputs: list[object], scope: Scope) -> bool:
        return all(
            not test or self._evaluator.test(test, value, scope) is True
            for test, value in zip(row.tests, inputs, strict=False)
        )

    def _outputs(self, row: Row, scope: Scope, name: str) -> dict[str, object]:
        # a release that was published before the checks found it may hold a row with too few cells
        missing = len(self._table.outputs) - len(row.outputs)
        cells = zip(self._table.outputs, (*row.outputs, *[""] * missing), strict=False)
        return {output.name or name: self._cell(text, scope) for output, text in cells}

    def _cell(self, text: str, scope: Scope) -> object:
        return self._evaluator.value(text, scope) if text and text != "-" else None

    def _rank(self, output: Output, scope: Scope) -> Callable[[object], int]:
        """The place of a value in the output's list of values; values that are not listed come last."""
        text = output.values or self._types.allowed(output.type)
        order = self._evaluator.value(f"[{text}]", scope) if text else []
        listed = order if isinstance(order, list) else []

        def rank(value: object) -> int:
            places = (
                place for place, item in enumerate(listed) if feel.evaluate("a = b", {"a": item, "b": value}) is True
            )
            return next(places, len(listed))

        return rank

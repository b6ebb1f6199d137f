"""Checks of expressions and tables: what does not parse, reads unknown names, or leaves no answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from service import feel
from service.engine.decisions.completeness import Patience, check_rows
from service.engine.decisions.model import (
    Aggregation,
    Entries,
    FunctionLogic,
    HitPolicy,
    Invocation,
    Items,
    ItemType,
    Literal,
    Logic,
    Relation,
    Row,
    Table,
)
from service.engine.decisions.types import local
from service.feel import trees
from service.findings import Finding, Severity

_SHOWN = 200  # characters of an expression in a message
_RANKED = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})
_HINDERS_COMPARING = frozenset({"expression-unreadable", "row-uneven"})  # rows with these cannot be compared


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Where an expression stands and what it may name."""

    file: str
    owner: str
    names: frozenset[str] | None  # None: names are not checked
    functions: frozenset[str]
    types: Mapping[str, ItemType]
    patience: Patience

    def with_names(self, more: frozenset[str]) -> "Sight":
        names = None if self.names is None else self.names | more
        return replace(self, names=names, functions=self.functions | more)

    def finding(self, element: str | None, code: str, message: str, remedy: str) -> Finding:
        return Finding(file=self.file, element=element or self.owner, code=code, message=message, remedy=remedy)

    def allowed(self, name: str | None) -> str | None:
        item = self.types.get(local(name))
        return None if item is None else item.allowed


def check_logic(logic: Logic, sight: Sight) -> Iterator[Finding]:
    """Check one piece of logic and everything in it."""
    match logic:
        case Literal():
            yield from _expression(logic.text, logic.id, sight)
        case Table():
            yield from _table(logic, sight)
        case Entries():
            yield from _entries(logic, sight)
        case Items():
            yield from _each(logic.items, sight)
        case Relation():
            yield from _each(tuple(cell for row in logic.rows for cell in row), sight)
        case Invocation():
            yield from _each((logic.function, *(value for _, value in logic.bindings)), sight)
        case FunctionLogic():
            yield from check_logic(logic.body, sight.with_names(frozenset(logic.parameters)))


def _each(logics: tuple[Logic, ...], sight: Sight) -> Iterator[Finding]:
    for logic in logics:
        yield from check_logic(logic, sight)


def _entries(logic: Entries, sight: Sight) -> Iterator[Finding]:
    for key, value in logic.entries:
        yield from check_logic(value, sight)
        sight = sight.with_names(frozenset({key} if key else ()))


def _expression(text: str, element: str | None, sight: Sight) -> Iterator[Finding]:
    if not text:
        yield sight.finding(element, "expression-empty", "The expression is empty.", "Write the expression.")
        return
    yield from _parsed(text, element, sight, feel.parse)


def _parsed(
    text: str, element: str | None, sight: Sight, parse: Callable[[str, frozenset[str]], feel.Expression]
) -> Iterator[Finding]:
    """Findings about a text that is parsed as an expression or as a unary test."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
    try:
        tree = parse(text, sight.names or frozenset()).tree
    except feel.FeelSyntaxError as error:
        yield sight.finding(element, "expression-unreadable", f'"{shown}": {error}.', "Correct the expression.")
        return
    for name in sorted(trees.called(tree) - sight.functions):
        message = f'"{shown}" calls the function {name}, which does not exist.'
        yield sight.finding(element, "function-unknown", message, "Use a function of FEEL or of the service.")
    unknown = () if sight.names is None else sorted(trees.root_names(tree) - sight.names - sight.functions)
    for name in unknown:
        message = f'"{shown}" reads "{name}", which nothing provides.'
        yield sight.finding(element, "name-unknown", message, "Correct the name, or let the process set the variable.")


def _table(table: Table, sight: Sight) -> Iterator[Finding]:
    findings = [*_columns(table, sight), *_rows(table, sight)]
    yield from findings
    if not any(finding.code in _HINDERS_COMPARING for finding in findings):
        yield from check_rows(table, (sight.file, sight.owner), sight.allowed, sight.patience)


def _columns(table: Table, sight: Sight) -> Iterator[Finding]:
    for clause in table.inputs:
        if clause.expression:
            yield from _parsed(clause.expression, clause.id, sight, feel.parse)
        if clause.values:
            yield from _parsed(clause.values, clause.id, sight, feel.parse_unary_tests)
    yield from _output_columns(table, sight)
    if table.aggregation not in {None, Aggregation.COUNT} and len(table.outputs) > 1:
        message = f"{table.aggregation} needs one output column."
        yield sight.finding(table.id, "aggregation-outputs", message, "Leave one output column.")


def _output_columns(table: Table, sight: Sight) -> Iterator[Finding]:
    for output in table.outputs:
        if output.values:
            yield from _parsed(f"[{output.values}]", output.id, sight, feel.parse)
        if output.default:
            yield from _parsed(output.default, output.id, sight, feel.parse)
    if table.policy in _RANKED and not any(each.values or sight.allowed(each.type) for each in table.outputs):
        message = f"The hit policy {table.policy} needs the output values in order of priority."
        yield sight.finding(table.id, "output-values-missing", message, "List the output's values, first wins.")


def _rows(table: Table, sight: Sight) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in table.rows:
        if row.id in seen:
            message = f'The rows {seen[row.id]} and {row.number} have the same id "{row.id}".'
            yield sight.finding(row.id, "id-twice", message, "Give each row its own id.")
        seen[row.id] = row.number
        yield from _row(table, row, sight)


def _row(table: Table, row: Row, sight: Sight) -> Iterator[Finding]:
    if len(row.tests) != len(table.inputs) or len(row.outputs) != len(table.outputs):
        message = f"Row {row.number} has not one cell for each column."
        yield sight.finding(row.id, "row-uneven", message, "Draw the row again.")
        return
    for text, element in zip(row.tests, row.test_ids, strict=False):
        if text:
            yield from _parsed(text, element or row.id, sight, feel.parse_unary_tests)
    for text, element in zip(row.outputs, row.output_ids, strict=False):
        if text and text != "-":
            yield from _parsed(text, element or row.id, sight, feel.parse)
    yield from _empty_outputs(table, row, sight)


def _empty_outputs(table: Table, row: Row, sight: Sight) -> Iterator[Finding]:
    empty = [
        output.name or "the output"
        for output, text in zip(table.outputs, row.outputs, strict=True)
        if not text or text == "-"
    ]
    if empty:
        yield Finding(
            file=sight.file,
            element=row.id,
            code="output-empty",
            message=f"Row {row.number} gives nothing for {', '.join(empty)}.",
            remedy='Fill the cell; write null or "" when nothing is meant.',
            severity=Severity.ERROR if len(empty) == len(row.outputs) else Severity.WARNING,
        )

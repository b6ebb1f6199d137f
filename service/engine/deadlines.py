"""The authority's deadlines: the decision table `deadlines`, whose rows are read as data.

One input, `key`; every row is one deadline.  The columns are those of service.clocks.DeadlineRule.
"""

from collections.abc import Iterator, Mapping

from service import feel
from service.clocks import DeadlineRule
from service.clocks.errors import ClockError
from service.engine.decisions import Decisions
from service.engine.decisions.model import Row, Table
from service.engine.errors import ReleaseError
from service.feel import nodes
from service.findings import Finding

DECISION = "deadlines"
_NEEDED = frozenset({"amount", "unit", "from"})
_COLUMNS = _NEEDED | {"label", "met_by", "at", "repeat", "roll", "enforcement", "rule"}


def read_deadlines(decisions: Decisions) -> Mapping[str, DeadlineRule]:
    """The deadlines by key; none when the release has no such table.

    :raises ReleaseError: with a finding for every row that is no deadline.
    """
    reader = _Reader(decisions)
    rules = reader.rules()
    if reader.findings:
        raise ReleaseError(reader.findings)
    return rules


class _Reader:
    def __init__(self, decisions: Decisions) -> None:
        self._decision = decisions.model.decisions.get(DECISION)
        self.findings: list[Finding] = []

    def rules(self) -> dict[str, DeadlineRule]:
        table = self._table()
        if table is None:
            return {}
        rules: dict[str, DeadlineRule] = {}
        for row, rule in self._read_rows(table):
            if rule.key in rules:
                message = f'The deadline "{rule.key}" stands in two rows, the second is row {row.number}.'
                self._report(row.id, "deadline-twice", message, "Give each deadline its own key.")
            else:
                rules[rule.key] = rule
        return rules

    def _table(self) -> Table | None:
        if self._decision is None:
            return None
        table = self._decision.logic
        if not isinstance(table, Table) or [each.expression for each in table.inputs] != ["key"]:
            message = "The decision deadlines is not a table with the one input key."
            self._report(DECISION, "deadlines-table", message, "Draw it as a decision table with the input key.")
            return None
        self._check_columns([output.name for output in table.outputs])
        return table

    def _check_columns(self, names: list[str]) -> None:
        for name in sorted(_NEEDED - set(names)):
            self._report(DECISION, "deadlines-column", f'The column "{name}" is missing.', "Add the output column.")
        for name in sorted(set(names) - _COLUMNS):
            remedy = f"Use one of: {', '.join(sorted(_COLUMNS))}."
            self._report(DECISION, "deadlines-column", f'The column "{name}" is unknown.', remedy)

    def _read_rows(self, table: Table) -> Iterator[tuple[Row, DeadlineRule]]:
        names = [output.name for output in table.outputs]
        for row in table.rows:
            key = _key(row)
            if key is None:
                message = f"The key of row {row.number} is not one text in quotes."
                self._report(row.id, "deadline-key", message, 'Write the key in quotes, such as "first_visit".')
                continue
            rule = self._rule(row, key, names)
            if rule is not None:
                yield row, rule

    def _rule(self, row: Row, key: str, names: list[str]) -> DeadlineRule | None:
        try:
            cells = {name: _literal(text) for name, text in zip(names, row.outputs, strict=False)}
            rule = DeadlineRule.from_row(key, cells)
        except feel.FeelSyntaxError as error:
            message = f'A cell of the deadline "{key}" cannot be read: {error}.'
            self._report(row.id, "deadline-cell", message, "Write texts in quotes and numbers as digits.")
        except ClockError as error:
            self._report(row.id, "deadline-invalid", str(error), f"Correct row {row.number} of deadlines.dmn.")
        else:
            return self._with_start(row, rule)
        return None

    def _with_start(self, row: Row, rule: DeadlineRule) -> DeadlineRule | None:
        """Every deadline counts from an event; only the sittings of a panel do not."""
        if rule.start or (rule.repeat and rule.at is not None):
            return rule
        message = f'The deadline "{rule.key}" does not say from which event it counts.'
        self._report(row.id, "deadline-start-missing", message, "Name the event in the column from.")
        return None

    def _report(self, element: str, code: str, message: str, remedy: str) -> None:  # noqa: PLR0917 - the four parts of a finding
        file = DECISION if self._decision is None else self._decision.file
        self.findings.append(Finding(file=file, element=element, code=code, message=message, remedy=remedy))


def _key(row: Row) -> str | None:
    try:
        tree = feel.parse_unary_tests(row.tests[0] if row.tests else "").tree
    except feel.FeelSyntaxError:
        return None
    if not isinstance(tree, nodes.Tests) or tree.negated or len(tree.tests) != 1:
        return None
    only = tree.tests[0]
    return only.value if isinstance(only, nodes.Literal) and isinstance(only.value, str) else None


def _literal(text: str) -> object:
    """The value of a cell that holds a literal; cells are data and look at nothing."""
    return feel.evaluate(text) if text and text != "-" else None

"""Cells of decision tables as people write them, and the rows of the deadlines as plain values."""

import re
from collections.abc import Mapping, Sequence

from service import feel
from service.clocks import ClockError, DeadlineRule
from service.errors import InvalidInputError
from service.feel import FeelSyntaxError
from service.library.tables.model import Column, DecisionTable, TableRow

LONGEST_CELL = 2_000
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PLAIN = ("label", "unit", "from", "met_by", "at", "roll", "enforcement", "rule")
_WRONG = re.compile(r'^The deadline ".*" has a wrong (\w+): ')


def field_of(place: int) -> str:
    """The name of a cell in errors."""
    return f"cell-{place}"


def check_cells(table: DecisionTable, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells as they are written.  :raises InvalidInputError: by `field_of` each that cannot be read."""
    if len(cells) != len(table.columns):
        raise InvalidInputError({field_of(0): ["The columns of the table have changed. Open it again."]})
    found = tuple(cell.strip().replace("\r\n", "\n") for cell in cells)
    wrong = {
        field_of(place): [sentence]
        for place, (column, cell) in enumerate(zip(table.columns, found, strict=True))
        if (sentence := _fault(column, cell))
    }
    if wrong:
        raise InvalidInputError(wrong)
    return found


def _fault(column: Column, cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        return f"{column.label} must have {LONGEST_CELL:,} characters or fewer."
    if not cell or cell == "-":
        return ""
    read = feel.parse if column.answers else feel.parse_unary_tests
    try:
        read(cell)
    except FeelSyntaxError as error:
        return f"{column.label} cannot be read: {error}. Write texts in quotes and numbers as digits."
    return ""


def deadline_of(table: DecisionTable, row: TableRow) -> Mapping[str, str]:
    """Return the row of the table of deadlines as plain values by column, `key` among them."""
    return {column.name: plain(cell) for column, cell in zip(table.columns, row.cells, strict=False)}


def plain(cell: str) -> str:
    """Return the text of a literal without its quotes; what is no literal text stays as it is."""
    try:
        value = feel.evaluate(cell) if cell.startswith('"') else None
    except FeelSyntaxError:
        return cell
    if isinstance(value, str):
        return value
    return "" if cell in {"-", "null"} else cell


def cells_of_deadline(table: DecisionTable, values: Mapping[str, str], *, row: str = "") -> tuple[str, ...]:
    """Return the cells of a deadline that was filled in as plain values; `row`: the one that it replaces.

    :raises InvalidInputError: by column, what cannot be a deadline.
    """
    said = {name: " ".join(value.split()) for name, value in values.items()}
    _check_key(table, said.get("key", ""), row)
    _check_rule(said)
    return tuple(_cell(column, said.get(column.name, "")) for column in table.columns)


def _check_key(table: DecisionTable, key: str, row: str) -> None:
    if not KEY.fullmatch(key):
        sentence = "The key must begin with a small letter and hold small letters, digits and _ only: first_visit."
        raise InvalidInputError({"key": [sentence]})
    taken = {plain(table.cell(each, "key")): each.id for each in table.rows}
    if taken.get(key, row) != row:
        raise InvalidInputError({"key": ["Another deadline has this key. Choose one of its own."]})


def _check_rule(said: Mapping[str, str]) -> None:
    wrong = {}
    if not said.get("label"):
        wrong["label"] = ["Enter what people call this deadline."]
    if not re.fullmatch(r"\d{1,5}", said.get("amount", "")):
        wrong["amount"] = ["Enter how long it is as a whole number, such as 5."]
    if wrong:
        raise InvalidInputError(wrong)
    row: dict[str, object] = {name: said.get(name, "") for name in _PLAIN}
    try:
        rule = DeadlineRule.from_row(
            said["key"], {**row, "amount": int(said["amount"]), "repeat": said.get("repeat") == "true"}
        )
    except ClockError as error:
        found = _WRONG.match(str(error))
        sentence = _WRONG.sub("", str(error))
        raise InvalidInputError({found[1] if found else "key": [sentence[:1].upper() + sentence[1:]]}) from error
    if not rule.start and not (rule.repeat and rule.at is not None):
        raise InvalidInputError({"from": ["Choose what it counts from. Only the sittings of a panel need nothing."]})


def _cell(column: Column, value: str) -> str:
    if column.name == "amount":
        return value
    if column.name == "repeat":
        return "true" if value == "true" else "false"
    return quoted(value)


def quoted(text: str) -> str:
    """Return the text as a literal of FEEL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""What can be asked of a decision table."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Towards(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class SetRow:
    """`cells`: FEEL for every column, inputs first."""

    table: str
    row: str
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class AddRow:
    """`after`: id of a row; "" puts it last."""

    table: str
    cells: Sequence[str]
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class RemoveRow:
    table: str
    row: str


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    table: str
    row: str
    towards: Towards


RowChange = SetRow | AddRow | RemoveRow | MoveRow

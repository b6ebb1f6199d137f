"""Decision tables as forms: read row by row, and changed where they lie in their file."""

from service.library.tables.cells import cells_of_deadline, deadline_of
from service.library.tables.changes import AddRow, MoveRow, RemoveRow, RowChange, SetRow, Towards
from service.library.tables.edit import apply_to_table
from service.library.tables.model import Column, DecisionTable, TableFile, TableRow
from service.library.tables.read import read_table_file

__all__ = [
    "AddRow",
    "Column",
    "DecisionTable",
    "MoveRow",
    "RemoveRow",
    "RowChange",
    "SetRow",
    "TableFile",
    "TableRow",
    "Towards",
    "apply_to_table",
    "cells_of_deadline",
    "deadline_of",
    "read_table_file",
]

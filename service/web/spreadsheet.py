"""Tables for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the rows under their heads; no program takes a text for a formula."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(heads)
    table.writerows([cell(text) for text in row] for row in rows)
    return written.getvalue()


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text

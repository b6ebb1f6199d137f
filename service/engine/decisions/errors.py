"""What can go wrong while a decision is evaluated: the model is wrong, not the data (bad data gives null)."""

from collections.abc import Sequence

from service.engine.errors import EngineError


class DecisionError(EngineError):
    """The decision cannot be evaluated."""


class RowConflictError(DecisionError):
    """The hit policy allows one answer, and rows gave several."""

    def __init__(self, decision: str, policy: str, rows: Sequence[tuple[int, str]]) -> None:
        names = ", ".join(f"{number} ({row})" for number, row in rows)
        super().__init__(
            f'The decision "{decision}" has the hit policy {policy}, and the rows {names} all apply with '
            "different answers. Make their conditions exclude each other."
            if policy == "ANY"
            else f'The decision "{decision}" has the hit policy {policy}, and the rows {names} apply at the same time. '
            "Make their conditions exclude each other."
        )
        self.rows = tuple(rows)

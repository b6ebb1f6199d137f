"""DMN: read decision files, evaluate decisions, check them before publication."""

from service.engine.decisions.checks import check_decisions
from service.engine.decisions.errors import DecisionError, RowConflictError
from service.engine.decisions.evaluator import Decisions, read_decisions
from service.engine.decisions.results import DecisionResult, ResultShape, map_result

__all__ = [
    "DecisionError",
    "DecisionResult",
    "Decisions",
    "ResultShape",
    "RowConflictError",
    "check_decisions",
    "map_result",
    "read_decisions",
]

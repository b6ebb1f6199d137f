"""What a decision gives, and the shapes in which a process takes it (Camunda 7's mapDecisionResult)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.engine.decisions.errors import DecisionError


@dataclass(frozen=True, kw_only=True)
class DecisionResult:
    decision: str
    value: object  # as DMN defines it for the hit policy
    rows: tuple[str, ...]  # ids of the rows that fired, in the order of the result
    inputs: Mapping[str, object]  # what the table looked at, by expression; for other logic: the variables it read
    hits: tuple[Mapping[str, object], ...]  # outputs by name, one for each row of the result
    reasons: tuple[str, ...]  # why something was null
    required: "tuple[DecisionResult, ...]" = ()


class ResultShape(StrEnum):
    SINGLE_ENTRY = "singleEntry"
    SINGLE_RESULT = "singleResult"
    COLLECT_ENTRIES = "collectEntries"
    RESULT_LIST = "resultList"


def map_result(result: DecisionResult, shape: ResultShape) -> object:
    """Shape a result: one value, one context, a list of values, or a list of contexts; null when no row fired.

    :raises DecisionError: when there are more rows or outputs than the shape holds.
    """
    match shape:
        case ResultShape.SINGLE_ENTRY:
            hit = _only_hit(result)
            return None if hit is None else _only_value(result, hit)
        case ResultShape.SINGLE_RESULT:
            return _only_hit(result)
        case ResultShape.COLLECT_ENTRIES:
            return [_only_value(result, hit) for hit in result.hits]
        case ResultShape.RESULT_LIST:
            return [dict(hit) for hit in result.hits]


def _only_hit(result: DecisionResult) -> dict[str, object] | None:
    if len(result.hits) > 1:
        raise DecisionError(f'The decision "{result.decision}" gave {len(result.hits)} rows where one was expected.')
    return dict(result.hits[0]) if result.hits else None


def _only_value(result: DecisionResult, hit: Mapping[str, object]) -> object:
    if len(hit) != 1:
        raise DecisionError(f'The decision "{result.decision}" gave {len(hit)} outputs where one was expected.')
    return next(iter(hit.values()))

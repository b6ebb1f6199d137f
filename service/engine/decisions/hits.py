"""Hit policies: from the rows that apply to the value of the table (DMN 1.5, 8.2.10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service import feel
from service.engine.decisions.errors import RowConflictError
from service.engine.decisions.model import SINGLE_HIT, Aggregation, HitPolicy, Row, Table

_AGGREGATE = {
    Aggregation.SUM: "sum(values)",
    Aggregation.MIN: "min(values)",
    Aggregation.MAX: "max(values)",
}


@dataclass(frozen=True, kw_only=True)
class Hit:
    row: Row
    outputs: Mapping[str, object]


Ranks = Sequence[Callable[[object], int]]  # for each output: the place of a value in its list of output values


def chosen(decision: str, table: Table, hits: Sequence[Hit], ranks: Ranks) -> list[Hit]:
    """The hits that make the result, in its order.

    :raises RowConflictError: when UNIQUE has several hits, or ANY hits with different outputs.
    """
    match table.policy:
        case HitPolicy.UNIQUE:
            return _unique(decision, hits)
        case HitPolicy.ANY:
            return _any(decision, hits)
        case HitPolicy.FIRST:
            return list(hits[:1])
        case HitPolicy.PRIORITY:
            return _by_rank(hits, ranks)[:1]
        case HitPolicy.OUTPUT_ORDER:
            return _by_rank(hits, ranks)
        case HitPolicy.RULE_ORDER | HitPolicy.COLLECT:
            return list(hits)


def _unique(decision: str, hits: Sequence[Hit]) -> list[Hit]:
    if len(hits) > 1:
        raise RowConflictError(decision, HitPolicy.UNIQUE, [(hit.row.number, hit.row.id) for hit in hits])
    return list(hits)


def _any(decision: str, hits: Sequence[Hit]) -> list[Hit]:
    if any(feel_differs(hits[0].outputs, hit.outputs) for hit in hits[1:]):
        raise RowConflictError(decision, HitPolicy.ANY, [(hit.row.number, hit.row.id) for hit in hits])
    return list(hits)


def feel_differs(one: Mapping[str, object], two: Mapping[str, object]) -> bool:
    return feel.evaluate("one = two", {"one": dict(one), "two": dict(two)}) is not True


def _by_rank(hits: Sequence[Hit], ranks: Ranks) -> list[Hit]:
    def key(hit: Hit) -> tuple[int, ...]:
        return tuple(rank(value) for rank, value in zip(ranks, hit.outputs.values(), strict=True))

    return sorted(hits, key=key)


def table_value(table: Table, hits: Sequence[Mapping[str, object]], evaluator: feel.Evaluator) -> object:
    """The value of the whole table."""
    values = [_row_value(table, hit) for hit in hits]
    if table.policy in SINGLE_HIT:
        return values[0] if values else None
    if table.policy is HitPolicy.COLLECT and table.aggregation is not None:
        return aggregated(table.aggregation, values, evaluator)
    return values


def _row_value(table: Table, outputs: Mapping[str, object]) -> object:
    return next(iter(outputs.values())) if len(table.outputs) == 1 else dict(outputs)


def aggregated(aggregation: Aggregation, values: list[object], evaluator: feel.Evaluator) -> object:
    """One value of many; null for no values, but their count is 0."""
    if aggregation is Aggregation.COUNT:
        return len(values)
    return evaluator.value(_AGGREGATE[aggregation], {"values": values}) if values else None

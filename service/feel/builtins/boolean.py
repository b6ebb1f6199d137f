"""not(), and the questions whether something is there or the same."""

import datetime as dt

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.compare import same
from service.feel.run import Run
from service.feel.temporal import format_time
from service.feel.values import Kind, kind_of


@built_in("not(negand: any)")
def negation(negand: object) -> bool | None:
    return not negand if isinstance(negand, bool) else None


@built_in("is defined(value: any)")
def is_defined(value: object) -> bool:
    return value is not None


@built_in_of_run("is(value1: any, value2: any)")
def is_same(run: Run, one: object, two: object) -> bool:
    """Same kind and same element of it: times count as the same only with the same zone."""
    if kind_of(one) is not kind_of(two):
        return False
    if kind_of(one) in {Kind.TIME, Kind.DATE_TIME}:
        return one == two and _zone(one) == _zone(two)
    return same(one, two, run.tick)


def _zone(value: object) -> str:
    return format_time(value) if isinstance(value, dt.time | dt.datetime) else ""

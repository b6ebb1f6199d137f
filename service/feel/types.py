"""`instance of`: whether a value belongs to a FEEL type (DMN 1.5, 10.3.2.9)."""

from collections.abc import Mapping

from service.feel.nodes import Type
from service.feel.values import Function, Kind, Range, kind_of

_NAMES: dict[str, frozenset[Kind]] = {
    "number": frozenset({Kind.NUMBER}),
    "string": frozenset({Kind.STRING}),
    "boolean": frozenset({Kind.BOOLEAN}),
    "date": frozenset({Kind.DATE}),
    "time": frozenset({Kind.TIME}),
    "date and time": frozenset({Kind.DATE_TIME}),
    "dateTime": frozenset({Kind.DATE_TIME}),
    "days and time duration": frozenset({Kind.DAYS}),
    "dayTimeDuration": frozenset({Kind.DAYS}),
    "years and months duration": frozenset({Kind.MONTHS}),
    "yearMonthDuration": frozenset({Kind.MONTHS}),
    "list": frozenset({Kind.LIST}),
    "context": frozenset({Kind.CONTEXT}),
    "range": frozenset({Kind.RANGE}),
    "function": frozenset({Kind.FUNCTION}),
    "Null": frozenset({Kind.NULL}),
    "null": frozenset({Kind.NULL}),
    "Any": frozenset(Kind) - {Kind.NULL, Kind.UNKNOWN},
}


def is_instance(value: object, wanted: Type) -> bool | None:
    """Whether the value is of the type; None when there is no such type."""
    kinds = _NAMES.get(wanted.name)
    if kinds is None:
        return None
    if kind_of(value) not in kinds:
        return False
    return _members_fit(value, wanted)


def _members_fit(value: object, wanted: Type) -> bool:
    if isinstance(value, Mapping):
        return all(
            key in value and (value[key] is None or is_instance(value[key], kind)) for key, kind in wanted.members
        )
    if isinstance(value, list | tuple) and wanted.of:
        return all(is_instance(item, wanted.of[0]) is True for item in value)
    if isinstance(value, Range) and wanted.of:
        bounds = (value.start, value.end)
        return all(bound is None or is_instance(bound, wanted.of[0]) is True for bound in bounds)
    if isinstance(value, Function) and wanted.of:
        return len(value.parameters) == len(wanted.of)
    return True

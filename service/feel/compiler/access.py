"""Names, members and filters."""

import datetime as dt
from collections.abc import Mapping

from service.feel import nodes
from service.feel.compiler.literals import Build
from service.feel.decimals import whole
from service.feel.functions import find_function
from service.feel.members import MEMBERS, member_of
from service.feel.run import MISSING, Code, Run, Scope
from service.feel.values import Number, Range, YearsMonths, is_number


def name(node: nodes.Name, _build: Build) -> Code:
    wanted = node.name

    def run(scope: Scope) -> object:
        values = scope.values
        if wanted in values:
            return values[wanted]
        value = scope.find(wanted)
        return _function_or_null(scope.run, wanted) if value is MISSING else value

    return run


def _function_or_null(run: Run, wanted: str) -> object:
    function = find_function(run, wanted)
    return run.null(f'there is no variable "{wanted}"') if function is None else function


def member(node: nodes.Member, build: Build) -> Code:
    source, wanted = build(node.source), node.name

    def run(scope: Scope) -> object:
        value = source(scope)
        if type(value) is dict and wanted in value:
            return value[wanted]
        return _member(scope.run, value, wanted)

    return run


def _member(run: Run, value: object, wanted: str) -> object:
    if isinstance(value, Mapping):
        return value[wanted] if wanted in value else run.null(f'the context has no "{wanted}"')
    if isinstance(value, list | tuple):
        run.tick(len(value))
        return [_member(run, item, wanted) for item in value]
    if isinstance(value, dt.date | dt.time | dt.timedelta | YearsMonths | Range) and wanted in MEMBERS:
        return member_of(run, value, wanted)
    return run.null(f'{"null" if value is None else "the value"} has no "{wanted}"')


def filtered(node: nodes.Filter, build: Build) -> Code:
    source, condition = build(node.source), build(node.condition)

    def run(scope: Scope) -> object:
        value = source(scope)
        items = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
        return _filter(scope, items, condition)

    def indexed(scope: Scope) -> object:
        value = source(scope)
        index = condition(scope)
        items = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return _element(scope.run, items, index) if is_number(index) else None

    constant = isinstance(node.condition, nodes.Literal) and is_number(node.condition.value)
    return indexed if constant else run


def _filter(scope: Scope, items: list[object], condition: Code) -> object:
    kept: list[object] = []
    for item in items or [None]:
        scope.run.tick()
        verdict = condition(_item_scope(scope, item))
        if is_number(verdict):
            return _element(scope.run, items, verdict)
        if verdict is True and items:
            kept.append(item)
    return kept


def _item_scope(scope: Scope, item: object) -> Scope:
    """The item's members first, then `item`, then what is around."""
    inner = scope.inner({"item": item})
    return inner.inner(item) if isinstance(item, Mapping) else inner


def _element(run: Run, items: list[object] | tuple[object, ...], index: object) -> object:
    place = whole(index) if isinstance(index, Number) else None
    if place is None or place == 0 or abs(place) > len(items):
        return run.null(f"the list has no element {index}")
    return items[place - 1 if place > 0 else place]

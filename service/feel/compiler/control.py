"""if, for, some and every."""

import datetime as dt
from collections.abc import Iterator

from service.feel import nodes
from service.feel.compiler.literals import Build
from service.feel.decimals import whole
from service.feel.run import Code, Run, Scope
from service.feel.trees import reads
from service.feel.values import Number, Range, is_number


def conditional(node: nodes.If, build: Build) -> Code:
    condition, then, otherwise = build(node.condition), build(node.then), build(node.otherwise)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


_Source = tuple[str, Code, Code | None]


def _sources(iterators: tuple[nodes.Iterator, ...], build: Build) -> list[_Source]:
    return [(each.name, build(each.source), None if each.end is None else build(each.end)) for each in iterators]


def loop(node: nodes.For, build: Build) -> Code:
    """`for`: the body sees the results so far as `partial`."""
    sources, body = _sources(node.iterators, build), build(node.body)
    uses_partial = reads(node.body, "partial")

    def run(scope: Scope) -> object:
        results: list[object] = []
        for bound in _combinations(scope, sources):
            if bound is None:
                return None
            if uses_partial:
                scope.run.tick(len(results) // 64)
            # each round gets its own list, so that a result that holds `partial` does not hold itself
            round_scope = bound.inner({"partial": list(results)}) if uses_partial else bound
            results.append(body(round_scope))
        return results

    return run


def quantified(node: nodes.Quantified, build: Build) -> Code:
    """`some` is an `or`, `every` an `and` over all combinations."""
    sources, condition = _sources(node.iterators, build), build(node.condition)
    decisive = not node.every

    def run(scope: Scope) -> object:
        result: bool | None = not decisive
        for bound in _combinations(scope, sources):
            verdict = None if bound is None else condition(bound)
            if verdict is decisive:
                return decisive
            if verdict is not (not decisive):
                result = None
        return result

    return run


def _combinations(scope: Scope, sources: list[_Source]) -> Iterator[Scope | None]:
    """The scopes of all rounds, the last iterator turning fastest; None when a source cannot be gone through."""
    name, source, end = sources[0]
    rest = sources[1:]
    items = _items(scope.run, source(scope), None if end is None else (end(scope),))
    if items is None:
        yield None
        return
    for item in items:
        scope.run.tick()
        bound = scope.inner({name: item})
        if rest:
            yield from _combinations(bound, rest)
        else:
            yield bound


def _items(run: Run, value: object, end: tuple[object] | None) -> Iterator[object] | None:
    if end is not None:
        return _steps(run, value, end[0])
    if isinstance(value, list | tuple):
        return iter(value)
    if isinstance(value, Range):
        return _within(run, value)
    if value is None:
        run.null("there is nothing to go through: the list is null")
        return None
    return iter([value])


def _within(run: Run, bounds: Range) -> Iterator[object] | None:
    """The whole numbers or days in a range; bounds that are not included are left out."""
    steps = _steps(run, bounds.start, bounds.end)
    if steps is None:
        return None
    left_out = [
        bound for bound, kept in ((bounds.start, bounds.start_included), (bounds.end, bounds.end_included)) if not kept
    ]
    return (step for step in steps if step not in left_out)


def _steps(run: Run, start: object, end: object) -> Iterator[object] | None:
    """From start to end, up or down, by one or by a day."""
    if type(start) is dt.date and type(end) is dt.date:
        return _days(start, end)
    if is_number(start) and is_number(end) and isinstance(start, Number) and isinstance(end, Number):
        first, last = whole(start), whole(end)
        if first is not None and last is not None:
            return iter(range(first, last + 1) if first <= last else range(first, last - 1, -1))
    run.null("for needs whole numbers or dates as bounds")
    return None


def _days(start: dt.date, end: dt.date) -> Iterator[object]:
    direction = 1 if start <= end else -1
    numbers = range(start.toordinal(), end.toordinal() + direction, direction)
    return (dt.date.fromordinal(number) for number in numbers)

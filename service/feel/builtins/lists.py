"""List functions (DMN 1.5, table 75).  Positions count from 1; negative ones from the end."""

from collections.abc import Callable
from decimal import Decimal

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.compare import less, same
from service.feel.decimals import CONTEXT, fitted, whole
from service.feel.run import Run, call_function
from service.feel.values import Function, Number, is_number

Items = list[object]


@built_in_of_run("list contains(list: list, element: any)")
def list_contains(run: Run, items: Items, element: object) -> bool:
    run.tick(len(items))
    return any(same(item, element, run.tick) for item in items)


@built_in("count(list: list)")
def count(items: Items) -> int:
    return len(items)


@built_in_of_run("min(list: list)", "min(values...: any)")
def minimum(run: Run, *values: object) -> object:
    return _extreme(run, values, less)


@built_in_of_run("max(list: list)", "max(values...: any)")
def maximum(run: Run, *values: object) -> object:
    return _extreme(run, values, lambda left, right: less(right, left))


def _all_of(values: tuple[object, ...]) -> Items:
    """The elements of the one list, or the arguments themselves."""
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def _extreme(run: Run, values: tuple[object, ...], better: Callable[[object, object], bool | None]) -> object:
    items = _all_of(values)
    if not items:
        return run.null("the list is empty")
    run.tick(len(items))
    best = items[0]
    for item in items:
        verdict = better(item, best)
        if verdict is None:
            return run.null("the list holds values without a common order")
        best = item if verdict else best
    return best


def _numbers(values: tuple[object, ...]) -> list[Number]:
    """The numbers of a list.

    :raises ValueError: when there are none, or something else is among them.
    """
    items = _all_of(values)
    numbers = [item for item in items if is_number(item) and isinstance(item, int | Decimal)]
    if not numbers or len(numbers) < len(items):
        raise ValueError("the list is empty or holds something that is no number")
    return numbers


def _total(numbers: list[Number]) -> Number:
    if all(isinstance(number, int) for number in numbers):
        return fitted(sum(int(number) for number in numbers))
    total = Decimal(0)
    for number in numbers:
        total = CONTEXT.add(total, Decimal(number))
    return total


def _divided(left: Number, right: Number) -> Number:
    result = CONTEXT.divide(Decimal(left), Decimal(right))
    exact = whole(result)
    return result if exact is None else exact


@built_in("sum(list: list)", "sum(values...: any)")
def total(*values: object) -> Number:
    return _total(_numbers(values))


@built_in("mean(list: list)", "mean(values...: any)")
def mean(*values: object) -> Number:
    numbers = _numbers(values)
    return _divided(_total(numbers), len(numbers))


@built_in("product(list: list)", "product(values...: any)")
def product(*values: object) -> Number:
    result: Number = 1
    for number in _numbers(values):
        result = (
            fitted(result * number)
            if isinstance(result, int) and isinstance(number, int)
            else CONTEXT.multiply(Decimal(result), Decimal(number))
        )
    return result


@built_in("median(list: list)", "median(values...: any)")
def median(*values: object) -> Number:
    numbers = sorted(_numbers(values))
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _divided(_total(numbers[middle - 1 : middle + 1]), 2)


@built_in("stddev(list: list)", "stddev(values...: any)")
def standard_deviation(*values: object) -> Number:
    """Of a sample: divided by one less than the count."""
    numbers = _numbers(values)
    if len(numbers) <= 1:
        raise ValueError("a deviation needs two numbers")
    average = Decimal(mean(numbers))
    squares = [CONTEXT.power(CONTEXT.subtract(Decimal(number), average), 2) for number in numbers]
    result = CONTEXT.sqrt(CONTEXT.divide(Decimal(_total([*squares])), Decimal(len(numbers) - 1)))
    exact = whole(result)
    return result if exact is None else exact


@built_in("mode(list: list)", "mode(values...: any)")
def mode(*values: object) -> Items:
    """The most frequent numbers, ascending; of an empty list none."""
    if not _all_of(values):
        return []
    counts: dict[Number, int] = {}
    for number in _numbers(values):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return [number for number in sorted(counts) if counts[number] == most]


@built_in("all(list: list)", "all(values...: any)")
def every(*values: object) -> bool | None:
    return _joined(values, decisive=False)


@built_in("any(list: list)", "any(values...: any)")
def some(*values: object) -> bool | None:
    return _joined(values, decisive=True)


def _joined(values: tuple[object, ...], *, decisive: bool) -> bool | None:
    items = _all_of(values)
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(item is (not decisive) for item in items) else None


def _place(items: Items, position: Number, *, behind: int = 0) -> int:
    """The index of a position; one `behind` the last is allowed for inserting.

    :raises ValueError: when there is no such element.
    """
    place = whole(position)
    if not place or not -len(items) <= place <= len(items) + behind:
        raise ValueError(f"the list has no position {position}")
    return place - 1 if place > 0 else len(items) + place


@built_in("sublist(list: list, start position: number, length?: number)")
def sublist(items: Items, start: Number, length: Number | None = None) -> Items:
    begin = _place(items, start)
    if length is None:
        return items[begin:]
    size = whole(length)
    if size is None or size < 0 or begin + size > len(items):
        raise ValueError("the length is outside the list")
    return items[begin : begin + size]


@built_in_of_run("append(list: list, item...: any)")
def append(run: Run, items: Items, *more: object) -> Items:
    return run.listed([*items, *more])


@built_in_of_run("concatenate(lists...: list)")
def concatenate(run: Run, *lists: Items) -> Items:
    return run.listed([item for items in lists for item in items])


@built_in_of_run("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: Items, position: Number, item: object) -> Items:
    place = _place(items, position, behind=1)
    return run.listed([*items[:place], item, *items[place:]])


@built_in_of_run("remove(list: list, position: number)")
def remove(run: Run, items: Items, position: Number) -> Items:
    place = _place(items, position)
    return run.listed(items[:place] + items[place + 1 :])


@built_in_of_run("list replace(list: list, position: number, newItem: any)")
def replace_at(run: Run, items: Items, position: Number, item: object) -> Items:
    place = _place(items, position)
    return run.listed([*items[:place], item, *items[place + 1 :]])


@built_in_of_run("list replace(list: list, match: function, newItem: any)")
def replace_matching(run: Run, items: Items, match: Function, new: object) -> object:
    """Replace every element for which match(element, new element) is true."""
    result: Items = []
    for item in items:
        verdict = call_function(run, match, [item, new])
        if not isinstance(verdict, bool):
            return run.null("the match function did not say true or false")
        result.append(new if verdict else item)
    return result


@built_in_of_run("reverse(list: list)")
def reverse(run: Run, items: Items) -> Items:
    return run.listed(items[::-1])


@built_in_of_run("index of(list: list, match: any)")
def index_of(run: Run, items: Items, match: object) -> Items:
    run.tick(len(items))
    return [place for place, item in enumerate(items, start=1) if same(item, match, run.tick)]


@built_in_of_run("distinct values(list: list)")
def distinct_values(run: Run, items: Items) -> Items:
    result: Items = []
    for item in items:
        if not list_contains(run, result, item):
            result.append(item)
    return result


@built_in_of_run("union(lists...: list)")
def union(run: Run, *lists: Items) -> Items:
    return distinct_values(run, concatenate(run, *lists))


@built_in_of_run("flatten(list: list)")
def flatten(run: Run, items: Items) -> Items:
    result: Items = []
    rest = items[::-1]
    while rest:
        run.tick()
        item = rest.pop()
        if isinstance(item, list | tuple):
            rest.extend(reversed(item))
        else:
            result.append(item)
    return result


@built_in("is empty(list: list)")
def is_empty(items: Items) -> bool:
    return not items

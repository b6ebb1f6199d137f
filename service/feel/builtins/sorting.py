"""sort(), with a function that says which of two comes first, or by the natural order."""

from functools import cmp_to_key

from service.feel.builtins.registry import built_in_of_run
from service.feel.compare import less
from service.feel.run import Run, call_function
from service.feel.values import Function


@built_in_of_run("sort(list: list, precedes: function)")
def sort_by(run: Run, items: list[object], precedes: Function) -> object:
    """Sort; equal elements keep their order."""

    def order(left: object, right: object) -> int:
        if call_function(run, precedes, [left, right]) is True:
            return -1
        return 1 if call_function(run, precedes, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(order))


@built_in_of_run("sort(list: list)")
def sort_naturally(run: Run, items: list[object]) -> object:
    run.tick(len(items))
    if any(less(items[0], item) is None for item in items):
        return run.null("the list holds values without a common order")
    return sorted(items, key=cmp_to_key(lambda left, right: -1 if less(left, right) else 1 if less(right, left) else 0))

"""`in` and unary tests: what stands in the cells of decision tables (DMN 1.5, 10.3.2.8)."""

from service.feel import nodes
from service.feel.compare import contains, equal, same
from service.feel.compiler.literals import Build
from service.feel.compiler.operators import COMPARE
from service.feel.run import Code, Run, Scope
from service.feel.trees import reads
from service.feel.values import Range

INPUT = "?"
_CONDITIONS = (nodes.Comparison, nodes.Logic, nodes.Between, nodes.In, nodes.Quantified, nodes.InstanceOf)


def membership(node: nodes.In, build: Build) -> Code:
    value = build(node.value)
    tests = [_test(test, build) for test in node.tests]

    def run(scope: Scope) -> object:
        return _any(tests, scope.inner({INPUT: value(scope)}))

    return run


def whole_test(node: nodes.Tests, build: Build) -> Code:
    """The tests of a cell; the input is the variable `?`."""
    tests = [_test(test, build) for test in node.tests]
    if not tests:
        return lambda _scope: True
    if not node.negated:
        return lambda scope: _any(tests, scope)

    def negated(scope: Scope) -> object:
        result = _any(tests, scope)
        return None if result is None else not result

    return negated


def _any(tests: list[Code], scope: Scope) -> bool | None:
    result: bool | None = False
    for test in tests:
        verdict = test(scope)
        if verdict is True:
            return True
        if verdict is None:
            result = None
    return result


def compare_test(node: nodes.CompareTest, build: Build) -> Code:
    compare, operand = COMPARE[node.sign], build(node.operand)
    return lambda scope: compare(scope.run, scope.find(INPUT), operand(scope))


def _test(node: nodes.Node, build: Build) -> Code:
    code = build(node)
    if isinstance(node, nodes.CompareTest):
        return code
    if isinstance(node, _CONDITIONS) or reads(node, INPUT):
        return lambda scope: _verdict(code(scope), scope)
    if isinstance(node, nodes.Call):
        return lambda scope: _call_verdict(scope, code(scope))
    return lambda scope: fits(scope.run, scope.find(INPUT), code(scope))


def _verdict(value: object, scope: Scope) -> bool | None:
    """A condition decides by itself; anything else that mentions `?` is compared with the input."""
    if value is None or isinstance(value, bool):
        return value
    return fits(scope.run, scope.find(INPUT), value)


def _call_verdict(scope: Scope, result: object) -> bool | None:
    """What a call without `?` says: true or false decide by themselves unless the input is true or false too."""
    value = scope.find(INPUT)
    if isinstance(result, bool) and value is not None and not isinstance(value, bool):
        return result
    return fits(scope.run, value, result)


def fits(run: Run, value: object, wanted: object) -> bool | None:
    """Whether the input equals the cell's value, lies in its range or stands in its list."""
    if isinstance(wanted, Range):
        return contains(wanted, value)
    if isinstance(wanted, list | tuple):
        return _listed(run, value, wanted)
    return equal(value, wanted, run.tick)


def _listed(run: Run, value: object, wanted: list[object] | tuple[object, ...]) -> bool | None:
    run.tick(len(wanted))
    if isinstance(value, list | tuple) and equal(list(value), list(wanted), run.tick):
        return True
    return any(
        contains(item, value) is True if isinstance(item, Range) else same(value, item, run.tick) for item in wanted
    )

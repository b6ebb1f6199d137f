"""Function calls, function definitions and `instance of`."""

from collections.abc import Callable, Mapping

from service.feel import nodes
from service.feel.compiler.literals import Build
from service.feel.functions import call_by_name, call_with_names, in_order
from service.feel.run import Code, Run, Scope, call_function
from service.feel.types import is_instance
from service.feel.values import Function


def call(node: nodes.Call, build: Build) -> Code:
    arguments = [build(argument) for argument in node.arguments]
    if isinstance(node.function, nodes.Name):
        return _call_name(node.function.name, arguments, node.names)
    function = build(node.function)

    def run(scope: Scope) -> object:
        found = function(scope)
        if not isinstance(found, Function):
            return scope.run.null("what is called is no function")
        return _call_value(scope.run, found, [argument(scope) for argument in arguments], node.names)

    return run


def _call_name(name: str, arguments: list[Code], names: tuple[str, ...]) -> Code:
    """A variable that holds a function comes first; a variable that holds anything else does not hide a function."""

    def run(scope: Scope) -> object:
        values = [argument(scope) for argument in arguments]
        found = scope.find(name)
        if isinstance(found, Function):
            return _call_value(scope.run, found, values, names)
        if names:
            return call_with_names(scope.run, name, dict(zip(names, values, strict=True)))
        return call_by_name(scope.run, name, values)

    return run


def _call_value(run: Run, function: Function, values: list[object], names: tuple[str, ...]) -> object:
    if not names:
        return call_function(run, function, values)
    ordered = in_order(function.parameters, dict(zip(names, values, strict=True)))
    if ordered is None or len(ordered) != len(function.parameters):
        return run.null(f"{function.name}: the arguments do not fit")
    return call_function(run, function, ordered)


def definition(node: nodes.Lambda, build: Build) -> Code:
    """A function value that keeps the variables in sight where it is defined."""
    body = build(node.body)
    return lambda scope: Function("function", node.parameters, _closure(node, scope, body))


def _closure(node: nodes.Lambda, scope: Scope, body: Code) -> Callable[..., object]:
    def run(*arguments: object) -> object:
        if len(arguments) != len(node.parameters):
            return scope.run.null(f"a function of {len(node.parameters)} arguments was given {len(arguments)}")
        unfit = [
            name
            for name, wanted, value in zip(node.parameters, node.types, arguments, strict=True)
            if wanted is not None and value is not None and not is_instance(value, wanted)
        ]
        if unfit:
            return scope.run.null(f"the argument {unfit[0]} is of another type")
        values: Mapping[str, object] = dict(zip(node.parameters, arguments, strict=True))
        return body(scope.inner(values))

    return run


def instance_of(node: nodes.InstanceOf, build: Build) -> Code:
    value, wanted = build(node.value), node.type
    return lambda scope: is_instance(value(scope), wanted)

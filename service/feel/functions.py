"""Which function a name stands for: a host function first, then a built-in one."""

import inspect
from collections.abc import Callable, Mapping, Sequence

from service.feel.builtins import BUILT_INS
from service.feel.errors import HostFunctionError
from service.feel.run import Run
from service.feel.values import Function


def find_function(run: Run, name: str) -> Function | None:
    """The function as a value; None when there is none of that name."""
    host = run.functions.get(name)
    if host is not None:
        return Function(name, host_parameters(host), lambda *arguments: call_host(run, name, host, arguments))
    built_in = BUILT_INS.get(name)
    return None if built_in is None else built_in.value(run)


def call_by_name(run: Run, name: str, arguments: Sequence[object]) -> object:
    """Call a host function or a built-in by position; null with a reason when there is none."""
    host = run.functions.get(name)
    if host is not None:
        return call_host(run, name, host, arguments)
    built_in = BUILT_INS.get(name)
    return run.null(f"there is no function {name}") if built_in is None else built_in.call(run, arguments)


def call_with_names(run: Run, name: str, arguments: Mapping[str, object]) -> object:
    """Call a host function or a built-in with named arguments; null with a reason when they do not fit."""
    host = run.functions.get(name)
    if host is not None:
        ordered = in_order(host_parameters(host), arguments)
        return run.null(f"{name}: unknown arguments") if ordered is None else call_host(run, name, host, ordered)
    built_in = BUILT_INS.get(name)
    return run.null(f"there is no function {name}") if built_in is None else built_in.call_named(run, arguments)


def in_order(parameters: Sequence[str], arguments: Mapping[str, object]) -> list[object] | None:
    """Named arguments by position, null where one is left out in between; None when a name is unknown."""
    if not arguments.keys() <= set(parameters):
        return None
    last = max((parameters.index(name) for name in arguments), default=-1)
    return [arguments.get(name) for name in parameters[: last + 1]]


def call_host(run: Run, name: str, host: Callable[..., object], arguments: Sequence[object]) -> object:
    run.tick()
    try:
        inspect.signature(host).bind(*arguments)  # so that a TypeError inside the function is not taken for this
    except TypeError as error:
        return run.null(f"{name}: {error}")
    try:
        return host(*arguments)
    except HostFunctionError as error:
        return run.null(f"{name}: {error}")


def host_parameters(host: Callable[..., object]) -> tuple[str, ...]:
    """The names of a host function's parameters, for named arguments."""
    return tuple(inspect.signature(host).parameters)

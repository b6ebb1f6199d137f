"""How built-in functions are declared and called.

A signature is written as FEEL writes it, `?` behind a parameter that may be left out, `...` behind one that takes all
the rest: "substring(string: string, start position: number, length?: number)".  Arguments are checked against it before
the function runs, so that the function's own types are true.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from service.feel.run import Run
from service.feel.values import Function, Kind, kind_of

_MOMENTS = frozenset({Kind.DATE, Kind.DATE_TIME})
_ANY = frozenset(Kind)
TYPES: dict[str, frozenset[Kind]] = {
    "any": _ANY,
    "number": frozenset({Kind.NUMBER}),
    "string": frozenset({Kind.STRING}),
    "boolean": frozenset({Kind.BOOLEAN}),
    "list": frozenset({Kind.LIST}),
    "context": frozenset({Kind.CONTEXT}),
    "date": frozenset({Kind.DATE}),
    "time": frozenset({Kind.TIME}),
    "date and time": frozenset({Kind.DATE_TIME}),
    "moment": _MOMENTS,
    "clock": frozenset({Kind.TIME, Kind.DATE_TIME}),
    "duration": frozenset({Kind.DAYS, Kind.MONTHS}),
    "days": frozenset({Kind.DAYS}),
    "function": frozenset({Kind.FUNCTION}),
    "range": frozenset({Kind.RANGE}),
    "point": frozenset({Kind.NUMBER, Kind.STRING, Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.DAYS, Kind.MONTHS}),
}
_SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\)")
_PARAMETER = re.compile(r"(?P<name>.+?)(?P<mark>\?|\.\.\.)?: (?P<type>.+)")
_UNFIT = object()


@dataclass(frozen=True, kw_only=True)
class Parameter:
    name: str
    type: str
    optional: bool
    rest: bool

    def take(self, value: object) -> object:
        """The value as this parameter's type, _UNFIT when it is of another (DMN 1.5, 10.3.2.9.4)."""
        kinds = TYPES[self.type]
        if kinds is _ANY and not isinstance(value, tuple):
            return value
        if kind_of(value) in kinds:
            return list(value) if isinstance(value, tuple) else value
        if isinstance(value, list) and len(value) == 1 and kind_of(value[0]) in kinds:
            return value[0]
        if self.type == "list" and value is not None:
            return [value]
        if self.type == "date and time" and isinstance(value, dt.date):
            return dt.datetime.combine(value, dt.time(), dt.UTC)
        return _UNFIT


@dataclass(frozen=True, kw_only=True)
class Overload:
    parameters: tuple[Parameter, ...]
    call: Callable[..., object]
    needs_run: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    @cached_property
    def least(self) -> int:
        """How many arguments there must be."""
        return sum(not (parameter.optional or parameter.rest) for parameter in self.parameters)

    @cached_property
    def most(self) -> float:
        return math.inf if self._has_rest else len(self.parameters)

    @property
    def _has_rest(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].rest

    def fit(self, arguments: Sequence[object]) -> list[object] | None:
        """The arguments as the parameters want them; None when one does not fit."""
        wanted = self.parameters + self.parameters[-1:] * (len(arguments) - len(self.parameters))
        taken = [parameter.take(value) for parameter, value in zip(wanted, arguments, strict=False)]
        return None if any(value is _UNFIT for value in taken) else taken

    def order(self, named: Mapping[str, object]) -> list[object] | None:
        """The named arguments in order; None when a name is unknown or a needed one is missing."""
        if not named.keys() <= set(self.names) or self._has_rest:
            return None
        given = [
            (name in named, parameter.optional) for name, parameter in zip(self.names, self.parameters, strict=True)
        ]
        if any(not is_given and not optional for is_given, optional in given):
            return None
        last = max((index for index, (is_given, _) in enumerate(given) if is_given), default=-1)
        return [named.get(name, _UNFIT) for name in self.names[: last + 1]]


class BuiltIn:
    """One built-in function with all its signatures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.overloads: list[Overload] = []

    def call(self, run: Run, arguments: Sequence[object]) -> object:
        """Call by position; null with a reason when no signature fits."""
        for overload in self.overloads:
            if overload.least <= len(arguments) <= overload.most:
                fitted = overload.fit(arguments)
                if fitted is not None:
                    return self._call(run, overload, fitted)
        return run.null(f"{self.name}({', '.join(kind_of(value) for value in arguments)}) is not defined")

    def call_named(self, run: Run, arguments: Mapping[str, object]) -> object:
        """Call by name; null with a reason when no signature has these names."""
        for overload in self.overloads:
            ordered = overload.order(arguments)
            if ordered is None:
                continue
            left_out = ordered.index(_UNFIT) if _UNFIT in ordered else len(ordered)
            fitted = overload.fit(ordered[:left_out])
            if fitted is not None and left_out == len(ordered):
                return self._call(run, overload, fitted)
        return run.null(f"{self.name}({', '.join(f'{name}:' for name in arguments)}) is not defined")

    def _call(self, run: Run, overload: Overload, arguments: list[object]) -> object:
        run.tick(1 + sum(map(run.weight, arguments)))
        try:
            result = overload.call(run, *arguments) if overload.needs_run else overload.call(*arguments)
            run.tick(run.weight(result))
            return result  # noqa: TRY300 - the result is weighed in here
        except (ArithmeticError, ValueError) as error:
            return run.null(f"{self.name}: {str(error) or type(error).__name__}")

    def value(self, run: Run) -> Function:
        """The function as a value, to be handed to another function."""
        return Function(self.name, self.overloads[0].names, lambda *arguments: self.call(run, arguments))


BUILT_INS: dict[str, BuiltIn] = {}
_Python = TypeVar("_Python", bound=Callable[..., object])


def built_in(*signatures: str) -> Callable[[_Python], _Python]:
    """Declare a built-in function under one or more signatures."""
    return _declare(signatures, needs_run=False)


def built_in_of_run(*signatures: str) -> Callable[[_Python], _Python]:
    """Declare a built-in whose Python function takes the Run first: it loops, calls, or gives reasons."""
    return _declare(signatures, needs_run=True)


def _declare(signatures: tuple[str, ...], *, needs_run: bool) -> Callable[[_Python], _Python]:
    def declared(function: _Python) -> _Python:
        for signature in signatures:
            name, parameters = _read(signature)
            overload = Overload(parameters=parameters, call=function, needs_run=needs_run)
            BUILT_INS.setdefault(name, BuiltIn(name)).overloads.append(overload)
        return function

    return declared


def _read(signature: str) -> tuple[str, tuple[Parameter, ...]]:
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    texts = [text for text in match["parameters"].split(", ") if text]
    return match["name"], tuple(_parameter(text) for text in texts)


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None or match["type"] not in TYPES:
        raise ValueError(text)
    return Parameter(name=match["name"], type=match["type"], optional=match["mark"] == "?", rest=match["mark"] == "...")

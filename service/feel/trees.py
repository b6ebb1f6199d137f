"""Questions about a tree: which variables it reads, which functions it calls."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import chain

from service.feel import nodes

_IMPLICIT = frozenset({"?", "item", "partial"})


def root_names(node: nodes.Node) -> frozenset[str]:
    """The variables an expression reads from its context.

    Functions that are called, loop variables, parameters and keys of a context are no variables of the context.
    What stands in a filter may be a member of the list's items and is left out.
    """
    return frozenset(_free(node, _IMPLICIT))


def reads(node: object, name: str) -> bool:
    """Whether the tree mentions the name anywhere."""
    if isinstance(node, nodes.Name):
        return node.name == name
    return any(reads(child, name) for child in children(node))


_CONSTANT_CALLS = frozenset({"date", "time", "date and time", "duration", "not"})


def is_constant(node: object) -> bool:
    """Whether the tree reads no variable but `?`, and calls nothing but the functions that write literals."""
    return not called(node) - _CONSTANT_CALLS and not set(_free(node, frozenset({"?"})))


def called(node: object) -> frozenset[str]:
    """The names of all functions that the expression calls."""
    own = {node.function.name} if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) else set()
    return frozenset(own).union(*(called(child) for child in children(node)))


def children(node: object) -> Iterator[nodes.Node | nodes.Iterator]:
    """The nodes directly below."""
    if isinstance(node, nodes.Node | nodes.Iterator):
        for field in fields(node):
            yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: object) -> Iterator[nodes.Node | nodes.Iterator]:
    if isinstance(value, nodes.Node | nodes.Iterator):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def _free(node: object, bound: frozenset[str]) -> Iterator[str]:
    match node:
        case nodes.Name(name):
            yield from {name} - bound
        case nodes.Call():
            yield from _of_call(node, bound)
        case nodes.Filter(source, _):
            yield from _free(source, bound)
        case nodes.Lambda(parameters, _, body):
            yield from _free(body, bound | set(parameters))
        case nodes.ContextOf(entries):
            yield from _of_entries(entries, bound)
        case nodes.For() | nodes.Quantified():
            yield from _of_loop(node, bound)
        case _:
            yield from chain.from_iterable(_free(child, bound) for child in children(node))


def _of_entries(entries: tuple[tuple[str, nodes.Node], ...], bound: frozenset[str]) -> Iterator[str]:
    for key, value in entries:
        yield from _free(value, bound)
        bound |= {key}


def _of_call(node: nodes.Call, bound: frozenset[str]) -> Iterator[str]:
    if not isinstance(node.function, nodes.Name):
        yield from _free(node.function, bound)
    for argument in node.arguments:
        yield from _free(argument, bound)


def _of_loop(node: nodes.For | nodes.Quantified, bound: frozenset[str]) -> Iterator[str]:
    for iterator in node.iterators:
        yield from _free(iterator.source, bound)
        yield from _free(iterator.end, bound)
        bound |= {iterator.name}
    yield from _free(node.body if isinstance(node, nodes.For) else node.condition, bound)

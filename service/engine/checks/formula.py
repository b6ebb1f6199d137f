"""What a FEEL expression reads and calls, found in its syntax tree."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from service.feel import nodes, trees
from service.feel.forms import read_expression

HOST_FUNCTIONS = frozenset(
    {
        "due",
        "working_days",
        "is_working_day",
        "add_working_days",
        "next_sitting",
        "record",
        "event",
        "now",
        "today",
    }
)


@dataclass(frozen=True, kw_only=True)
class Formula:
    names: frozenset[str]  # root variables
    functions: frozenset[str]  # everything that is called by name
    case_fields: frozenset[str]  # x of case.x
    tested_for_null: frozenset[str]  # x of x = null
    calls_with_text: tuple[tuple[str, str], ...]  # function and literal first argument


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Formula:
    """Return what the expression reads and calls.  :raises FeelSyntaxError: with the position of what is wrong."""
    tree = read_expression(text)
    inside = list(_walk(tree))
    return Formula(
        names=trees.root_names(tree),
        functions=trees.called(tree),
        case_fields=frozenset(node.name for node in inside if isinstance(node, nodes.Member) and _is_case(node.source)),
        tested_for_null=frozenset(name for node in inside for name in _tested_for_null(node)),
        calls_with_text=tuple(call for node in inside if (call := _call_with_text(node)) is not None),
    )


def _is_case(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "case"


def _tested_for_null(node: object) -> Iterator[str]:
    if isinstance(node, nodes.Comparison):
        sides = (node.left, node.right)
        if any(isinstance(side, nodes.Literal) and side.value is None for side in sides):
            yield from (side.name for side in sides if isinstance(side, nodes.Name))


def _call_with_text(node: object) -> tuple[str, str] | None:
    if not (isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.arguments):
        return None
    first = node.arguments[0]
    if isinstance(first, nodes.Literal) and isinstance(first.value, str):
        return node.function.name, first.value
    return None


def _walk(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for part in node:
            yield from _walk(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from _walk(getattr(node, field.name))

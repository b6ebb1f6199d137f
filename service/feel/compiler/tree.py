"""The table of what compiles which node."""

from collections.abc import Callable
from dataclasses import dataclass

from service.feel import nodes
from service.feel.compiler import access, calls, control, literals, operators, tests
from service.feel.errors import FeelSyntaxError
from service.feel.run import Code

_COMPILERS: dict[type[nodes.Node], Callable[..., Code]] = {
    nodes.Literal: literals.literal,
    nodes.ListOf: literals.list_of,
    nodes.ContextOf: literals.context_of,
    nodes.RangeOf: literals.range_of,
    nodes.Name: access.name,
    nodes.Member: access.member,
    nodes.Filter: access.filtered,
    nodes.Negation: operators.negation,
    nodes.Arithmetic: operators.arithmetic,
    nodes.Comparison: operators.comparison,
    nodes.Logic: operators.logic,
    nodes.Between: operators.between,
    nodes.If: control.conditional,
    nodes.For: control.loop,
    nodes.Quantified: control.quantified,
    nodes.Call: calls.call,
    nodes.Lambda: calls.definition,
    nodes.InstanceOf: calls.instance_of,
    nodes.In: tests.membership,
    nodes.CompareTest: tests.compare_test,
    nodes.Tests: tests.whole_test,
}


@dataclass
class _Compiler:
    limit: int
    depth: int = 0

    def __call__(self, node: nodes.Node) -> Code:
        self.depth += 1
        if self.depth > self.limit:
            raise FeelSyntaxError("The expression has too many operators in a row", 0)
        code = _COMPILERS[type(node)](node, self)
        self.depth -= 1
        return code


def compile_tree(node: nodes.Node, *, depth: int) -> Code:
    """Compile a tree of at most `depth` levels.

    :raises FeelSyntaxError: when it has more.
    """
    return _Compiler(limit=depth)(node)

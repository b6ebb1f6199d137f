"""Tree to closures: a cached expression runs without looking at its tree again."""

from service.feel.compiler.tree import compile_tree

__all__ = ["compile_tree"]

"""XML files that are changed where they lie: what nobody asked to change keeps its bytes."""

from service.library.markup.new import New
from service.library.markup.node import Node
from service.library.markup.source import Source

__all__ = ["New", "Node", "Source"]

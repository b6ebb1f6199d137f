"""The elements of an XML file, and where in the file each of them stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

_SEPARATOR = " "
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")


@dataclass(eq=False, kw_only=True)
class Node:
    """An element; names are "{namespace}name", or "name" without namespace.

    Its start tag lies from `start` to `opened`, its end tag from `closing` to `end` (bytes); an element written as one
    tag has `opened` == `closing` == `end`.
    """

    tag: str
    attributes: Mapping[str, str]
    parent: "Node | None"
    scope: Mapping[str, str]  # prefix -> namespace, in force within it
    start: int
    opened: int = 0
    closing: int = 0
    end: int = 0
    text: str = ""  # its own, without that of its children
    children: list["Node"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def kind(self) -> str:
        """Its name without namespace."""
        return self.tag.rpartition("}")[2]

    @property
    def namespace(self) -> str:
        return self.tag.partition("}")[0].removeprefix("{")

    @property
    def is_one_tag(self) -> bool:
        return self.opened == self.end

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def of(self, *tags: str) -> "Iterator[Node]":
        """Yield its children of those tags."""
        return (child for child in self.children if child.tag in tags)

    def first(self, tag: str) -> "Node | None":
        return next(self.of(tag), None)

    def walk(self) -> "Iterator[Node]":
        """Yield it and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_nodes(data: bytes) -> Node:
    """Return the root of a file that is known to be well-formed, not too deep and without a document type."""
    return _Reader(data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: list[Node] = []
        self._declared: dict[str, str] = {}
        self._root: Node | None = None
        self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self._parser.buffer_text = True
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self) -> Node:
        self._parser.Parse(self._data, True)  # noqa: FBT003 - expat takes it by position
        if self._root is None:
            raise ValueError("there is no element in the file")
        return self._root

    def _declare(self, prefix: str | None, namespace: str | None) -> None:
        self._declared[prefix or ""] = namespace or ""

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent, start = (self._open[-1] if self._open else None), self._parser.CurrentByteIndex
        found = _TAG.match(self._data, start)
        node = Node(
            tag=_expanded(name),
            attributes={_expanded(each): value for each, value in attributes.items()},
            parent=parent,
            scope={**(parent.scope if parent else {}), **self._declared},
            start=start,
            opened=found.end() if found else start,
        )
        self._declared = {}
        if parent is None:
            self._root = node
        else:
            parent.children.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        if self._data[node.opened - 2 : node.opened] == b"/>":
            node.closing = node.end = node.opened
            return
        node.closing = self._parser.CurrentByteIndex
        node.end = self._data.index(b">", node.closing) + 1

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text


def _expanded(name: str) -> str:
    namespace, separator, local = name.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{local}" if separator else name

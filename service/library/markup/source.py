"""An XML file, and the changes to be made to it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from service.engine.checks import dangers
from service.errors import PublicationRefusedError
from service.findings import Finding
from service.library.markup.new import New
from service.library.markup.node import Node, read_nodes

PREFIXES = {  # for namespaces that a file has not declared
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://www.omg.org/spec/BPMN/20100524/DI": "bpmndi",
    "http://www.omg.org/spec/DD/20100524/DC": "dc",
    "http://www.omg.org/spec/DD/20100524/DI": "di",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
}
_ATTRIBUTE = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_READABLE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_STEP = "  "


class _Splice(NamedTuple):
    start: int
    end: int
    text: bytes


class Source:
    """A file as it is; changes are noted and all made at once by `result`.

    :raises PublicationRefusedError: the file cannot be read, or is not in UTF-8.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = _readable(data, file)
        self._splices: list[_Splice] = []
        self._declared: dict[str, str] = {}  # namespace -> prefix that is added to the root
        self.root = read_nodes(data)

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.root.walk() if node.id}

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(node.id for node in self.root.walk() if node.id)

    def set(self, node: Node, name: str, value: str | None) -> None:
        """Give an attribute another value; None takes it away."""
        if node.attributes.get(name) == value:
            return
        for found, start, end in self._attributes(node):
            if found == name:
                text = None if value is None else self._text(start, end)
                kept = "" if text is None or value is None else f"{text[: text.index('=') + 1]}{_attribute(value)}"
                self._note(start, end, kept)
                return
        if value is not None:
            self._note_before_end(node, f' {self._attribute_name(node, name)}="{_escaped(value)}"')

    def write(self, node: Node, text: str) -> None:
        """Give an element without children another text."""
        if node.text.strip() == text.strip():
            return
        if not node.is_one_tag:
            self._note(node.opened, node.closing, _written(text))
            return
        tag = self._text(node.start, node.opened)
        name = tag[1:].split(maxsplit=1)[0].rstrip("/>")
        self._note(node.start, node.end, f"{tag[:-2].rstrip()}>{_written(text)}</{name}>")

    def add(self, new: New, *, within: Node, after: Node | None = None) -> None:
        """Write an element behind `after`, a child of `within`; without it as the first child."""
        self.add_all((new,), within=within, after=after)

    def add_all(self, new: tuple[New, ...], *, within: Node, after: Node | None = None) -> None:
        """The same for several in a row."""
        if not new:
            return
        margin = self._margin_within(within)
        text = "".join(f"{margin}{self._drawn(each, within, margin)}" for each in new)
        if not within.is_one_tag:
            place = after.end if after is not None else within.opened
            self._note(place, place, text if within.children else text + self._margin(within))
            return
        tag = self._text(within.start, within.opened)
        name = tag[1:].split(maxsplit=1)[0].rstrip("/>")
        self._note(within.start, within.end, f"{tag[:-2].rstrip()}>{text}{self._margin(within)}</{name}>")

    def remove(self, node: Node) -> None:
        """Take the element out, with the space before it; a parent that is empty then stays."""
        start = node.start
        while self._data[start - 1 : start].isspace():
            start -= 1
        self._note(start, node.end, "")

    def swap(self, first: Node, second: Node) -> None:
        """Let two elements, as they are written, change places."""
        self._note(first.start, first.end, self._text(second.start, second.end))
        self._note(second.start, second.end, self._text(first.start, first.end))

    def result(self) -> bytes:
        """Return the file with every change made."""
        if self._declared:
            for namespace, prefix in self._declared.items():
                self._note_before_end(self.root, f' xmlns:{prefix}="{namespace}"')
            self._declared = {}
        parts, place = [], 0
        splices = sorted(self._splices, key=lambda splice: (splice.start, splice.end))
        if any(first.end > second.start for first, second in pairwise(splices)):
            raise ValueError("two changes touch the same place of the file")
        for splice in splices:
            parts += [self._data[place : splice.start], splice.text]
            place = splice.end
        return b"".join([*parts, self._data[place:]])

    def new_id(self, wanted: str) -> str:
        """Return the id, with a number behind it when it is taken."""
        number, found = 1, wanted
        while found in self.ids:
            number += 1
            found = f"{wanted}{number}"
        self.ids[found] += 1
        return found

    def _note(self, start: int, end: int, text: str) -> None:
        self._splices.append(_Splice(start, end, text.encode()))

    def _note_before_end(self, node: Node, text: str) -> None:
        """Note more text at the end of the start tag."""
        place = node.opened - (2 if self._data[node.opened - 2 : node.opened] == b"/>" else 1)
        while self._data[place - 1 : place].isspace():
            place -= 1
        self._note(place, place, text)

    def _attributes(self, node: Node) -> Iterator[tuple[str, int, int]]:
        """Yield name, start and end of each attribute with the space before it, in bytes."""
        tag = self._text(node.start, node.opened)
        for found in _ATTRIBUTE.finditer(tag):
            prefix, _, local = found[1].rpartition(":")
            namespace = node.scope.get(prefix, "") if prefix else ""
            name = f"{{{namespace}}}{local}" if prefix else local
            start = node.start + len(tag[: found.start()].encode())
            yield name, start, start + len(found[0].encode())

    def _attribute_name(self, node: Node, name: str) -> str:
        if not name.startswith("{"):
            return name
        namespace, _, local = name[1:].partition("}")
        return f"{self._prefix(node, namespace)}:{local}"

    def _prefix(self, node: Node, namespace: str) -> str:
        known = (prefix for prefix, found in node.scope.items() if prefix and found == namespace)
        prefix = next(known, None) or self._declared.get(namespace)
        if prefix is None:
            prefix = PREFIXES.get(namespace, "ns")
            while prefix in self.root.scope or prefix in self._declared.values():
                prefix += "x"
            self._declared[namespace] = prefix
        return prefix

    def _drawn(self, new: New, parent: Node, margin: str) -> str:
        name, declared = self._element_name(parent, new.tag)
        attributes = declared + "".join(
            f' {self._attribute_name(parent, each)}="{_escaped(value)}"' for each, value in new.attributes.items()
        )
        if new.children:
            inner = "".join(f"{margin}{_STEP}{self._drawn(each, parent, margin + _STEP)}" for each in new.children)
            return f"<{name}{attributes}>{inner}{margin}</{name}>"
        if new.text is not None:
            return f"<{name}{attributes}>{_written(new.text)}</{name}>"
        return f"<{name}{attributes}{' ' if b' />' in self._data else ''}/>"

    def _element_name(self, parent: Node, tag: str) -> tuple[str, str]:
        """Return the name as it is written, and a declaration of its namespace where there is none yet."""
        if not tag.startswith("{"):
            return tag, ""
        namespace, _, local = tag[1:].partition("}")
        if parent.scope.get("") == namespace:
            return local, ""
        known = next((prefix for prefix, found in parent.scope.items() if prefix and found == namespace), None)
        prefix = known or PREFIXES.get(namespace, "ns")
        return f"{prefix}:{local}", "" if known else f' xmlns:{prefix}="{namespace}"'

    def _margin(self, node: Node) -> str:
        """Return line end and indent before the element; nothing when it stands in a line with others."""
        start = node.start
        while self._data[start - 1 : start] in (b" ", b"\t") and start > 0:
            start -= 1
        line = self._data[start - 1 : start] == b"\n"
        return "\n" + self._text(start, node.start) if line else ""

    def _margin_within(self, parent: Node) -> str:
        margin = self._margin(parent.children[0]) if parent.children else ""
        return margin or (self._margin(parent) or "\n") + _STEP

    def _text(self, start: int, end: int) -> str:
        return self._data[start:end].decode()


def _readable(data: bytes, file: str) -> bytes:
    found = dangers(file, data)
    named = _ENCODING.match(data)
    encoding = named[1].decode().lower() if named else "utf-8"
    if not found and (encoding not in _READABLE or b"\0" in data):
        remedy = "Open the file in the modeler and save it again."
        message = "The file is not written in UTF-8."
        found = [Finding(file=file, element=None, code="file-not-text", message=message, remedy=remedy)]
    if found:
        raise PublicationRefusedError(found)
    return data


def _attribute(value: str) -> str:
    return f'"{_escaped(value)}"'


def _escaped(value: str) -> str:
    """Return the text as the value of an attribute."""
    text = _written(value).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def _written(text: str) -> str:
    """Return the text as XML has it."""
    return text.replace("\r\n", "\n").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

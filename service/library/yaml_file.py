"""Safe reading of YAML: plain values only, no anchors (a few lines of them unfold to gigabytes), no key twice.

How deep values are nested is counted before they are built: the library builds them by recursion without a limit.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import yaml

from service.library.notes import Notes

CODE = "yaml-unreadable"
REMEDY = "Correct the line, or restore an earlier version of the file."
MAX_DEPTH = 40
MAX_EVENTS = 500_000
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class _Loader(yaml.CSafeLoader):
    """Plain values; a mapping that names a key twice is an error, not the last of the two."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the library's signature
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a name is no plain text", key_node.start_mark)
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f'"{key_node.value}" stands twice', key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def read_mapping(data: bytes, notes: Notes) -> Mapping[str, object] | None:
    """Return the file's mapping, or None after noting why it cannot be read."""
    try:
        text = data.decode("utf-8")
        excess = _excess(text)
        if excess is not None:
            notes.add(CODE, excess[0], remedy=excess[1])
            return None
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        notes.add(CODE, f"The file is not YAML: {' '.join(str(error).split())}.", remedy=REMEDY)
        return None
    if not isinstance(value, dict):
        notes.add(CODE, "The file does not hold a mapping (name: value).", remedy=REMEDY)
        return None
    return {str(key): entry for key, entry in value.items()}


def excess_of(data: bytes) -> tuple[str, str] | None:
    """Return why the file is not even looked into, and what to do; None: it is, whatever else may be wrong in it."""
    try:
        return _excess(data.decode("utf-8"))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _excess(text: str) -> tuple[str, str] | None:
    """Return why the text is not built into values, and what to do; None: it is."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.AliasEvent):
            return "The file uses anchors (& and *).", "Write the value out in each place."
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > MAX_DEPTH:
            return f"Values are nested more than {MAX_DEPTH} deep.", REMEDY
        if count > MAX_EVENTS:
            return "The file holds too many values.", "Split the file, or leave out what is not used."
    return None

"""Safe reading of YAML: plain values only, no anchors (a few lines of them unfold to gigabytes), no key twice."""

from collections.abc import Hashable, Mapping
from typing import Any

import yaml

from service.library.notes import Notes

CODE = "yaml-unreadable"
REMEDY = "Correct the line, or restore an earlier version of the file."


class _Loader(yaml.CSafeLoader):
    """Plain values; a mapping that names a key twice is an error, not the last of the two."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the library's signature
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f'"{key_node.value}" stands twice', key_node.start_mark
                )
            seen.add(key_node.value if isinstance(key_node.value, str) else id(key_node))
        return super().construct_mapping(node, deep=deep)


def read_mapping(data: bytes, notes: Notes) -> Mapping[str, object] | None:
    """Return the file's mapping, or None after noting why it cannot be read."""
    try:
        text = data.decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            notes.add(CODE, "The file uses anchors (& and *).", remedy="Write the value out in each place.")
            return None
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        notes.add(CODE, f"The file is not YAML: {' '.join(str(error).split())}.", remedy=REMEDY)
        return None
    if not isinstance(value, dict):
        notes.add(CODE, "The file does not hold a mapping (name: value).", remedy=REMEDY)
        return None
    return {str(key): entry for key, entry in value.items()}

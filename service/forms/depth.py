"""How deep a document is nested: what reads it goes down by recursion."""

from collections.abc import Mapping

MAX_DEPTH = 60
TOO_DEEP = f"Its values are nested more than {MAX_DEPTH} deep."
REMEDY = "Take groups out of groups; a form needs two or three levels."


def is_too_deep(document: object) -> bool:
    level: list[object] = [document]
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ())
        ]
    return bool(level)

"""Priorities in words and colours."""

from collections.abc import Mapping

from service.pathways.priority import Priority

WORDS: Mapping[Priority, str] = {level: level.value.capitalize() for level in Priority}
TONES: Mapping[Priority, str] = {
    Priority.URGENT: "red",
    Priority.HIGH: "orange",
    Priority.NORMAL: "blue",
    Priority.LOW: "grey",
}

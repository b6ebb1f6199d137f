"""Places in a text, such as `{{ case.reference }}`, and the values that are put there.

This is no language: a place names a value, and nothing is worked out.  Values are data: a place inside a value is not
filled, and a value that goes into Markdown is written so that it stays plain text.
"""

import re
from collections.abc import Callable, Iterator, Mapping

KNOWN: Mapping[str, str] = {
    "case.reference": "the reference of the case",
    "case.family": "the name of the family",
    "recipient.name": "the name of whoever the letter is for",
    "recipient.address": "their address, in lines",
    "worker.name": "the name of whoever writes the letter",
    "worker.team": "the team of the case",
    "council": "the name of the council",
    "service": "the name of the service",
    "today": "the date of the letter",
}

PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_LOOKS_LIKE_ONE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{#.*?(?:#\}|$)|\}\}|%\}", re.MULTILINE)
_INLINE = re.compile(r"([\\`*_\[\]<>{}|~&])")
_LINE_START = re.compile(r"^(\s*)(#|\+|-|=|>|(\d+)(?=[.)]))")


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """Put the value of each place there."""
    return PLACE.sub(lambda place: value_of(place.group(1)), text)


def places_in(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what is named in each place, and whether it is a name; "case | upper" is none."""
    for found in _LOOKS_LIKE_ONE.finditer(text):
        place = PLACE.fullmatch(found.group())
        yield (found.group(), False) if place is None else (place.group(1), True)


def merged(body: str, values: Mapping[str, str]) -> str:
    """Return the Markdown with plain values in its places; a place without a value becomes empty."""
    text = fill(body, lambda name: plain(values.get(name, "")))
    return "\n".join(line.rstrip(" ") for line in text.splitlines()).strip() + "\n"


def plain(value: str) -> str:
    """Write a value so that Markdown shows it as it is: its lines stay lines, its signs stay signs."""
    return "\n".join(_plain_line(line.strip()) for line in value.strip().splitlines())


def _plain_line(line: str) -> str:
    escaped = _INLINE.sub(r"\\\1", line)
    return _LINE_START.sub(_escape_start, escaped)


def _escape_start(start: re.Match[str]) -> str:
    number = start.group(3)
    return f"{start.group(1)}{number}\\" if number else f"{start.group(1)}\\{start.group(2)}"

"""FEEL values as other systems and people read them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal


def as_json(value: object) -> object:  # noqa: PLR0911 - one return for each kind of value
    """Return the value in the types of JSON: dates as ISO 8601, whole numbers as numbers, other decimals as text."""
    match value:
        case None | bool() | str() | int():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case list() | tuple():
            return [as_json(item) for item in value]
        case _:
            return str(value)


def as_words(value: object) -> str:  # noqa: PLR0911 - one return for each kind of value
    """Return the value as it stands in a letter: "14 December 2026", "yes", "Child One, Child Two"."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.day} {value:%B %Y at %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case time():
            return f"{value:%H:%M}"
        case Mapping():
            return ", ".join(f"{label(str(key))}: {as_words(item)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(as_words(item) for item in value)
        case _:
            return str(value)


def label(name: str) -> str:
    """Return a parameter's name as a label: first_visit -> First visit."""
    words = name.replace("_", " ").replace(".", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]

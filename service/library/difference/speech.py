"""Putting names, numbers and lists into sentences."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass

from service.engine.reading.elements import Expression

SAME_NAME = "another one of that name"
UNITS = {"working_days": "working day", "hours": "hour", "days": "day", "weeks": "week", "months": "month"}


def quoted(name: str) -> str:
    return f'"{" ".join(name.split())}"' if name.strip() else ""


def joined(words: Iterable[str], last: str = "and") -> str:
    """Return "A, B and C"."""
    found = [word for word in words if word]
    return f" {last} ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def counted(number: int, unit: str) -> str:
    """Return "1 step", "3 steps"."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def spelled(code: str) -> str:
    """Return a code as words: for what nothing has a name for."""
    return code.strip().strip('"').replace("_", " ").replace(".", " ")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def raw(value: object) -> str:
    """Return a value as its file has it, to be shown beside the other; "" for nothing."""
    match value:
        case None | False | "":
            text = ""
        case True:
            text = "yes"
        case Expression():
            text = f"={value.text}" if value.feel else value.text
        case str():
            text = value
        case Mapping():
            text = "\n".join(f"{name}: {raw(entry)}" for name, entry in value.items())
        case Collection():
            text = "\n".join(each for each in map(raw, value) if each)
        case _ if is_dataclass(value):
            text = ", ".join(each for field in fields(value) if (each := raw(getattr(value, field.name))))
        case _:
            text = str(value)
    return text

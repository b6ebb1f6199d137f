"""Fields of a plain form, as the template draws them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.library.pick_lists import Pick


class Box(StrEnum):
    TEXT = "text"
    AREA = "area"
    SELECT = "select"
    SEVERAL = "several"
    RADIOS = "radios"
    SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """`values`: one, but for several boxes; `choose`: what the first, empty choice of a select says."""

    box: Box
    name: str
    label: str
    values: tuple[str, ...] = ()
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    choose: str = "Choose"
    optional: bool = False

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def choices_of(picks: Iterable[Pick]) -> tuple[Choice, ...]:
    return tuple(Choice(value=pick.id, text=pick.text) for pick in picks)


def kept(choices: Sequence[Choice], *values: str) -> tuple[Choice, ...]:
    """Return the choices with those that stand in the file and are no longer offered."""
    offered = {choice.value for choice in choices}
    gone = (value for value in values if value and value not in offered)
    return (*choices, *(Choice(value=value, text=f"{value} (is not in the library)") for value in gone))

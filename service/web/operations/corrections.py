"""Variables that an operator types in, to be laid over those of a process."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service import feel
from service.errors import InvalidInputError
from service.feel import FeelSyntaxError
from service.pathways.read_process import ProcessData
from service.web.operations.data import kind_text, shortened
from service.web.work.pages import Choice

FREE_ROWS = 3
MOST_ROWS = 60
_NAME = re.compile(r"[^\W\d]\w*\Z")


class Kind(StrEnum):
    """What was typed is to be read as."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    EMPTY = "empty"
    FORMULA = "formula"


WORDS = {
    Kind.TEXT: "Text",
    Kind.NUMBER: "Number",
    Kind.YES_NO: "Yes or no",
    Kind.DATE: "Date, such as 2026-12-14",
    Kind.MOMENT: "Date and time, such as 2026-12-14T09:30:00Z",
    Kind.EMPTY: "Empty: take the value away",
    Kind.FORMULA: "FEEL, such as [1, 2]",
}
CHOICES = tuple(Choice(value=kind, text=words) for kind, words in WORDS.items())
_KINDS = {
    feel.Kind.NUMBER: Kind.NUMBER,
    feel.Kind.BOOLEAN: Kind.YES_NO,
    feel.Kind.DATE: Kind.DATE,
    feel.Kind.DATE_TIME: Kind.MOMENT,
    feel.Kind.LIST: Kind.FORMULA,
    feel.Kind.CONTEXT: Kind.FORMULA,
}
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One variable.  `fixed`: its name is given; `hint`: what it is now."""

    number: int
    name: str
    fixed: bool
    kind: str
    value: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class Typed:
    number: int
    name: str
    kind: str
    value: str

    @property
    def is_blank(self) -> bool:
        return not self.value.strip() and self.kind != Kind.EMPTY


def rows_of(names: Iterable[str], data: ProcessData, form: Mapping[str, str]) -> tuple[Row, ...]:
    """A row for each of the names, and some for others; with what was typed already."""
    held = {entry.name: entry for part in data.parts for entry in part.entries}
    fixed = list(dict.fromkeys(names))
    rows = []
    for number in range(min(len(fixed) + FREE_ROWS, MOST_ROWS)):
        given = number < len(fixed)
        name = fixed[number] if given else form.get(f"name.{number}", "")
        entry = held.get(name)
        kind = Kind.TEXT if entry is None else _KINDS.get(entry.kind, Kind.TEXT)
        now = "There is none now" if entry is None else f"Now: {kind_text(entry).lower()}"
        shown = f", {shortened(entry.value)}" if entry is not None and entry.value is not None else ""
        rows.append(
            Row(
                number=number,
                name=name,
                fixed=given,
                kind=form.get(f"kind.{number}", kind),
                value=form.get(f"value.{number}", ""),
                hint=f"{now}{shown}" if given else "",
            )
        )
    return tuple(rows)


def corrections_in(form: Mapping[str, str]) -> dict[str, object]:
    """What was typed, as JSON of FEEL values by name; rows without a value are left out.

    :raises InvalidInputError: something is not what it is said to be, by the id of its field.
    """
    errors: dict[str, list[str]] = {}
    found: dict[str, object] = {}
    for typed in _typed(form):
        if typed.is_blank and not typed.name:
            continue
        if not _NAME.match(typed.name):
            errors[f"name.{typed.number}"] = ["Give the name of a variable: letters, digits and _, no spaces."]
        elif not typed.is_blank:
            try:
                found[typed.name] = feel.to_json(value_of(typed.kind, typed.value.strip()))
            except (ValueError, TypeError) as error:
                errors[f"value.{typed.number}"] = [f"{typed.name}: {error}"]
    if errors:
        raise InvalidInputError(errors)
    return found


def _typed(form: Mapping[str, str]) -> Iterator[Typed]:
    for number in range(MOST_ROWS):
        if f"name.{number}" in form:
            yield Typed(
                number=number,
                name=form[f"name.{number}"].strip(),
                kind=form.get(f"kind.{number}", Kind.TEXT),
                value=form.get(f"value.{number}", ""),
            )


def value_of(kind: str, text: str) -> object:
    """The FEEL value that the text stands for.

    :raises ValueError: it stands for none of that kind.
    """
    if kind in {Kind.TEXT, Kind.EMPTY}:
        return text if kind == Kind.TEXT else None
    if kind == Kind.YES_NO and text.lower() in _ANSWERS:
        return _ANSWERS[text.lower()]
    if kind not in _FORMULAS:
        raise ValueError(_wrong(kind))
    return _evaluated(Kind(kind), _FORMULAS[Kind(kind)].format(text=text, quoted=_quoted(text)))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRONG = {
    Kind.NUMBER: "this is no number",
    Kind.DATE: "this is no date; write it as 2026-12-14",
    Kind.MOMENT: "this is no date and time; write it as 2026-12-14T09:30:00Z",
    Kind.YES_NO: "write yes or no",
}
_FORMULAS = {
    Kind.NUMBER: "{text}",
    Kind.DATE: "date({quoted})",
    Kind.MOMENT: "date and time({quoted})",
    Kind.FORMULA: "{text}",
}
_MUST_BE = {Kind.NUMBER: feel.Kind.NUMBER, Kind.DATE: feel.Kind.DATE, Kind.MOMENT: feel.Kind.DATE_TIME}


def _evaluated(kind: Kind, formula: str) -> object:
    try:
        value = feel.evaluate(formula, {})
    except FeelSyntaxError as error:
        raise ValueError(_wrong(kind)) from error
    found = feel.kind_of(value)
    if found is feel.Kind.NULL or found is not _MUST_BE.get(kind, found):
        raise ValueError(_wrong(kind))
    return value


def _wrong(kind: str) -> str:
    return next((words for known, words in _WRONG.items() if known == kind), "this is no FEEL value")

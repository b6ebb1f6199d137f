"""Parameters of GOV.UK's macros for one question each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from markupsafe import Markup, escape

from service.forms import Kind, Option, Question
from service.forms.fields import ZONE
from service.forms.model import MAX_LONG_TEXT, TextFormat
from service.forms.shape import pick
from service.web.questions.filling import Filling
from service.web.questions.naming import asked_name, element_id
from service.web.questions.paths import Data, listed
from service.web.questions.posted import PARTS
from service.web.questions.shown import Hidden, Macro, Params, Shown
from service.web.questions.values import from_iso

WIDTHS = frozenset({"2", "3", "4", "5", "10", "20"})
MOST_INLINE = 2
LONGEST_INLINE = 20
ROWS = {True: "3", False: "6"}
SHORT_TEXT = 1000

_PART_WIDTH = {"year": "govuk-input--width-4"}
_LEGEND = "govuk-fieldset__legend--s"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question where it stands: its path, and the answers of the form or of the item around it."""

    question: Question
    prefix: str
    answers: Data
    filling: Filling

    @property
    def path(self) -> str:
        return f"{self.prefix}{self.question.key}"

    @property
    def id(self) -> str:
        return element_id(self.path)

    @property
    def value(self) -> object:
        return pick(self.answers, self.question.key)

    @property
    def errors(self) -> Sequence[str]:
        return self.filling.errors.get(self.path, ())

    @property
    def options(self) -> Sequence[Option]:
        return self.question.offered(self.filling.options)

    @property
    def label(self) -> str:
        """The label as it is read; " (optional)" where there need be no answer."""
        question = self.question
        must = question.required or question.limits.min_items > 0
        return question.label if must or question.kind is Kind.CHECKBOX else f"{question.label} (optional)"


def common(asked: Asked, *, hint: str | None = None) -> dict[str, object]:
    """Return hint and error, as every macro takes them."""
    params: dict[str, object] = {"errorMessage": {"text": ". ".join(asked.errors)}} if asked.errors else {}
    shown = [part for part in (asked.question.hint or asked.question.properties.get("hint"), hint) if part]
    note = asked.filling.notes.get(asked.path)
    if note:
        inner = Markup("{} ").format(" ".join(shown)) if shown else Markup("")
        params["hint"] = {"html": inner + Markup('<span class="app-source">{}</span>').format(note)}
    elif shown:
        params["hint"] = {"text": " ".join(shown)}
    return params


def text_field(asked: Asked) -> Shown:
    question = asked.question
    formats = _FORMATS.get(question.limits.format, {}) if question.limits.format else {}
    autocomplete = question.properties.get("autocomplete")
    params = _input(asked) | dict(formats) | ({"autocomplete": autocomplete} if autocomplete else {})
    return Shown(macro=Macro.INPUT, id=asked.id, params=params)


def number_field(asked: Asked) -> Shown:
    mode = "decimal" if asked.question.limits.decimal_digits else "numeric"
    return Shown(macro=Macro.INPUT, id=asked.id, params=_input(asked, width="5") | {"inputmode": mode})


def long_text(asked: Asked) -> Shown:
    longest = asked.question.limits.max_length
    counted = longest < MAX_LONG_TEXT
    params = _named(asked) | {"value": _unindented(text_of(asked.value)), "rows": ROWS[longest <= SHORT_TEXT]}
    if counted:
        params |= {"maxlength": str(longest), "threshold": "75"}
    return Shown(macro=Macro.COUNTED if counted else Macro.TEXTAREA, id=asked.id, params=params)


def date_field(asked: Asked) -> Shown:
    names = PARTS[asked.question.kind]
    parts = parts_of(asked.value, names)
    wrong = _wrong_parts(asked, parts)
    params = {
        "id": asked.id,
        "fieldset": _fieldset(asked),
        **common(asked, hint=None if asked.question.hint else _example(asked)),
        "items": [
            {
                "name": f"{asked.id}-{name}",
                "id": f"{asked.id}-{name}",
                "label": name.capitalize(),
                "value": parts[name],
                "classes": _PART_WIDTH.get(name, "govuk-input--width-2")
                + (" govuk-input--error" if name in wrong else ""),
                "autocomplete": _birthday(asked.question, name),
            }
            for name in names
        ],
    }
    return Shown(macro=Macro.DATE, id=asked.id, params=params)


def radios(asked: Asked, choices: tuple[tuple[Shown, ...], ...]) -> Shown:
    value = text_of(asked.value)
    short = all(len(option.label) <= LONGEST_INLINE for option in asked.options)
    inline = len(asked.options) == MOST_INLINE and short and not any(choices)
    params = {
        "idPrefix": asked.id,
        "name": asked.id,
        "fieldset": _fieldset(asked),
        "classes": "govuk-radios--inline" if inline else "",
        "items": [_item(option, option.value == value) for option in asked.options],
        **common(asked),
    }
    return Shown(macro=Macro.RADIOS, id=asked.id, params=params, choices=choices)


def checkboxes(asked: Asked, choices: tuple[tuple[Shown, ...], ...]) -> Shown:
    ticked = {str(each) for each in listed(asked.value)}
    params = {
        "idPrefix": asked.id,
        "name": asked.id,
        "fieldset": _fieldset(asked),
        "items": [_item(option, option.value in ticked) for option in asked.options],
        **common(asked),
    }
    return Shown(macro=Macro.CHECKBOXES, id=asked.id, params=params, choices=choices, hidden=_asked(asked))


def checkbox(asked: Asked, choices: tuple[tuple[Shown, ...], ...]) -> Shown:
    params = {
        "idPrefix": asked.id,
        "name": asked.id,
        "items": [_item(Option(value="true", label=asked.label), asked.value in (True, "true"))],
        **common(asked),
    }
    return Shown(macro=Macro.CHECKBOXES, id=asked.id, params=params, choices=choices, hidden=_asked(asked))


def select(asked: Asked) -> Shown:
    value = text_of(asked.value)
    items: list[Params] = [{"value": "", "text": "Choose"}]
    items += [
        {"value": option.value, "text": option.label, "selected": option.value == value} for option in asked.options
    ]
    return Shown(macro=Macro.SELECT, id=asked.id, params=_named(asked) | {"items": items})


def text_of(value: object) -> str:
    """Return what a text box holds; nothing for what was never typed into one."""
    return "" if value is None or isinstance(value, bool | Mapping | list | tuple) else str(value)


def _unindented(text: str) -> Markup:
    """The macros indent what they nest; written like this, the lines of a text stay as they were typed."""
    return Markup("&#10;").join(escape(line) for line in text.replace("\r\n", "\n").split("\n"))


def parts_of(value: object, names: Sequence[str]) -> dict[str, str]:
    """Return the parts of a date or time as they are typed, from parts, ISO text or a FEEL value."""
    if isinstance(value, Mapping):
        return {name: text_of(value.get(name)) for name in names}
    found = from_iso(value) if value else None
    if isinstance(found, datetime):
        found = found.astimezone(ZONE) if found.tzinfo else found
    return {name: _part(found, name) for name in names}


def _part(found: date | time | None, name: str) -> str:
    number = getattr(found, name, None)
    if not isinstance(number, int):
        return ""
    return f"{number:02}" if name == "minute" else str(number)


def _wrong_parts(asked: Asked, parts: Mapping[str, str]) -> frozenset[str]:
    """Return the parts that are missing; all of them when none is and the answer is wrong nevertheless."""
    if not asked.errors:
        return frozenset()
    missing = frozenset(name for name, text in parts.items() if not text.strip())
    return missing or frozenset(parts)


def _example(asked: Asked) -> str:
    day = asked.filling.now.astimezone(ZONE)
    shown = {Kind.DATE: f"{day.day} {day.month} {day.year}", Kind.TIME: "14 30"}
    return f"For example, {shown.get(asked.question.kind, f'{day.day} {day.month} {day.year} 14 30')}"


def _birthday(question: Question, part: str) -> str | None:
    return f"bday-{part}" if question.properties.get("autocomplete") == "bday" else None


def _item(option: Option, checked: bool) -> dict[str, object]:  # noqa: FBT001 - beside what it is about
    return {"value": option.value, "text": option.label, "checked": checked}


def _asked(asked: Asked) -> tuple[Hidden, ...]:
    return (Hidden(name=asked_name(asked.path), value="1"),)


def _fieldset(asked: Asked) -> Params:
    return {"legend": {"text": asked.label, "classes": _LEGEND}}


def _named(asked: Asked) -> dict[str, object]:
    label = {"text": asked.label, "classes": "govuk-label--s"}
    return {"id": asked.id, "name": asked.id, "label": label, **common(asked)}


def _input(asked: Asked, width: str = "") -> dict[str, object]:
    question = asked.question
    given = question.properties.get("width", "")
    wide = given if given in WIDTHS else width
    params = _named(asked) | {"value": text_of(asked.value)}
    if wide:
        params["classes"] = f"govuk-input--width-{wide}"
    if question.prefix:
        params["prefix"] = {"text": question.prefix}
    if question.suffix:
        params["suffix"] = {"text": question.suffix}
    return params


_FORMATS: Mapping[TextFormat, Params] = {
    TextFormat.EMAIL: {"type": "email", "autocomplete": "email", "spellcheck": False},
    TextFormat.PHONE: {"type": "tel", "autocomplete": "tel"},
}

PLAIN: Mapping[Kind, Callable[[Asked], Shown]] = {
    Kind.TEXT: text_field,
    Kind.LONG_TEXT: long_text,
    Kind.NUMBER: number_field,
    Kind.DATE: date_field,
    Kind.TIME: date_field,
    Kind.DATE_TIME: date_field,
    Kind.SELECT: select,
}
CHOOSING: Mapping[Kind, Callable[[Asked, tuple[tuple[Shown, ...], ...]], Shown]] = {
    Kind.RADIO: radios,
    Kind.SELECT: radios,  # one that reveals something
    Kind.CHECKLIST: checkboxes,
    Kind.TAGLIST: checkboxes,
    Kind.CHECKBOX: checkbox,
}

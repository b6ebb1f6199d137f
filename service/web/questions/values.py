"""Answers in words, for whoever reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from markupsafe import Markup, escape

from service.forms import NO_LISTS, Kind, OptionList, OptionLists, Question
from service.forms.fields import ZONE
from service.forms.shape import is_answered, is_blank, pick
from service.web.questions.paths import Data, listed, mapped
from service.web.texts import day_text, moment_text, time_text

NOT_ANSWERED = "Not answered"
NOT_LISTED = "Somebody who is not listed any more"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that an answer refers to; `size` in words, `href` None where it cannot be opened from here."""

    name: str
    size: str = ""
    href: str | None = None


NO_ATTACHMENTS: Mapping[str, Attachment] = {}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is needed besides to put answers into words."""

    options: OptionLists = field(default_factory=lambda: NO_LISTS)
    attachments: Mapping[str, Attachment] = field(default_factory=lambda: NO_ATTACHMENTS)


def html_of(question: Question, value: object, reading: Reading) -> Markup:
    """Return one answer, safe to be shown; typed or kept (JSON) or a FEEL value."""
    if question.kind is Kind.CHECKBOX:
        return Markup("Yes") if value in (True, "true") else Markup("No")
    if not is_answered(value) or is_blank_list(question, value):
        return escape(NOT_ANSWERED)
    return _HTML[question.kind](question, value, reading)


def is_blank_list(question: Question, value: object) -> bool:
    return question.kind is Kind.LIST and all(is_blank(item) for item in listed(value))


def item_title(question: Question, index: int) -> str:
    """Return "Person 1": what the form calls an item of its repeated group, and its number."""
    return f"{item_noun(question)} {index + 1}"


def item_noun(question: Question) -> str:
    return question.properties.get("item") or "Item"


def label_of(question: Question, value: str, options: OptionLists) -> str:
    for option in question.offered(options):
        if option.value == value:
            return option.label
    return NOT_LISTED if question.options_from not in {None, OptionList.WORKERS} else value


def _text(question: Question, value: object, _: Reading) -> Markup:
    words = str(value)
    if question.kind is Kind.NUMBER:
        words = f"{question.prefix or ''}{words}{f' {question.suffix}' if question.suffix else ''}"
    return Markup("<br>").join(escape(line) for line in words.strip().splitlines())


_PARTS = ("day", "month", "year", "hour", "minute")  # drafts do not keep the order in which they were typed


def _moment(_: Question, value: object, __: Reading) -> Markup:
    if isinstance(value, Mapping):
        return escape(" ".join(str(value[part]) for part in _PARTS if value.get(part)))
    return escape(_spoken(value))


def _spoken(value: object) -> str:
    found = from_iso(value)
    if isinstance(found, datetime):
        return moment_text(found if found.tzinfo else found.replace(tzinfo=ZONE))
    if isinstance(found, date):
        return day_text(found)
    if isinstance(found, time):
        return time_text(datetime.combine(date(2000, 1, 1), found, tzinfo=ZONE))
    return str(value)


def from_iso(value: object) -> date | time | None:
    """Return the date, moment or time that is meant; None: it is none."""
    if isinstance(value, date | time):
        return value
    for read in (date.fromisoformat, time.fromisoformat, datetime.fromisoformat):
        try:
            return read(str(value).strip())
        except ValueError:
            continue
    return None


def _choices(question: Question, value: object, reading: Reading) -> Markup:
    chosen = listed(value) if isinstance(value, list | tuple) else [value]
    return _list([escape(label_of(question, str(each), reading.options)) for each in chosen])


def _files(_: Question, value: object, reading: Reading) -> Markup:
    return _list([_file(reading.attachments.get(str(each))) for each in listed(value)])


def _file(found: Attachment | None) -> Markup:
    if found is None:
        return Markup("A file that is not there any more")
    size = f" ({found.size})" if found.size else ""
    if found.href is None:
        return escape(found.name + size)
    return Markup('<a class="govuk-link" href="{}">{}</a>{}').format(found.href, found.name, size)


def _items(question: Question, value: object, reading: Reading) -> Markup:
    return Markup("").join(_item(question, n, mapped(item), reading=reading) for n, item in enumerate(listed(value)))


def _item(question: Question, number: int, item: Data, *, reading: Reading) -> Markup:
    lines = [
        Markup("{}: {}").format(inner.label, html_of(inner, pick(item, inner.key), reading))
        for inner in question.questions
        if is_answered(pick(item, inner.key))
    ]
    title = Markup('<p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{}</p>')
    return title.format(item_title(question, number)) + _bullets(lines or [escape(NOT_ANSWERED)])


def _list(each: list[Markup]) -> Markup:
    return each[0] if len(each) == 1 else _bullets(each)


def _bullets(each: list[Markup]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in each)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)


_HTML: Mapping[Kind, Callable[[Question, object, Reading], Markup]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _text,
    Kind.DATE: _moment,
    Kind.TIME: _moment,
    Kind.DATE_TIME: _moment,
    Kind.RADIO: _choices,
    Kind.SELECT: _choices,
    Kind.CHECKLIST: _choices,
    Kind.TAGLIST: _choices,
    Kind.CHECKBOX: _text,
    Kind.FILES: _files,
    Kind.LIST: _items,
}

"""Answers to read: before they are sent, as a record, in print, and what a correction changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from service.forms import Form, Kind, Page, Question
from service.forms.model import questions_of
from service.forms.shape import is_answered, pick
from service.web.questions.errors import anchor
from service.web.questions.filling import Filling, scope_of
from service.web.questions.paths import Data
from service.web.questions.values import Reading, html_of, is_blank_list

ChangeLink = Callable[[str, str], str]  # id of the page, id of the field -> address


@dataclass(frozen=True, kw_only=True)
class Row:
    """`change` leads to the question; None where it cannot be changed from here."""

    key: str
    label: str
    value: Markup
    change: str | None = None

    @property
    def params(self) -> dict[str, object]:
        """The row as GOV.UK's summary list takes it."""
        row: dict[str, object] = {"key": {"text": self.label}, "value": {"html": self.value}}
        if self.change is not None:
            link = {"href": self.change, "text": "Change", "visuallyHiddenText": f"the answer to “{self.label}”"}
            row["actions"] = {"items": [link]}
        return row


@dataclass(frozen=True, kw_only=True)
class Section:
    """The answers of one page of the form, under its title."""

    page_id: str
    title: str
    rows: tuple[Row, ...]

    @property
    def params(self) -> dict[str, object]:
        return {"rows": [row.params for row in self.rows]}


@dataclass(frozen=True, kw_only=True)
class Change:
    label: str
    before: Markup
    after: Markup


def to_check(form: Form, filling: Filling, link: ChangeLink | None = None) -> tuple[Section, ...]:
    """Return every question that applies, answered or not, with the links that lead back to them."""
    scope = scope_of(form, filling)
    pages = [page for page in form.pages if scope.shows(page)]

    def rows(page: Page) -> Iterator[Row]:
        for question in questions_of(page.elements):
            if scope.shows(question):
                change = link(page.id, anchor(form, question.key)) if link is not None and question.editable else None
                value = html_of(question, pick(filling.answers, question.key), filling.reading)
                yield Row(key=question.key, label=question.label, value=value, change=change)

    return _sections(pages, rows)


def to_read(form: Form, answers: Data, reading: Reading | None = None) -> tuple[Section, ...]:
    """Return what was answered, for records, print and letters."""
    words = reading or Reading()
    return _sections(form.pages, lambda page: _rows_to_read(page, answers, words))


def changes(form: Form, before: Data, after: Data, *, reading: Reading | None = None) -> tuple[Change, ...]:
    """Return the answers that differ between two versions of a record, in the order of the form."""
    words = reading or Reading()
    return tuple(
        Change(
            label=question.label,
            before=html_of(question, pick(before, question.key), words),
            after=html_of(question, pick(after, question.key), words),
        )
        for question in form.fields
        if pick(before, question.key) != pick(after, question.key)
    )


def _sections(pages: Sequence[Page], rows_of: Callable[[Page], Iterator[Row]]) -> tuple[Section, ...]:
    found = [Section(page_id=page.id, title=page.title, rows=tuple(rows_of(page))) for page in pages]
    return tuple(section for section in found if section.rows)


def _rows_to_read(page: Page, answers: Data, reading: Reading) -> Iterator[Row]:
    for question in questions_of(page.elements):
        value = pick(answers, question.key)
        if _is_kept(question, value):
            yield Row(key=question.key, label=question.label, value=html_of(question, value, reading))


def _is_kept(question: Question, value: object) -> bool:
    if question.kind is Kind.LIST:
        return is_answered(value) and not is_blank_list(question, value)
    return is_answered(value)

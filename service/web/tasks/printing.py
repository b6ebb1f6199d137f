"""The form of a task on paper: blank, to be filled in by hand, or with what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from service.forms import Element, Form, Group, Kind, OptionLists, Question, Text
from service.pathways.queries.task_page import TaskPage
from service.web.questions.answers import Section, to_check
from service.web.questions.filling import Filling
from service.web.questions.show import markdown
from service.web.tasks.filling import answers_of_task, filling_of
from service.web.tasks.present import Head

LONG, SHORT = 6, 1  # lines to write on


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A question to be answered by hand.  `options`: boxes to tick; `lines`: to write on; `times`: a repeated group."""

    label: str
    hint: str
    options: tuple[str, ...] = ()
    lines: int = 0
    inner: tuple["Blank", ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class BlankPage:
    title: str
    questions: tuple[Blank, ...]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """`sections`: the answers so far; empty on a blank form, which has `pages`."""

    head: Head
    sections: tuple[Section, ...]
    pages: tuple[BlankPage, ...]


def printed(page: TaskPage, form: Form, head: Head, *, blank: bool, now: datetime) -> Printed:
    filling = filling_of(page, form, answers_of_task(page), now=now)
    return Printed(
        head=head,
        sections=() if blank else to_check(form, filling),
        pages=_pages(form, filling) if blank else (),
    )


def _pages(form: Form, filling: Filling) -> tuple[BlankPage, ...]:
    return tuple(
        BlankPage(title=page.title, questions=tuple(_blanks(page.elements, filling.options))) for page in form.pages
    )


def _blanks(elements: tuple[Element, ...], options: OptionLists) -> Iterator[Blank]:
    for element in elements:
        if isinstance(element, Group):
            yield from _blanks(element.elements, options)
        elif isinstance(element, Text):
            yield Blank(label="", hint="", text=markdown(element.markdown))
        elif isinstance(element, Question) and element.editable:
            yield _blank(element, options)


def _blank(question: Question, options: OptionLists) -> Blank:
    offered = tuple(option.label for option in question.offered(options))
    if question.kind is Kind.CHECKBOX:
        offered = (question.label,)
    when = _condition(question)
    return Blank(
        label="" if question.kind is Kind.CHECKBOX else question.label,
        hint=" ".join(part for part in (question.hint or "", when) if part),
        options=offered,
        lines=0 if offered or question.questions else LONG if question.kind is Kind.LONG_TEXT else SHORT,
        inner=tuple(_blanks(question.elements, options)) if question.kind is Kind.LIST else (),
    )


def _condition(question: Question) -> str:
    return "Only where it applies." if question.hide_when else ""

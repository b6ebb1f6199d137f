"""The page on which all answers are looked through before they are sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.errors import InvalidInputError
from service.forms import Form
from service.pathways.queries.task_page import TaskPage
from service.web.pages import Link
from service.web.questions.answers import Section
from service.web.questions.errors import anchor, first_page
from service.web.tasks.filling import answers_of_task
from service.web.tasks.present import Head


@dataclass(frozen=True, kw_only=True)
class Checking:
    """`missing`: what still needs an answer or another one, each with the way to its question."""

    head: Head
    sections: tuple[Section, ...]
    missing: tuple[Link, ...]
    version: int
    edition: str
    changed: bool
    back: str


def missing_of(page: TaskPage, form: Form, *, now: datetime, link: Callable[[str, str], str]) -> tuple[Link, ...]:
    try:
        form.validate(answers_of_task(page), now=now, context=page.context, options=page.options)
    except InvalidInputError as error:
        return tuple(
            Link(text, link(_page_of(form, path), anchor(form, path)))
            for path, texts in error.errors.items()
            for text in texts
        )
    return ()


def _page_of(form: Form, path: str) -> str:
    found = first_page(form, {path: ()})
    return (found or form.pages[0]).id

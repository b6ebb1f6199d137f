"""A page of a task's form as it was sent."""

from dataclasses import dataclass

from flask import request

from service.forms import Form, Page
from service.pathways.queries.task_page import TaskPage
from service.web.questions.paths import Data
from service.web.questions.posted import answers_of, merged
from service.web.tasks.asking import Place
from service.web.tasks.filling import answers_of_task, tidied

VERSION = "version"  # the hidden field that says on which version of the draft the page was written


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A page of the form as it was sent.  `answers`: of the whole form.  `version`: of the draft it was written on."""

    page: TaskPage
    form: Form
    asked: Page
    answers: Data
    version: int
    changing: bool

    @property
    def place(self) -> Place:
        return Place(page_id=self.asked.id, changing=self.changing)


def sent_of(page: TaskPage, form: Form) -> Sent:
    return Sent(
        page=page,
        form=form,
        asked=page_sent(form),
        answers=typed_over(page, form),
        version=request.form.get(VERSION, 0, type=int),
        changing="change" in request.args,
    )


def typed_over(page: TaskPage, form: Form) -> dict[str, object]:
    """Return the answers of the whole form with those of the page that was sent."""
    return merged(form, answers_of_task(page), tidied(form.fields, answers_of(page_sent(form), request.form)))


def page_sent(form: Form) -> Page:
    wanted = request.args.get("page", "")
    return next((page for page in form.pages if page.id == wanted), form.pages[0])

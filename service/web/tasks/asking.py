"""One page of a task's form, ready to be drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from service.forms import Form
from service.forms.lengths import is_long
from service.forms.shape import pick
from service.pathways.queries.task_page import TaskPage
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.show import ShownPage, pages_of, show_page
from service.web.questions.values import Reading, html_of
from service.web.tasks.present import Head
from service.web.texts import time_text

Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Differing:
    """An answer that is another one in another window of the same person."""

    label: str
    here: str
    there: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Why what was sent was not taken as it is; `differing`: what another window holds instead.

    `left_over`: what was typed and has no place in the form any more.
    """

    text: str
    differing: tuple[Differing, ...] = ()
    left_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asking:
    """`back`: the page of the form before this one.  `changing`: after it comes the check page.

    `saved`: when the draft was saved, in words.
    """

    head: Head
    page: ShownPage
    version: int
    edition: str
    send: str
    action: str
    autosave: str
    back: str | None
    saved: str
    several: bool
    first: bool
    notice: Notice | None = field(default=None)


def asking(page: TaskPage, form: Form, head: Head, *, filling: Filling, place: "Place") -> Asking:
    shown = show_page(form, place.page_id, filling)
    before = page_before(form, filling, shown.id)
    task_id = page.task.id
    return Asking(
        head=head,
        page=shown,
        version=page.draft.version,
        edition=page.edition,
        send=button_text(form, shown, changing=place.changing),
        action=url_for("tasks.answer", task_id=task_id, page=shown.id, change=1 if place.changing else None),
        autosave=url_for("tasks.autosave", task_id=task_id, page=shown.id),
        back=None if before is None else url_for("tasks.show", task_id=task_id, page=before),
        saved=f"Saved at {time_text(page.draft.saved_at)}" if page.draft.saved_at else "",
        several=len(form.pages) > 1,
        first=before is None,
        notice=place.notice,
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which page of the form is shown, and what is said above it."""

    page_id: str = ""
    changing: bool = False
    notice: Notice | None = None


def button_text(form: Form, shown: ShownPage, *, changing: bool) -> str:
    if not is_long(form):
        return "Complete this task"
    return "Save and check your answers" if changing or shown.number == shown.total else "Save and continue"


def page_after(form: Form, filling: Filling, page_id: str) -> str | None:
    """Return the next page that applies; None: the one given is the last."""
    ids = [page.id for page in pages_of(form, filling)]
    rest = ids[ids.index(page_id) + 1 :] if page_id in ids else ids
    return rest[0] if rest else None


def page_before(form: Form, filling: Filling, page_id: str) -> str | None:
    ids = [page.id for page in pages_of(form, filling)]
    number = ids.index(page_id) if page_id in ids else 0
    return ids[number - 1] if number else None


def differing(form: Form, here: Data, *, there: Data, reading: Reading) -> tuple[Differing, ...]:
    """Return the answers that are not the same in two windows, in the order of the form."""
    typed, saved = form.draft(here), form.draft(there)
    return tuple(
        Differing(
            label=question.label,
            here=html_of(question, pick(typed, question.key), reading),
            there=html_of(question, pick(saved, question.key), reading),
        )
        for question in form.fields
        if question.editable and pick(typed, question.key) != pick(saved, question.key)
    )

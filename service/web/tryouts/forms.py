"""A form of the draft as the real page draws it, with sample data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from service.errors import InvalidInputError
from service.pathways.queries.tryouts import SAMPLE_FILE, TriedForm
from service.web.cases.whole_form import drawn, summary_of, typed_so_far
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.posted import action_of, after
from service.web.questions.shown import ShownPage
from service.web.questions.values import Attachment
from service.web.tasks.filling import shown_answers
from service.web.tryouts.typed import first_answers

Refusals = Mapping[str, list[str]]
NONE: Refusals = {}
_FILES = {SAMPLE_FILE: Attachment(name="A sample file")}


@dataclass(frozen=True, kw_only=True)
class Filled:
    """`pressed`: a button of the form itself, which sends nothing: one item more, a file less."""

    answers: Data = field(default_factory=dict)
    pressed: bool = False


def filled(asked: TriedForm) -> Filled:
    """What the form holds: what was sent, or what stands there before anybody typed."""
    form = asked.form
    if form is None:
        return Filled()
    if request.method != "POST":
        return Filled(answers=first_answers(form, asked.prefill))
    answers = typed_so_far(form)
    action = action_of(form, request.form)
    return Filled(answers=answers if action is None else after(form, answers, action), pressed=action is not None)


def pages_of(asked: TriedForm, answers: Data, errors: Refusals) -> tuple[ShownPage, ...]:
    """Every page of the form that applies, one below the other."""
    form = asked.form
    if form is None:
        return ()
    filling = Filling(
        answers=shown_answers(form, asked.prefill, answers),
        now=asked.now,
        context=asked.context,
        errors=errors,
        guidance=asked.rules,
        options=asked.options,
        attachments=_FILES,
    )
    return drawn(form, filling)


def summary(asked: TriedForm, errors: Refusals, others: tuple[str, ...]) -> dict[str, list[str]]:
    """The error summary; `others`: fields of the page that are not the form's."""
    if asked.form is None:
        return {path: list(texts) for path, texts in errors.items()}
    return summary_of(asked.form, errors, *others)


def refusals(error: InvalidInputError) -> dict[str, list[str]]:
    return {path: list(texts) for path, texts in error.errors.items()}

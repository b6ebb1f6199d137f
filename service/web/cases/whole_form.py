"""A form that is asked on one page as a whole: what is said to a case, what starts on it, a correction of a record."""

from dataclasses import dataclass

from flask import request

from service.errors import InvalidInputError
from service.forms import Form
from service.web.questions.errors import Errors, beside
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.posted import Posted, action_of, after, answers_of, merged
from service.web.questions.show import pages_of, show_page
from service.web.questions.shown import ShownPage


@dataclass(frozen=True, kw_only=True)
class Typed:
    """`pressed`: a button of the form itself, which sends nothing: one item more, a file less."""

    answers: Data
    pressed: bool


def typed(form: Form, before: Data, posted: Posted | None = None) -> Typed:
    """Return all answers as they were sent, over those that were there before.

    :raises InvalidInputError: a button was pressed that the form does not have.
    """
    sent = request.form if posted is None else posted
    answers: Data = before
    for page in form.pages:
        answers = merged(form, answers, answers_of(page, sent))
    action = action_of(form, sent)
    return Typed(answers=answers if action is None else after(form, answers, action), pressed=action is not None)


def drawn(form: Form, filling: Filling) -> tuple[ShownPage, ...]:
    """Return every page of the form that applies, one below the other."""
    return tuple(show_page(form, page.id, filling) for page in pages_of(form, filling))


def summary_of(form: Form, errors: Errors, *others: str) -> dict[str, list[str]]:
    """Return the error summary, by the ids of the fields; `others` are fields of the page that the form knows not."""
    own = {path: list(texts) for path, texts in errors.items() if path in others}
    return beside(form, {path: texts for path, texts in errors.items() if path not in others}) | own


def refused(error: InvalidInputError) -> dict[str, list[str]]:
    return {path: list(texts) for path, texts in error.errors.items()}

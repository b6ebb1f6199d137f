"""A form that is asked on one page as a whole: what is said to a case, what starts on it, a correction of a record."""

from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from service.context import current_settings
from service.errors import InvalidInputError
from service.forms import Form
from service.pathways.store_document import store_document
from service.web.questions.errors import Errors, beside
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.posted import Upload, action_of, after, answers_of, merged, uploads_of, with_file
from service.web.questions.show import pages_of, show_page
from service.web.questions.shown import ShownPage
from service.web.requests import actor, clock, idempotency
from service.web.tasks.filling import tidied


@dataclass(frozen=True, kw_only=True)
class Typed:
    """`pressed`: a button of the form itself, which sends nothing: one item more, a file less.  `errors`: of files."""

    answers: Data
    pressed: bool
    errors: Errors


def typed(form: Form, before: Data, case_id: UUID | None) -> Typed:
    """Return all answers as they were sent, over those that were there before; files are kept with the case, if any.

    :raises InvalidInputError: a button was pressed that the form does not have.
    """
    answers: Data = before
    errors: dict[str, list[str]] = {}
    for page in form.pages:
        answers = merged(form, answers, answers_of(page, request.form))
        for number, upload in enumerate(uploads_of(page, answers, request.files)):
            try:
                reference = _kept(upload, case_id, key=f"{page.id}-{number}")
            except InvalidInputError as error:
                errors.setdefault(upload.path, []).extend(text for texts in error.errors.values() for text in texts)
                continue
            answers = with_file(form, answers, upload.path, reference=reference)
    action = action_of(form, request.form)
    answers = answers if action is None else after(form, answers, action)
    return Typed(answers=answers, pressed=action is not None, errors=errors)


def typed_so_far(form: Form) -> Data:
    """Return all answers as they stand on the page, without files that were only chosen; nothing is kept."""
    answers: Data = {}
    for page in form.pages:
        answers = merged(form, answers, answers_of(page, request.form))
    return tidied(form.fields, answers)


def _kept(upload: Upload, case_id: UUID | None, *, key: str) -> str:
    """:raises InvalidInputError: the file is too large, or of a kind that is not kept."""
    once = idempotency()
    return store_document(
        case_id=case_id,
        file_name=upload.file.filename or "",
        media_type=upload.file.mimetype,
        content=upload.file.stream.read(current_settings().largest_upload + 1),
        actor=actor(),
        clock=clock(),
        idempotency=None if once is None else replace(once, key=f"{once.key}-{key}"),
    ).document_id


def drawn(form: Form, filling: Filling) -> tuple[ShownPage, ...]:
    """Return every page of the form that applies, one below the other."""
    return tuple(show_page(form, page.id, filling) for page in pages_of(form, filling))


def summary_of(form: Form, errors: Errors, *others: str) -> dict[str, list[str]]:
    """Return the error summary, by the ids of the fields; `others` are fields of the page that the form knows not."""
    own = {path: list(texts) for path, texts in errors.items() if path in others}
    return beside(form, {path: texts for path, texts in errors.items() if path not in others}) | own


def refused(error: InvalidInputError) -> dict[str, list[str]]:
    return {path: list(texts) for path, texts in error.errors.items()}

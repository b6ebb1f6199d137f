"""Files that come with a page of a form: looked at and kept one by one, and named in the answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from service.context import current_settings
from service.errors import InvalidInputError
from service.forms import Form, Page
from service.pathways.attach_file import require_kind
from service.pathways.idempotency import Idempotency
from service.pathways.store_document import FIELD, store_document
from service.web.questions.paths import Data, find
from service.web.questions.posted import Upload, uploads_of, with_file
from service.web.requests import actor, clock, idempotency

MOST_AT_ONCE = 5  # files of the largest size in one request


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The answers with the files that were kept, and by path what was refused."""

    answers: Data
    errors: dict[str, list[str]]


def allow_files() -> None:
    """Let this request be as large as its files may be.  Before anything of it is read."""
    settings = current_settings()
    request.max_content_length = settings.largest_body + MOST_AT_ONCE * settings.largest_upload
    request.max_form_memory_size = settings.largest_body


def take_files(task_id: UUID, form: Form, page: Page, *, answers: Data) -> Taken:
    """Keep the files that were chosen on the page."""
    errors: dict[str, list[str]] = {}
    for number, upload in enumerate(uploads_of(page, answers, request.files)):
        try:
            reference = _kept(task_id, form, upload, number=number)
        except InvalidInputError as error:
            errors.setdefault(upload.path, []).extend(_named(upload, error.errors.get(FIELD, (str(error),))))
            continue
        finally:
            upload.file.close()
        answers = with_file(form, answers, upload.path, reference=reference)
    return Taken(answers=answers, errors=errors)


def _kept(task_id: UUID, form: Form, upload: Upload, *, number: int) -> str:
    place = find(form, upload.path)
    if place is not None:
        require_kind(place.question, upload.file.filename or "")
    return store_document(
        task_id=task_id,
        file_name=upload.file.filename or "",
        media_type=upload.file.mimetype,
        content=upload.file.stream.read(current_settings().largest_upload + 1),
        actor=actor(),
        clock=clock(),
        idempotency=_one_of(idempotency(), number),
    ).document_id


def _named(upload: Upload, sentences: Sequence[str]) -> list[str]:
    return [f"{sentence} ({upload.file.filename})" for sentence in sentences]


def _one_of(once: Idempotency | None, number: int) -> Idempotency | None:
    """A key of its own for each file of one request."""
    return None if once is None else replace(once, key=f"{once.key}-{number}")

"""Saving what was changed through an outline or a table: with what the writer had seen, and nothing lost."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from flask import request

from service.errors import InvalidInputError, StaleVersionError
from service.pathways.save_draft_file import SavedDraftFile, save_draft_file
from service.web.outline.step_form import Sent
from service.web.requests import actor, clock

VERSION = "version"
STALE = (
    "Somebody else changed this file since you opened this page. What you entered is kept below. Look at it again, "
    "and save it once more to add it to their changes."
)
C = TypeVar("C")


def sent_form() -> Sent:
    names = list(request.form)
    return Sent(one=request.form, several={name: request.form.getlist(name) for name in names})


def changed(content: bytes, changes: Iterable[C], apply: Callable[[bytes, C], bytes]) -> bytes:
    """Return the file after all of the changes.  :raises InvalidInputError: with what is wrong in any of them."""
    wrong: dict[str, tuple[str, ...]] = {}
    for change in changes:
        try:
            content = apply(content, change)
        except InvalidInputError as error:
            wrong |= {
                _FIELDS.get((type(change).__name__, field), field): texts for field, texts in error.errors.items()
            }
    if wrong:
        raise InvalidInputError(wrong)
    return content


def store(draft_id: UUID, path: str, content: bytes, *, seen: str) -> SavedDraftFile:
    """Keep the file.  :raises InvalidInputError: it is another than the writer has seen; the form is shown again."""
    if request.form.get(VERSION) != seen:
        raise InvalidInputError({VERSION: [STALE]})
    try:
        return save_draft_file(
            draft_id=draft_id, path=path, content=content, if_match=seen, actor=actor(), clock=clock()
        )
    except StaleVersionError as error:
        raise InvalidInputError({VERSION: [STALE]}) from error


_FIELDS: Mapping[tuple[str, str], str] = {  # where the form calls something otherwise than the change does
    ("SetInstructions", "text"): "instructions",
    ("SetDefault", "condition"): "other",
    ("SetDue", "due"): "due_formula",
    ("SetDue", "follow_up"): "follow_up_formula",
    ("AddTask", "due"): "due_formula",
}

"""Answers as they were kept: back to FEEL values, and drafts of answers that are not finished."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from service.errors import InvalidInputError
from service.forms.answers import Data, to_json
from service.forms.model import Kind, Question
from service.forms.schema import load
from service.forms.shape import Flat, flatten, nest, pick

MAX_DRAFT_TEXT = 50_000


def values(questions: Sequence[Question], stored: Data) -> dict[str, object]:
    """Return the FEEL values of answers that were checked when they were kept; null for what is not there."""
    return nest({q.key: _value(q, pick(stored, q.key)) for q in questions})


def draft(questions: Sequence[Question], raw: Data) -> dict[str, object]:
    """Return unfinished answers as JSON, unchecked but for their shape.

    :raises InvalidInputError: for what the form does not ask for, and for what could not be kept.
    """
    flat = flatten(questions, raw)
    return nest(_draft(questions, flat, ""))


def _value(question: Question, kept: object) -> object:
    if kept is None:
        return None
    if question.kind is Kind.LIST:
        return [values(question.questions, item) for item in kept] if isinstance(kept, list) else None
    loaded, errors = load([question], {question.key: kept}, partial=True)
    # kept under an older version of the form: still the record, so shown as it was
    return kept if errors else loaded.get(question.key)


def _draft(questions: Sequence[Question], flat: Flat, path: str) -> dict[str, object]:
    kept: dict[str, object] = {}
    for question in questions:
        sent = flat.get(question.key)
        if sent is None:
            continue
        if question.kind is Kind.LIST and isinstance(sent, list):
            items = enumerate(sent)
            kept[question.key] = [
                nest(_draft(question.questions, item, f"{path}{question.key}.{n}.")) for n, item in items
            ]
        else:
            kept[question.key] = _plain(sent, path + question.key)
    return kept


def _plain(value: object, path: str) -> object:
    """Return the JSON of one unfinished answer."""
    if isinstance(value, str):
        if len(value) > MAX_DRAFT_TEXT or not _storable(value):
            raise InvalidInputError({path: ["This is too long or holds characters that cannot be kept"]})
        return value
    if isinstance(value, list | tuple):
        return [_plain(each, path) for each in value]
    if isinstance(value, Mapping):
        return {str(part): _plain(each, path) for part, each in value.items()}
    if value is None or isinstance(value, bool | int | float | Decimal | date | datetime | time):
        return to_json(value)
    raise InvalidInputError({path: ["This cannot be kept"]})


def _storable(text: str) -> bool:
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)

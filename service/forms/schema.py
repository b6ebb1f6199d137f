"""Marshmallow schemas made from the questions of a form."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from marshmallow import RAISE, Schema, ValidationError

from service.forms.fields import FIELDS
from service.forms.model import Question
from service.forms.shape import Errors, Flat


@lru_cache(maxsize=1024)
def schema_of(questions: tuple[Question, ...]) -> Schema:
    """Return the schema that reads exactly these questions; the field names are made up, because keys hold dots."""
    members = {f"q{number}": FIELDS[question.kind](question, question.key) for number, question in enumerate(questions)}
    return Schema.from_dict(members)(unknown=RAISE)  # type: ignore[arg-type]  # a dict of fields, which is invariant


def load(questions: Sequence[Question], flat: Flat, *, partial: bool = False) -> tuple[dict[str, object], Errors]:
    """Return the values by key and the errors by key.  `partial`: nothing is missing."""
    asked = tuple(questions)
    wanted = {question.key: flat[question.key] for question in asked if question.key in flat}
    schema = schema_of(asked)
    errors: Errors = {}
    try:
        loaded = schema.load(wanted, partial=partial)
    except ValidationError as error:
        loaded = error.valid_data
        errors = _texts(error.messages)
    values: Mapping[str, object] = loaded if isinstance(loaded, Mapping) else {}
    keys = {f"q{number}": question.key for number, question in enumerate(asked)}
    return {keys[name]: value for name, value in values.items()}, errors


def _texts(messages: object) -> Errors:
    if not isinstance(messages, Mapping):
        raise TypeError("a schema answers with messages by key")
    return {key: [str(text) for text in texts] for key, texts in messages.items() if isinstance(texts, list)}

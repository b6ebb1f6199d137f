"""Bringing what was sent into the shape of the form: one answer a key, nothing that the form does not ask for."""

from collections.abc import Iterable, Mapping, Sequence

from service.errors import InvalidInputError
from service.forms.model import Kind, Question

UNKNOWN = "This form does not ask for that"
READ_ONLY = "This cannot be changed here"
MAX_DEPTH = 6

Flat = dict[str, object]  # key (dots nest) -> what was sent; a repeated group: list of Flat
Errors = dict[str, list[str]]


def flatten(questions: Sequence[Question], raw: Mapping[str, object]) -> Flat:
    """Return what was sent by the questions' keys; nested mappings and dotted keys are both understood.

    Empty texts, empty lists and nulls count as not answered.
    :raises InvalidInputError: for answers that the form does not ask for, by their path.
    """
    errors: Errors = {}
    flat = _flatten(questions, raw, "", errors=errors)
    if errors:
        raise InvalidInputError(errors, "Some of what was sent is not asked for by this form.")
    return flat


def nest(answers: Mapping[str, object]) -> dict[str, object]:
    """Turn dotted keys into nested mappings."""
    nested: dict[str, object] = {}
    for key, value in answers.items():
        *parents, last = key.split(".")
        place = nested
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                raise TypeError(f"{key} would lie inside another answer")  # the reader refuses such forms
            place = inner
        place[last] = value
    return nested


def pick(data: Mapping[str, object], key: str) -> object:
    """Return the value under a dotted key, or None."""
    value: object = data
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def is_answered(value: object) -> bool:
    """Tell answers from nothing: null, blank text, an empty list, and a date of which no part was filled in."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping):
        return any(is_answered(part) for part in value.values())
    return value is not None and value not in ([], ())


def without_blanks(flat: Flat) -> Flat:
    """Leave out repeated groups of which only empty items were sent: every page shows one to begin with."""
    return {key: value for key, value in flat.items() if not (isinstance(value, list) and all(map(is_blank, value)))}


def is_blank(item: object) -> bool:
    """Tell whether nothing was answered in one item of a repeated group; a box that was not ticked is no answer."""
    return isinstance(item, Mapping) and all(value is False or not is_answered(value) for value in item.values())


def _flatten(questions: Iterable[Question], raw: Mapping[str, object], path: str, *, errors: Errors) -> Flat:
    by_key = {question.key: question for question in questions}
    flat: Flat = {}
    for key, value in _leaves(raw, by_key, "", depth=0):
        question = by_key.get(key)
        if question is None:
            errors.setdefault(path + key, []).append(UNKNOWN)
        elif not question.editable:
            errors.setdefault(path + key, []).append(READ_ONLY)
        elif key in flat:
            errors.setdefault(path + key, []).append("This was answered twice")
        elif is_answered(value):
            flat[key] = _items(question, value, path + key, errors=errors)
    return flat


def _leaves(
    raw: Mapping[str, object], by_key: Mapping[str, Question], prefix: str, *, depth: int
) -> Iterable[tuple[str, object]]:
    parents = {key[: len(prefix)] + key[len(prefix) :].split(".")[0] for key in by_key if key.startswith(prefix)}
    for name, value in raw.items():
        key = f"{prefix}{name}"
        inside = key in parents and key not in by_key and isinstance(value, Mapping)
        if inside and isinstance(value, Mapping) and depth < MAX_DEPTH:
            yield from _leaves(value, by_key, f"{key}.", depth=depth + 1)
        elif not (inside or (key in parents and value is None)) or key in by_key:
            yield key, value


def _items(question: Question, value: object, path: str, *, errors: Errors) -> object:
    if question.kind is not Kind.LIST or not isinstance(value, list | tuple):
        return value
    if len(value) > question.limits.max_items:
        return value  # refused by its length; not worth reading
    flat = []
    for index, item in enumerate(value):
        if isinstance(item, Mapping):
            flat.append(_flatten(question.questions, item, f"{path}.{index}.", errors=errors))
        else:
            errors.setdefault(f"{path}.{index}", []).append("This must be a group of answers")
    return flat

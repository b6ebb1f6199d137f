"""Answers by their paths, inside nested answers that are never changed but copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.forms import Form, Kind, Question
from service.forms.shape import nest, pick

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an answer stands: in the form, or (`group`, `index`) in one item of a repeated group."""

    question: Question
    group: Question | None = None
    index: int = 0

    @property
    def path(self) -> str:
        return self.question.key if self.group is None else f"{self.group.key}.{self.index}.{self.question.key}"


def find(form: Form, path: str) -> Place | None:
    """Return the question that the path names; None: the form asks for no such thing."""
    for question in form.fields:
        if question.key == path:
            return Place(question=question)
        if question.kind is Kind.LIST and path.startswith(f"{question.key}."):
            number, _, key = path.removeprefix(f"{question.key}.").partition(".")
            found = [each for each in question.questions if each.key == key]
            if found and number.isascii() and number.isdecimal():
                return Place(question=found[0], group=question, index=int(number))
    return None


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def mapped(value: object) -> Data:
    return value if isinstance(value, Mapping) else {}


def value_at(answers: Data, place: Place) -> object:
    if place.group is None:
        return pick(answers, place.question.key)
    items = listed(pick(answers, place.group.key))
    return pick(mapped(items[place.index]), place.question.key) if place.index < len(items) else None


def put(form: Form, answers: Data, place: Place, *, value: object) -> dict[str, object]:
    """Return the answers with this one replaced."""
    if place.group is None:
        return _with(form.fields, answers, place.question, value=value)
    items = listed(pick(answers, place.group.key))
    if place.index < len(items):
        items[place.index] = _with(place.group.questions, mapped(items[place.index]), place.question, value=value)
    return _with(form.fields, answers, place.group, value=items)


def _with(questions: Sequence[Question], answers: Data, changed: Question, *, value: object) -> dict[str, object]:
    flat = {question.key: pick(answers, question.key) for question in questions if has(answers, question.key)}
    return nest({**flat, changed.key: value})


def has(answers: Data, key: str) -> bool:
    """Tell whether there is something under a dotted key, were it only an empty text."""
    value: object = answers
    for part in key.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True

"""Checking what a person answered, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from service.errors import InvalidInputError
from service.forms import checks, wording
from service.forms.conditions import item_names, values_of, visible
from service.forms.model import Kind, OptionLists, Question
from service.forms.schema import load
from service.forms.shape import Errors, Flat, flatten, is_blank, nest, without_blanks

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Answers:
    values: Data  # FEEL values, nested; null for what was not answered or does not apply
    stored: Data  # JSON, nested; only what was answered and applies


@dataclass(frozen=True, kw_only=True)
class _Checked:
    values: dict[str, object]
    kept: dict[str, object]  # key -> JSON
    errors: Errors


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """When the answers are given, and what the lists of the service offer."""

    now: datetime
    lists: OptionLists = field(default_factory=dict)


def validate(questions: Sequence[Question], raw: Data, *, context: Data, given: Circumstances) -> Answers:
    """Return the answers that apply.

    :raises InvalidInputError: by the answers' paths ("children.0.name"), in the order of the form.
    """
    flat = without_blanks(flatten(questions, raw))
    checked = _check_scope(questions, flat, context, given=given)
    if checked.errors:
        raise InvalidInputError(checked.errors)
    return Answers(values=checked.values, stored=nest(checked.kept))


def _check_scope(
    questions: Sequence[Question], flat: Flat, names: Data, *, given: Circumstances, item: int | None = None
) -> _Checked:
    """Check the form (`item` None: its answers are names) or one item of a repeat (its answers are in `this`)."""
    read = _read(questions, flat, names, now=given.now)
    around = {**names} if item is None else item_names(names, nest(read), item)
    applying = visible(questions, read, around, now=given.now)
    asked = [question for question in questions if question in applying and question.editable]
    values, errors = load(asked, flat)
    nested = values_of(questions, values, applying)
    scope = {**names, **nested} if item is None else item_names(names, nested, item)
    kept: dict[str, object] = {}
    ordered: Errors = {}
    for question in asked:
        found = errors.get(question.key) or _check_one(question, values, scope, given=given)
        if found:
            ordered[question.key] = found
        elif question.kind is Kind.LIST:
            inner = _check_items(question, values, flat, scope=scope, given=given)
            ordered.update(inner.errors)
            values.update(inner.values)
            kept.update(inner.kept)
        elif values.get(question.key) is not None:
            kept[question.key] = to_json(values[question.key])
    return _Checked(values=values_of(questions, values, applying), kept=kept, errors=ordered)


def _check_one(question: Question, values: dict[str, object], scope: Data, *, given: Circumstances) -> list[str]:
    if question.kind is Kind.CHECKBOX:
        values.setdefault(question.key, False)
    if question.kind is Kind.LIST and not values.get(question.key) and question.limits.min_items:
        return [question.required_message or wording.items(question, 0)]
    value = values.get(question.key)
    if value is None:
        return []
    if question.options_from is not None:
        offered = [option.value for option in question.offered(given.lists)]
        if not set(value if isinstance(value, list) else [value]).issubset(offered):
            return [wording.not_offered(question)]
        values[question.key] = [each for each in offered if each in value] if isinstance(value, list) else value
    return checks.check(question, value, scope, now=given.now)


def _check_items(question: Question, values: Data, flat: Flat, *, scope: Data, given: Circumstances) -> _Checked:
    items, stored, errors = [], [], {}
    sent = flat.get(question.key)
    for index, item in enumerate(sent if isinstance(sent, list) else []):
        if is_blank(item):
            continue  # the others keep their numbers, so that errors stand where they were typed
        checked = _check_scope(question.questions, item, scope, given=given, item=index)
        items.append(checked.values)
        stored.append(nest(checked.kept))
        errors.update({f"{question.key}.{index}.{key}": texts for key, texts in checked.errors.items()})
    kept = {question.key: stored} if values.get(question.key) is not None else {}
    return _Checked(values={question.key: items} if kept else {}, kept=dict(kept), errors=errors)


def _read(questions: Sequence[Question], flat: Flat, names: Data, *, now: datetime) -> dict[str, object]:
    """Return what can be read of every answer, for the conditions; what is wrong counts as not given."""
    values, _ = load([question for question in questions if question.editable], flat, partial=True)
    around = {**names, **nest(values)}
    for question in questions:
        sent = flat.get(question.key)
        if question.kind is Kind.LIST and isinstance(sent, list) and question.key in values:
            values[question.key] = [
                _read_item(question, item, item_names(around, {}, index), now=now)
                for index, item in enumerate(sent)
                if not is_blank(item)
            ]
    return values


def _read_item(question: Question, item: Flat, names: Data, *, now: datetime) -> dict[str, object]:
    """Return what can be read of one item of a repeated group, without the answers that do not apply to it."""
    read = _read(question.questions, item, names, now=now)
    applying = visible(question.questions, read, {**names, "this": nest(read)}, now=now)
    return values_of(question.questions, read, applying)


def to_json(value: object) -> object:
    """Return the JSON that is kept of one answer: dates and times as ISO text, decimals as text."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return [to_json(each) for each in value]
    return value

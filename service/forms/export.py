"""JSON Schema of a form, for clients of the API."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from service.forms.model import MAX_NUMBER, Kind, Question, TextFormat

Json = dict[str, object]


def json_schema(title: str, questions: Sequence[Question]) -> Json:
    """Return the schema; a question that may be hidden is never required by it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_object(questions)}


def _object(questions: Sequence[Question]) -> Json:
    root: Json = {"type": "object", "additionalProperties": False, "properties": {}, "required": []}
    for question in questions:
        if question.editable:
            _place(root, question.key.split("."), question)
    return _tidied(root)


def _place(parent: Json, path: list[str], question: Question) -> None:
    name, *rest = path
    properties, required = parent["properties"], parent["required"]
    if not isinstance(properties, dict) or not isinstance(required, list):  # both were made above
        raise TypeError(name)
    must = (question.required or question.limits.min_items > 0) and not question.hide_when
    if must and name not in required:
        required.append(name)
    if not rest:
        properties[name] = _answer(question)
        return
    inner = properties.setdefault(
        name, {"type": "object", "additionalProperties": False, "properties": {}, "required": []}
    )
    _place(inner, rest, question)


def _tidied(schema: Json) -> Json:
    """Leave out an empty `required`, all the way down."""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        schema["properties"] = {name: _tidied(inner) for name, inner in properties.items()}
    return {key: value for key, value in schema.items() if not (key == "required" and value == [])}


def _answer(question: Question) -> Json:
    schema: Json = {"title": question.label, **_type(question)}
    if question.hint:
        schema["description"] = question.hint
    return schema


def _type(question: Question) -> Json:
    return _TYPES[question.kind](question)


def _whole_or_decimal(question: Question) -> Json:
    low, high = question.limits.minimum, question.limits.maximum
    return {
        "type": "number" if question.limits.decimal_digits else "integer",
        "minimum": _number(-MAX_NUMBER if low is None else low),
        "maximum": _number(MAX_NUMBER if high is None else high),
    }


def _choice(question: Question) -> Json:
    if question.options_from is not None:
        return {"type": "string", "minLength": 1}
    return {"type": "string", "enum": [option.value for option in question.options]}


def _choices(question: Question) -> Json:
    return {"type": "array", "items": _choice(question), "uniqueItems": True}


def _tick(question: Question) -> Json:
    return {"const": True} if question.required else {"type": "boolean"}


def _items(question: Question) -> Json:
    limits = question.limits
    items = _object(question.questions)
    return {"type": "array", "items": items, "minItems": limits.min_items, "maxItems": limits.max_items}


def _files(question: Question) -> Json:
    return {"type": "array", "items": {"type": "string"}, "maxItems": question.limits.max_items}


def _time(_: Question) -> Json:
    return {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"}


def _date(_: Question) -> Json:
    return {"type": "string", "format": "date"}


def _date_time(_: Question) -> Json:
    return {"type": "string", "format": "date-time"}


def _text(question: Question) -> Json:
    limits = question.limits
    schema: Json = {"type": "string", "maxLength": limits.max_length}
    shortest = max(limits.min_length, 1 if question.required else 0)
    if shortest:
        schema["minLength"] = shortest
    if limits.pattern is not None:
        schema["pattern"] = limits.pattern
    if limits.format is TextFormat.EMAIL:
        schema["format"] = "email"
    return schema


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


_TYPES: Mapping[Kind, Callable[[Question], Json]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _whole_or_decimal,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATE_TIME: _date_time,
    Kind.RADIO: _choice,
    Kind.SELECT: _choice,
    Kind.CHECKLIST: _choices,
    Kind.TAGLIST: _choices,
    Kind.CHECKBOX: _tick,
    Kind.FILES: _files,
    Kind.LIST: _items,
}

"""Error messages in the wording of GOV.UK, made from the question's label."""

from decimal import Decimal

from service.forms.model import CHOICES, Kind, Question

_SELECTED = CHOICES | {Kind.CHECKBOX}


def missing(question: Question) -> str:
    if question.required_message:
        return question.required_message
    if question.kind is Kind.CHECKBOX:
        return f"Select “{question.label}”"
    chosen = "Select" if question.kind in _SELECTED else "Enter"
    verb = "Upload" if question.kind is Kind.FILES else chosen
    return f"{verb} {_object(question.label)}"


def wrong(question: Question, rest: str) -> str:
    """Say what is wrong with the answer, `rest` being such as "must be a number"."""
    return f"{_subject(question.label)} {rest}"


def between(question: Question, low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return wrong(question, f"must be between {low} and {high}")
    return wrong(question, f"must be {low} or more" if low is not None else f"must be {high} or fewer")


def not_offered(question: Question) -> str:
    return wrong(question, "must be one of the answers offered")


def items(question: Question, count: int) -> str:
    """Say that `count` items are too few or too many."""
    low, high = question.limits.min_items, question.limits.max_items
    verb = "Select" if question.kind in _SELECTED else "Add"
    return f"{verb} {f'at least {low}' if count < low else f'no more than {high}'} under “{question.label}”"


def _object(label: str) -> str:
    return f"an answer to “{label}”" if label.endswith("?") else _lowered(label)


def _subject(label: str) -> str:
    return f"Your answer to “{label}”" if label.endswith("?") else label


def _lowered(label: str) -> str:
    """Lower the first letter unless the first word is an abbreviation or a name with capitals inside."""
    first = label.split(maxsplit=1)[0] if label.split() else ""
    return label if first == "I" or any(letter.isupper() for letter in first[1:]) else label[:1].lower() + label[1:]

"""Rules of an answer that need more than the answer: the day it is given on, and the other answers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from service.forms import wording
from service.forms.conditions import holds
from service.forms.fields import ZONE
from service.forms.model import Question


def check(question: Question, value: object, names: Mapping[str, object], *, now: datetime) -> list[str]:
    """Return what is wrong with an answer that could be read; `names` are all answers."""
    found = list(_dates(question, value, now)) if isinstance(value, date) else []
    if question.check is not None and holds(question.check, names, now=now) is False:
        found.append(question.check_message or wording.wrong(question, "does not fit the other answers"))
    return found


def _dates(question: Question, value: date, now: datetime) -> Iterator[str]:
    limits = question.limits
    if isinstance(value, datetime):
        day, late, early = value.astimezone(ZONE).date(), value > now, value < now
    else:
        today = now.astimezone(ZONE).date()
        day, late, early = value, value > today, value < today
    if limits.not_in_future and late:
        yield wording.wrong(question, "must be today or in the past")
    if limits.not_in_past and early:
        yield wording.wrong(question, "must be today or in the future")
    if limits.earliest and day < limits.earliest:
        yield wording.wrong(question, f"must be the same as or after {spoken(limits.earliest)}")
    if limits.latest and day > limits.latest:
        yield wording.wrong(question, f"must be the same as or before {spoken(limits.latest)}")


def spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

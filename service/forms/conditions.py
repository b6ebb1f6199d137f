"""Which questions apply: FEEL conditions over what has been answered so far."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from service import feel
from service.forms.model import Question
from service.forms.shape import nest

Values = Mapping[str, object]


class FixedClock:
    """The moment at which the answers are checked, for now() and today() in conditions."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def holds(text: str, names: Values, *, now: datetime) -> bool | None:
    """Evaluate a condition; anything but true and false is None."""
    return _holds(text, names, feel.Evaluator(clock=FixedClock(now)))


def _holds(text: str, names: Values, evaluator: feel.Evaluator) -> bool | None:
    value = evaluator.value(text, names)
    return value if isinstance(value, bool) else None


def visible(questions: Sequence[Question], read: Values, names: Values, *, now: datetime) -> frozenset[Question]:
    """Return the questions that apply, given what was read of every answer (key -> value) and other `names`.

    A hidden answer counts as not given for the conditions of the others, so this repeats until nothing changes.
    Answers go before `names`.  All conditions share the limits of one evaluation, so that no form takes long to draw;
    past them a question is shown.
    """
    applying = frozenset(questions)
    if not any(question.hide_when for question in questions):
        return applying
    evaluator = feel.Evaluator(clock=FixedClock(now))
    for _ in range(len(questions) + 1):
        scope = {**names, **values_of(questions, read, applying)}
        found = frozenset(
            q for q in questions if not any(_holds(text, scope, evaluator) is True for text in q.hide_when)
        )
        if found == applying:
            break
        applying = found
    return applying


def values_of(questions: Sequence[Question], read: Values, applying: frozenset[Question]) -> dict[str, object]:
    """Return every question's value, nested: null for what was not answered or does not apply."""
    return nest({q.key: read.get(q.key) if q in applying else None for q in questions if q.editable})


def item_names(names: Values, item: Values, index: int) -> dict[str, object]:
    """Return what a condition inside a repeated group sees: `this` item, its number from 1, and the whole form."""
    return {**names, "this": dict(item), "parent": dict(names), "i": index + 1}

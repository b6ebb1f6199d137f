"""How much a form asks, which decides how it is sent: at once, after a look at all answers, or from a list."""

from service.forms.form import Form
from service.forms.model import CHOICES, Kind, Question

LONG = 8  # questions; more are looked through again before they are sent

_ONE_CLICK = CHOICES | {Kind.CHECKBOX, Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE}


def asked(form: Form) -> tuple[Question, ...]:
    """Return what the form asks, without what it only shows."""
    return tuple(question for question in form.fields if question.editable)


def only_question(form: Form | None) -> Question | None:
    """Return the one question of a form that asks one and nothing else; such tasks can be answered from a list.

    What is chosen from the family of one case is not asked of several at once.
    """
    questions = asked(form) if form is not None else ()
    if len(questions) != 1 or questions[0].kind not in _ONE_CLICK or questions[0].options_from is not None:
        return None
    return questions[0]


def is_long(form: Form) -> bool:
    """Tell whether the answers should be looked through before they are sent."""
    return len(form.pages) > 1 or len(asked(form)) > LONG

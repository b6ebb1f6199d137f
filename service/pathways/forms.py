"""Checking what was sent against the form that asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.clocks import local_day
from service.errors import InvalidInputError
from service.forms import NO_LISTS, Form
from service.forms.fields import ZONE
from service.library import Composed
from service.pathways.options import Subject, options_for


@dataclass(frozen=True, kw_only=True)
class Checked:
    """`values` are what the process sees, `stored` is what the record keeps; both empty where nothing is asked."""

    form: Form | None
    values: Mapping[str, object]
    stored: dict[str, object]


def check_answers(
    composed: Composed,
    form_id: str | None,
    answers: Mapping[str, object],
    *,
    case: Mapping[str, object],
    now: datetime,
    subject: Subject | None = None,
) -> Checked:
    """`case` is the variable that conditions read; `subject` says whom the form offers, without it nobody.

    :raises InvalidInputError: answers break the form's rules, or nothing is asked.
    """
    if form_id is None:
        if answers:
            raise InvalidInputError({name: ["Nothing is asked here."] for name in answers})
        return Checked(form=None, values={}, stored={})
    form = composed.forms[form_id]
    options = NO_LISTS if subject is None else options_for(form, subject, today=local_day(now, ZONE))
    checked = form.validate(answers, now=now, context={"case": case}, options=options)
    return Checked(form=form, values=checked.values, stored=dict(checked.stored))

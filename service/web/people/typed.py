"""What was typed about somebody, taken from a form as the use cases want it."""

from collections.abc import Mapping
from datetime import date

from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.person_details import FIELDS, PersonDetails, details_of
from service.web.days import boxes_in, day_in, is_no_day

Typed = Mapping[str, str]
UNBORN = "unborn"
DAYS = {"date_of_birth": "date of birth", "expected_on": "expected date"}


def typed_person(form: Typed, prefix: str = "") -> PersonDetails:
    """The person of whom the fields (their names begin with `prefix`) tell; nothing is checked but the dates.

    A child who is not yet born has no date of birth, anybody else no expected date, whatever was typed before.
    :raises InvalidInputError: a date is none; by the name of the field without the prefix.
    """
    who = form.get(f"{prefix}kind", "")
    values: dict[str, object] = {name: form.get(f"{prefix}{name}", "").strip() or None for name in FIELDS}
    day = "expected_on" if who == UNBORN else "date_of_birth"
    values |= {"date_of_birth": None, "expected_on": None, day: typed_date(form, f"{prefix}{day}", DAYS[day], key=day)}
    values["kind"] = PersonKind.ADULT if who == PersonKind.ADULT.value else PersonKind.CHILD
    values["name"] = values["name"] or ("Unborn child" if who == UNBORN else "")
    return details_of(values)


def typed_date(form: Typed, name: str, what: str, *, key: str | None = None) -> date | None:
    """The day of three boxes; None where they are empty.

    :raises InvalidInputError: there is no such day; by `key`, else by the name of the field.
    """
    if is_no_day(form, name):
        advice = f"Enter a real {what}, with day, month and all four digits of the year, like 27 3 2019"
        raise InvalidInputError({key or name: [advice]})
    return day_in(form, name)


def filled_in(details: PersonDetails) -> dict[str, object]:
    """The values of the fields for details that are kept."""
    values = {name: getattr(details, name) for name in FIELDS}
    unborn = details.date_of_birth is None and details.expected_on is not None
    return {**values, "kind": UNBORN if unborn else details.kind.value}


def typed_again(form: Typed, prefix: str = "") -> dict[str, object]:
    """The values of the fields as they were typed, for showing the form once more."""
    values: dict[str, object] = {name: form.get(f"{prefix}{name}", "") for name in FIELDS}
    for name in DAYS:
        values[name] = boxes_in(form, f"{prefix}{name}")
    return values

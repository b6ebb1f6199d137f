"""What is known of a member of a family, written in one way and checked before it is kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from service.clocks import local_day
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways import numbers

LONDON = ZoneInfo("Europe/London")
LONGEST_NAME = 200
LONGEST_TEXT = 2_000
OLDEST = timedelta(days=366 * 120)
LONGEST_WAIT = timedelta(days=300)  # for a birth
LATEST = timedelta(days=60)  # after the day on which it was expected
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHORT = ("name", "known_as", "language", "email", "phone")
_LONG = ("address", "communication", "safe_contact")


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """`expected_on`: of a child who is not yet born, and so has no date of birth.  Empty texts are None."""

    name: str
    kind: PersonKind = PersonKind.CHILD
    known_as: str | None = None
    date_of_birth: date | None = None
    expected_on: date | None = None
    nhs_number: str | None = None
    upn: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    communication: str | None = None
    safe_contact: str | None = None


FIELDS = tuple(field.name for field in fields(PersonDetails))
_TEXTS = frozenset(FIELDS) - {"name", "kind", "date_of_birth", "expected_on"}
_WRITTEN: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "nhs_number": (numbers.nhs_number, "Enter an NHS number as it is printed, like 999 123 4567. Check each digit"),
    "upn": (numbers.upn, "Enter a unique pupil number as the school has it: one letter and 12 digits"),
    "postcode": (numbers.postcode, "Enter a full UK postcode, like N17 6XY"),
}


def today_of(clock: Clock) -> date:
    """The day in this country."""
    return local_day(clock.now(), LONDON)


def checked(details: PersonDetails, *, today: date) -> PersonDetails:
    """Return the details as they are kept.

    :raises InvalidInputError: by the name of the field.
    """
    given: dict[str, object] = {name: _trimmed(getattr(details, name)) for name in FIELDS}
    errors = dict(_problems(given, today))
    if errors:
        raise InvalidInputError({name: [text] for name, text in errors.items()})
    for name, (write, _) in _WRITTEN.items():
        given[name] = write(str(given[name])) if given[name] else None
    return details_of(given)


def details_of(values: Mapping[str, object]) -> PersonDetails:
    """Return the details from their values by name."""
    texts = {name: value for name, value in values.items() if isinstance(value, str) and name in _TEXTS}
    born, expected = values.get("date_of_birth"), values.get("expected_on")
    return PersonDetails(
        name=str(values["name"]),
        kind=PersonKind(str(values.get("kind") or PersonKind.CHILD)),
        date_of_birth=born if isinstance(born, date) else None,
        expected_on=expected if isinstance(expected, date) else None,
        **texts,
    )


def _trimmed(value: object) -> object:
    return (value.strip() or None) if isinstance(value, str) and not isinstance(value, PersonKind) else value


def _problems(given: Mapping[str, object], today: date) -> Iterator[tuple[str, str]]:
    if given["name"] is None:
        yield "name", "Enter a name. For a child who is not yet born, write “Unborn child”"
    yield from _too_long(given)
    for name, (write, advice) in _WRITTEN.items():
        if given[name] and write(str(given[name])) is None:
            yield name, advice
    if given["email"] and not _MAIL.fullmatch(str(given["email"])):
        yield "email", "Enter an email address, like name@example.com"
    yield from _days(given, today)


def _too_long(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for names, most in ((_SHORT, LONGEST_NAME), (_LONG, LONGEST_TEXT)):
        for name in names:
            if len(str(given[name] or "")) > most:
                yield name, f"Use {most:,} characters or fewer"


def _days(given: Mapping[str, object], today: date) -> Iterator[tuple[str, str]]:
    born, expected = given["date_of_birth"], given["expected_on"]
    if isinstance(born, date):
        if expected is not None:
            yield "expected_on", "Leave out the expected date: the child is born"
        elif born > today:
            yield "date_of_birth", "The date of birth must be today or in the past"
        elif today - born > OLDEST:
            yield "date_of_birth", "Check the year of birth"
    elif isinstance(expected, date):
        if given["kind"] is not PersonKind.CHILD:
            yield "expected_on", "Only a child can be expected"
        elif not today - LATEST <= expected <= today + LONGEST_WAIT:
            yield "expected_on", "Check the date: a birth is expected within ten months"

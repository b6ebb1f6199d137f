"""What a request for help tells about the family, as it is kept in a referral and as a case is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.person_details import FIELDS, LONGEST_NAME, PersonDetails, checked, details_of

MOST_PEOPLE = 20
NEW = "new"
_DAYS = ("date_of_birth", "expected_on")


@dataclass(frozen=True, kw_only=True)
class FamilyContent:
    """`choice`: "new", "family:<id>" or "case:<id>", as somebody chose among the matches; None: nobody chose yet.

    `completed`: the answers as staff completed them; what was sent stays as it was.
    """

    name: str = ""
    people: tuple[PersonDetails, ...] = ()
    choice: str | None = None
    completed: Mapping[str, object] | None = field(default=None)


def to_json(family: FamilyContent) -> dict[str, object]:
    return {
        "name": family.name,
        "people": [_person(person) for person in family.people],
        "choice": family.choice,
        "completed": None if family.completed is None else dict(family.completed),
    }


def from_json(stored: Mapping[str, object]) -> FamilyContent:
    people, completed, choice = stored.get("people"), stored.get("completed"), stored.get("choice")
    return FamilyContent(
        name=str(stored.get("name") or ""),
        people=tuple(_details(each) for each in people if isinstance(each, dict)) if isinstance(people, list) else (),
        choice=choice if isinstance(choice, str) else None,
        completed=completed if isinstance(completed, dict) else None,
    )


def checked_family(family: FamilyContent, *, today: date) -> FamilyContent:
    """Return it as a case is made of it.

    :raises InvalidInputError: by field; of people "people.0.name"; there is no child among them.
    """
    errors: dict[str, Sequence[str]] = {}
    name = family.name.strip()
    if not name:
        errors["family"] = ["Enter the family’s name"]  # noqa: RUF001 - an apostrophe, as people are shown it
    elif len(name) > LONGEST_NAME:
        errors["family"] = [f"Use {LONGEST_NAME} characters or fewer"]
    people = []
    for place, person in enumerate(family.people):
        try:
            people.append(checked(person, today=today))
        except InvalidInputError as error:
            errors |= {f"people.{place}.{key}": texts for key, texts in error.errors.items()}
    if not any(person.kind is PersonKind.CHILD for person in family.people):
        errors["people"] = ["Tell us about at least one child"]
    if errors:
        raise InvalidInputError(errors)
    return FamilyContent(name=name, people=tuple(people), choice=family.choice, completed=family.completed)


def chosen(choice: str | None, kind: str) -> UUID | None:
    """The id of the family or case that was chosen; None: another kind of choice."""
    found, _, key = (choice or "").partition(":")
    try:
        return UUID(key) if found == kind else None
    except ValueError:
        return None


def _person(person: PersonDetails) -> dict[str, object]:
    values = {name: getattr(person, name) for name in FIELDS if getattr(person, name) is not None}
    return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items()}


def _details(stored: Mapping[str, object]) -> PersonDetails:
    values: dict[str, object] = {"name": "", **stored}
    for name in _DAYS:
        text = values.get(name)
        values[name] = date.fromisoformat(text) if isinstance(text, str) else None
    return details_of(values)

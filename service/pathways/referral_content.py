"""What a request for help tells about the family, as it is kept in a referral and as a case is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from uuid import UUID

from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.person_details import FIELDS, LONGEST_NAME, PersonDetails, checked, details_of

MOST_PEOPLE = 20
NEW = "new"
NO_WAY = "Enter a phone number, an email address or an address, or select that nobody can be contacted"
CONTRADICTION = "Take the ways to contact you out, or do not select that nobody can be contacted"
_DAYS = ("date_of_birth", "expected_on")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """How whoever asks without an account can be contacted.

    `unreachable`: neither they nor the family can be, as they said themselves.
    """

    phone: str | None = None
    email: str | None = None
    address: str | None = None
    unreachable: bool = False

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(way for way in (self.phone, self.email, self.address) if way)


@dataclass(frozen=True, kw_only=True)
class FamilyContent:
    """`choice`: "new", "family:<id>" or "case:<id>", as somebody chose among the matches; None: nobody chose yet.

    `completed`: the answers as staff completed them; what was sent stays as it was.
    """

    name: str = ""
    people: tuple[PersonDetails, ...] = ()
    sender: Sender = Sender()
    choice: str | None = None
    completed: Mapping[str, object] | None = field(default=None)


def to_json(family: FamilyContent) -> dict[str, object]:
    return {
        "name": family.name,
        "people": [_person(person) for person in family.people],
        "sender": {name: value for name, value in asdict(family.sender).items() if value},
        "choice": family.choice,
        "completed": None if family.completed is None else dict(family.completed),
    }


def from_json(stored: Mapping[str, object]) -> FamilyContent:
    people, completed, choice = stored.get("people"), stored.get("completed"), stored.get("choice")
    return FamilyContent(
        name=str(stored.get("name") or ""),
        people=tuple(_details(each) for each in people if isinstance(each, dict)) if isinstance(people, list) else (),
        sender=_sender(stored.get("sender")),
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
    return replace(family, name=name, people=tuple(people))


def checked_from_outside(family: FamilyContent, *, today: date) -> FamilyContent:
    """The same of a request that somebody sends without an account: nobody can ask them for what is missing.

    :raises InvalidInputError: as above, and of the sender "sender.email"; there is no way to contact anybody.
    """
    errors: dict[str, Sequence[str]] = {}
    found = family
    for part in (checked_family, _checked_sender):
        try:
            found = part(found, today=today)
        except InvalidInputError as error:
            errors |= error.errors
    if errors:
        raise InvalidInputError(errors)
    return found


def _checked_sender(family: FamilyContent, *, today: date) -> FamilyContent:
    given = family.sender
    if given.unreachable and given.ways:
        raise InvalidInputError({"sender.unreachable": [CONTRADICTION]})
    if not given.unreachable and not given.ways and not any(_reachable(person) for person in family.people):
        raise InvalidInputError({"sender.phone": [NO_WAY]})
    asked = PersonDetails(name="Sender", phone=given.phone, email=given.email, address=given.address)
    try:
        kept = checked(asked, today=today)
    except InvalidInputError as error:
        raise InvalidInputError({f"sender.{key}": texts for key, texts in error.errors.items()}) from error
    return replace(family, sender=replace(given, phone=kept.phone, email=kept.email, address=kept.address))


def _reachable(person: PersonDetails) -> bool:
    return any(way and way.strip() for way in (person.phone, person.email, person.address))


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


def _sender(stored: object) -> Sender:
    if not isinstance(stored, dict):
        return Sender()
    texts = {name: str(stored[name]) for name in ("phone", "email", "address") if stored.get(name)}
    return Sender(**texts, unreachable=stored.get("unreachable") is True)


def _details(stored: Mapping[str, object]) -> PersonDetails:
    values: dict[str, object] = {"name": "", **stored}
    for name in _DAYS:
        text = values.get(name)
        values[name] = date.fromisoformat(text) if isinstance(text, str) else None
    return details_of(values)

"""The family in a request for help: one page with a block for each person, taken apart as it was typed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from service.errors import InvalidInputError
from service.pathways.person_details import PersonDetails
from service.pathways.referral_content import MOST_PEOPLE, FamilyContent, Sender
from service.web.people.typed import DAYS, Typed, filled_in, typed_again, typed_person

COUNT = "people_count"
ACTION = "_action"


@dataclass(frozen=True, kw_only=True)
class PersonBlock:
    """`values` of the fields, whose names begin with `prefix`."""

    title: str
    prefix: str
    values: Mapping[str, object]
    remove: str | None  # value of the button that takes the person out
    open: bool = False  # something below the first fields needs changing


@dataclass(frozen=True, kw_only=True)
class TypedFamily:
    """`family` as far as it can be kept; `errors` of dates that are none, by the id of the field."""

    family: FamilyContent
    errors: Mapping[str, Sequence[str]]
    blocks: tuple[PersonBlock, ...]


def opened_for(blocks: Sequence[PersonBlock], errors: Collection[str]) -> tuple[PersonBlock, ...]:
    """The blocks, opened where what is wrong would be folded away."""
    in_sight = ("kind", "name", "known_as", "date_of_birth", "expected_on")

    def folded(block: PersonBlock) -> bool:
        names = (error.removeprefix(block.prefix) for error in errors if error.startswith(block.prefix))
        return any(name not in in_sight for name in names)

    return tuple(replace(block, open=folded(block)) for block in blocks)


def blocks_of(family: FamilyContent) -> tuple[PersonBlock, ...]:
    people = family.people or (PersonDetails(name=""),)
    return _blocks([filled_in(person) for person in people])


def typed_family(form: Typed, before: FamilyContent) -> TypedFamily:
    """What was typed, with the button that was pressed carried out: one more person, or one less."""
    places = list(range(min(_number(form.get(COUNT)), MOST_PEOPLE)))
    action, _, which = form.get(ACTION, "").partition(":")
    if action == "remove":
        places = [place for place in places if str(place) != which]
    people: list[PersonDetails] = []
    errors: dict[str, Sequence[str]] = {}
    values: list[dict[str, object]] = []
    for number, place in enumerate(places):
        person, wrong = _person(form, f"people-{place}-")
        people.append(person)
        values.append(typed_again(form, f"people-{place}-"))
        errors |= {field_id(f"people.{number}.{key}"): texts for key, texts in wrong.items()}
        values[-1]["kind"] = form.get(f"people-{place}-kind", "")
    if action == "add" and len(people) < MOST_PEOPLE:
        people.append(PersonDetails(name=""))
        values.append({"kind": "child"})
    family = replace(before, name=form.get("family", "").strip(), people=tuple(people), sender=_sender(form))
    return TypedFamily(family=family, errors=errors, blocks=_blocks(values))


def field_id(path: str) -> str:
    """The id of the field for an error of a family: "people.0.name" is people-0-name."""
    return path.replace(".", "-")


def _sender(form: Typed) -> Sender:
    ways = {name: form.get(f"sender-{name}", "").strip() or None for name in ("phone", "email", "address")}
    return Sender(**ways, unreachable="sender-unreachable" in form)


def _person(form: Typed, prefix: str) -> tuple[PersonDetails, Mapping[str, Sequence[str]]]:
    try:
        return typed_person(form, prefix), {}
    except InvalidInputError as error:
        without_days = {
            key: value for key, value in form.items() if not any(key.startswith(f"{prefix}{day}-") for day in DAYS)
        }
        return typed_person(without_days, prefix), error.errors


def _blocks(values: Sequence[Mapping[str, object]]) -> tuple[PersonBlock, ...]:
    return tuple(
        PersonBlock(
            title=f"Person {place + 1}",
            prefix=f"people-{place}-",
            values=each,
            remove=f"remove:{place}" if len(values) > 1 else None,
        )
        for place, each in enumerate(values)
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - digits

"""How likely it is that two people are the same, and why."""

from dataclasses import dataclass

from service.pathways.names import likeness, same_name
from service.pathways.person_details import PersonDetails

SURE = 75  # from here on one is taken for the other, if the family was chosen
LIKELY = 60  # from here on somebody who may not see the other is told that there may be one
ALIKE = 0.45


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """`score` from 0 to 100."""

    score: int
    why: str


def compare(one: PersonDetails, other: PersonDetails) -> Likeness | None:
    """None: nothing says that they are the same."""
    if one.nhs_number and one.nhs_number == other.nhs_number:
        return Likeness(score=100, why="the same NHS number")
    if one.upn and one.upn == other.upn:
        return Likeness(score=100, why="the same unique pupil number")
    same = any(same_name(left, right) for left in _names(one) for right in _names(other))
    alike = same or any(likeness(left, right) >= ALIKE for left in _names(one) for right in _names(other))
    return _by_name(one, other, same=same) if alike else None


def _by_name(one: PersonDetails, other: PersonDetails, *, same: bool) -> Likeness | None:
    born = one.date_of_birth is not None and one.date_of_birth == other.date_of_birth
    if born:
        name = "the same name" if same else "a similar name"
        return Likeness(score=90 if same else 80, why=f"{name} and date of birth")
    if one.postcode and one.postcode == other.postcode:
        return Likeness(score=60, why=f"{'the same' if same else 'a similar'} name and the same postcode")
    either_unknown = one.date_of_birth is None or other.date_of_birth is None
    return Likeness(score=50, why="the same name") if same and either_unknown else None


def _names(person: PersonDetails) -> tuple[str, ...]:
    return tuple(name for name in (person.name, person.known_as) if name)

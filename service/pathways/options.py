"""The lists that forms offer: the children of a case, its family, and who works here."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from service.forms import Form, Option, OptionList, OptionLists
from service.models import CasePerson, Membership, Person, PersonKind, Team, User, UserRole, db
from service.pathways.letters import spoken


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a form is about; whoever asks may see the case.

    `item`: the label of the one whom the task is about, where it is one of several.  `departed`: also those who have
    left the family or the service, for records of the time when they were there.
    """

    authority: str
    case_id: UUID | None
    item: str | None = None
    departed: bool = False


@dataclass(frozen=True, kw_only=True)
class _Relative:
    """`namesake`: another child of the family, or another adult, is called the same."""

    kind: PersonKind
    name: str
    namesake: bool
    option: Option


def options_for(form: Form, subject: Subject, *, today: date) -> OptionLists:
    """Return what each list offers that the form names: people by id, with their ages; workers by user name.

    A form that names none costs no query.
    """
    if not form.lists:
        return {}
    family = _family(subject, today) if form.lists - {OptionList.WORKERS} else []
    return {
        each: _workers(subject) if each is OptionList.WORKERS else _of(family, each, subject) for each in form.lists
    }


def _of(family: Sequence[_Relative], which: OptionList, subject: Subject) -> tuple[Option, ...]:
    return tuple(person.option for person in family if _WHICH[which](person, subject))


_WHICH: Mapping[OptionList, Callable[[_Relative, Subject], bool]] = {
    OptionList.CHILDREN: lambda person, _: person.kind is PersonKind.CHILD,
    # the task knows its child by name alone: of two who are called the same neither may be left out
    OptionList.SIBLINGS: lambda person, about: (
        person.kind is PersonKind.CHILD and (person.namesake or person.name != about.item)
    ),
    OptionList.ADULTS: lambda person, _: person.kind is PersonKind.ADULT,
    OptionList.PEOPLE: lambda _, __: True,
}


def _family(subject: Subject, today: date) -> list[_Relative]:
    if subject.case_id is None:
        return []
    found = (
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == subject.case_id)
        .order_by(CasePerson.position)
    )
    if not subject.departed:
        found = found.where(CasePerson.left_on.is_(None))
    people = db.session.scalars(found).all()
    called = Counter((person.kind, person.name) for person in people)
    return [_relative(person, namesake=called[person.kind, person.name] > 1, today=today) for person in people]


def _relative(person: Person, *, namesake: bool, today: date) -> _Relative:
    born = f", born {spoken(person.date_of_birth)}" if namesake and person.date_of_birth is not None else ""
    label = f"{person.name}{_age(person, today)}{born}"
    option = Option(value=str(person.id), label=label)
    return _Relative(kind=person.kind, name=person.name, namesake=namesake, option=option)


def _age(person: Person, today: date) -> str:
    born = person.date_of_birth
    if born is None:
        return ", not yet born" if person.expected_on is not None else ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f", {years}" if years > 0 else ", under 1"


def _workers(subject: Subject) -> tuple[Option, ...]:
    """People with an account of the authority, each with their teams."""
    teams = (
        select(func.string_agg(Team.name, aggregate_order_by(literal(", "), Team.name)))
        .join(Membership, (Membership.team == Team.id) & (Membership.authority == Team.authority))
        .where(Membership.user_id == User.id)
        .scalar_subquery()
    )
    roles = select(func.array_agg(UserRole.role)).where(UserRole.user_id == User.id).scalar_subquery()
    found = (
        select(User.name, User.display_name, teams.label("teams"), roles.label("roles"))
        .where(User.authority == subject.authority)
        .order_by(User.display_name, User.name)
    )
    if not subject.departed:
        found = found.where(User.active)
    return tuple(
        Option(
            value=row.name,
            label=f"{row.display_name} ({row.teams})" if row.teams else row.display_name,
            roles=frozenset(row.roles or ()),
        )
        for row in db.session.execute(found)
    )

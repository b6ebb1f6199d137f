from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError
from service.forms import Form
from service.models import Case, CasePerson, Person, PersonKind, RecordPerson, User, db
from service.pathways.complete_task import complete_task
from service.pathways.correct_record import correct_record
from service.pathways.options import Subject, options_for
from tests.integration.builders import AUTHORITY, person, planned, task_of
from tests.unit.forms.builders import question, read

TODAY = date(2026, 12, 14)
CHILDREN = ("Child One", "Child Two")


def form(*lists: str) -> Form:
    return read(*(question("checklist", name, name, valuesKey=name) for name in lists))


def labels(*lists: str, subject: Subject) -> dict[str, list[str]]:
    offered = options_for(form(*lists), subject, today=TODAY)
    return {name: [option.label for option in options] for name, options in offered.items()}


def child(case_id: str, name: str) -> UUID:
    found = select(Person.id).join(CasePerson).where(CasePerson.case_id == UUID(case_id), Person.name == name)
    return db.session.scalars(found).one()


@pytest.fixture
def case_id(rolled_back: Flask, clock: VirtualClock) -> str:
    """A case with two children and, added by hand, their mother."""
    case = planned(clock, children=CHILDREN)
    family = db.session.get_one(Case, UUID(case.case_id)).family_id
    mother = Person(id=UUID(int=1), family_id=family, kind=PersonKind.ADULT, name="Parent One")
    db.session.add(mother)
    db.session.flush()
    db.session.add(CasePerson(case_id=UUID(case.case_id), person_id=mother.id, position=9))
    born = update(Person).where(Person.id == child(case.case_id, "Child One")).values(date_of_birth=date(2019, 12, 15))
    db.session.execute(born)
    return case.case_id


def test_the_family_is_offered_by_name_and_age(case_id: str):
    subject = Subject(authority=AUTHORITY, case_id=UUID(case_id), item="Child Two")

    assert labels("children", "siblings", "adults", "people", subject=subject) == {
        "children": ["Child One, 6", "Child Two"],
        "siblings": ["Child One, 6"],
        "adults": ["Parent One"],
        "people": ["Child One, 6", "Child Two", "Parent One"],
    }


def test_children_of_the_same_name_are_told_apart_by_their_birth_and_neither_is_left_out(case_id: str):
    second = update(Person).where(Person.id == child(case_id, "Child Two"))
    db.session.execute(second.values(name="Child One", date_of_birth=date(2024, 2, 29)))

    subject = Subject(authority=AUTHORITY, case_id=UUID(case_id), item="Child One")

    both = ["Child One, 6, born 15 December 2019", "Child One, 2, born 29 February 2024"]
    assert labels("children", "siblings", subject=subject) == {"children": both, "siblings": both}


def test_an_adult_of_the_same_name_changes_nothing_for_a_child(case_id: str):
    db.session.execute(update(Person).where(Person.name == "Parent One").values(name="Child Two"))

    subject = Subject(authority=AUTHORITY, case_id=UUID(case_id), item="Child Two")

    assert labels("siblings", subject=subject) == {"siblings": ["Child One, 6"]}


def test_who_left_the_family_is_offered_only_for_records_of_the_time(case_id: str):
    left = child(case_id, "Child Two")
    db.session.execute(update(CasePerson).where(CasePerson.person_id == left).values(left_on=TODAY))

    now = labels("children", subject=Subject(authority=AUTHORITY, case_id=UUID(case_id)))
    then = labels("children", subject=Subject(authority=AUTHORITY, case_id=UUID(case_id), departed=True))

    assert (now["children"], then["children"]) == (["Child One, 6"], ["Child One, 6", "Child Two"])


def test_people_with_accounts_are_offered_with_their_teams_and_roles(case_id: str):
    db.session.execute(update(User).where(User.name == "worker.east").values(active=False))

    (offered,) = options_for(form("workers"), Subject(authority=AUTHORITY, case_id=None), today=TODAY).values()

    known = {option.value: option for option in offered}
    assert known["worker.west"].label == "Worker West (Team West)"
    assert known["worker.west"].roles == {"worker"}
    assert known["guest.one"].roles == frozenset()
    assert "worker.east" not in known


def test_without_a_case_nobodys_children_are_offered(case_id: str):
    assert labels("children", "people", subject=Subject(authority=AUTHORITY, case_id=None)) == {
        "children": [],
        "people": [],
    }


def test_children_of_another_family_cannot_be_named(case_id: str, clock: VirtualClock):
    other = planned(clock, family="Test Family Birch", children=("Child Three",))
    answers = {"took_place": "yes", "children": [str(child(other.case_id, "Child Three"))]}

    with pytest.raises(InvalidInputError) as refused:
        attempt(case_id, answers, clock)

    assert list(refused.value.errors) == ["children"]


def test_a_record_stands_on_the_files_of_the_children_it_names_and_moves_with_a_correction(
    case_id: str, clock: VirtualClock
):
    one, two = (child(case_id, name) for name in CHILDREN)

    record_id = attempt(case_id, {"took_place": "yes", "children": [str(one)]}, clock)
    first = db.session.scalars(select(RecordPerson.person_id).where(RecordPerson.record_id == record_id)).all()
    correct_record(
        record_id=record_id,
        answers=ATTEMPT | {"took_place": "yes", "children": [str(two)]},
        reason="The other child",
        version=1,
        actor=person("worker.west"),
        clock=clock,
    )

    assert first == [one]
    assert db.session.scalars(select(RecordPerson.person_id).where(RecordPerson.record_id == record_id)).all() == [two]


ATTEMPT: dict[str, object] = {"tried_on": "2026-12-14"}


def attempt(case_id: str, answers: dict[str, object], clock: VirtualClock) -> UUID:
    done = complete_task(
        task_id=task_of(case_id, "Task_Attempt"), answers=ATTEMPT | answers, actor=person("worker.west"), clock=clock
    )
    return UUID(str(done.record_id))

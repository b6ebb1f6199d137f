"""Looking for families: what is found, and above all what is not."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.models import Audit, Case, CaseAccess, Person, db
from service.pathways.add_person import add_person
from service.pathways.housekeeping import tidy
from service.pathways.person_details import PersonDetails
from service.pathways.queries.search import search_families
from service.pathways.start_case import NewCase, NewFamily, NewPerson, StartedCase, start_case
from tests.integration.builders import complete, person

pytestmark = pytest.mark.usefixtures("rolled_back")

CHILD = NewPerson(
    name="Sample Test-Larch",
    known_as="Sam",
    date_of_birth=date(2019, 3, 14),
    nhs_number="9990000018",
    upn="A123456789012",
    postcode="N176XY",
)


def opened(
    clock: VirtualClock, *people: NewPerson, family: str = "Test Family Ash", reference: str | None = None
) -> StartedCase:
    """A case of team west."""
    case = start_case(
        process="support",
        case=NewCase(family=NewFamily(name=family, reference=reference), people=people or (CHILD,)),
        answers={"reason": "Tired"},
        actor=person("door.one"),
        clock=clock,
    )
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    return case


def restrict(case: StartedCase, *names: str) -> None:
    row = db.session.get(Case, UUID(case.case_id))
    row.restricted = True
    for name in names:
        db.session.add(CaseAccess(case_id=row.id, user_name=name, granted_by="admin.one", granted_at=row.opened_at))
    db.session.commit()


def found(text: str, clock: VirtualClock, *, by: str = "worker.west", **more: str) -> list[str]:
    result = search_families(text=text, actor=person(by), clock=clock, **more)
    return [case.reference for family in result.families for case in family.cases]


@pytest.mark.parametrize(
    "text",
    [
        "Sample",
        "sample test larch",
        "Larche",
        "Sampel Larch",
        "SAM",
        "Test Family Ash",
        "14/03/2019",
        "March 2019",
        "2019",
        "Sample 2019",
        "999 000 0018",
        "a123456789012",
        "N17 6XY",
        "n17",
        "Larch n17",
        "2026-1",
    ],
)
def test_a_family_is_found_by_any_of_these(text, clock):
    case = opened(clock)

    assert found(text, clock) == [case.reference]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Okafor",
        "15/03/2019",
        "Sample 2018",
        "999 000 0026",
        "E1 1AA",
        "2025-1",
        "Sample N16",
        "%",
        "_",
        "' OR 1",
    ],
)
def test_it_is_not_found_by_what_does_not_fit(text, clock):
    opened(clock)

    assert found(text, clock) == []


def test_a_restricted_case_is_not_there_for_those_who_are_not_named(clock):
    case = opened(clock)
    restrict(case, "worker.west")

    for text in ("Sample", "14/03/2019", "9990000018", "A123456789012", "N17 6XY", case.reference, "Test Family Ash"):
        for somebody in ("door.one", "manager.west", "director.one", "admin.one", "worker.west.two"):
            assert found(text, clock, by=somebody) == [], (text, somebody)
        assert found(text, clock) == [case.reference]


def test_people_of_a_restricted_episode_do_not_show_beside_an_open_one(clock):
    first = opened(clock)
    second = opened(
        clock, CHILD, NewPerson(name="Secret Test-Brother", postcode="E11AA"), reference=first.family_reference
    )
    restrict(second)

    result = search_families(text="Sample", actor=person("worker.west"), clock=clock)

    (family,) = result.families
    assert [case.reference for case in family.cases] == [first.reference]
    assert [each.name for each in family.people] == ["Sample Test-Larch"]
    assert found("Secret Test-Brother E1 1AA", clock) == []
    assert found("E1 1AA", clock) == []


def test_a_case_of_another_team_is_not_found(clock):
    opened(clock)

    assert found("Sample", clock, by="worker.east") == []


def test_hidden_cases_do_not_push_out_those_that_may_be_seen(clock):
    for _ in range(3):
        restrict(opened(clock))
    case = opened(clock)

    result = search_families(text="Sample", actor=person("worker.west"), clock=clock)

    assert [each.reference for family in result.families for each in family.cases] == [case.reference]
    assert not result.more


def test_open_and_closed_cases_can_be_told_apart(clock):
    case = opened(clock)

    assert found("Sample", clock, status="open") == [case.reference]
    assert found("Sample", clock, status="closed") == []


def test_the_likeliest_comes_first(clock):
    other = opened(clock, NewPerson(name="Sampler Test-Larches"), family="Test Family Oak")
    case = opened(clock)

    assert found("Sample Larch", clock)[0] == case.reference
    assert set(found("Larch", clock)) == {case.reference, other.reference}


def test_the_audit_says_who_looked_and_what_was_shown_and_never_the_name(clock):
    case = opened(clock)

    found("Sample Larch 14/3/2019", clock)

    entry = db.session.scalars(select(Audit).where(Audit.action == "search")).one()
    assert entry.actor_name == "worker.west"
    assert entry.details == {"by": ["names", "born"], "status": None, "shown": [case.reference]}
    assert "ample" not in str(entry.details) + entry.subject


def test_a_new_member_is_found_too(clock):
    case = opened(clock)
    add_person(
        case_id=UUID(case.case_id),
        details=PersonDetails(name="Baby Testling"),
        actor=person("worker.west"),
        clock=clock,
    )

    assert found("Testling", clock) == [case.reference]


def test_people_from_before_the_search_are_made_findable_by_housekeeping(clock):
    case = opened(clock)
    db.session.execute(Person.__table__.update().values(name_keys=[]))
    db.session.commit()
    assert found("Sample", clock) == []

    tidy(clock=clock)

    assert found("Sampel", clock) == [case.reference]

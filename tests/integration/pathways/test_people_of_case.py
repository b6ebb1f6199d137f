"""The people of a case: added, changed, related; what was known of them before stays in the audit."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from service.errors import InvalidInputError, NotFoundError, StaleVersionError
from service.models import Audit, Case, Consent, ConsentKind, ConsentStatus, Person, Record, RecordPerson, db
from service.pathways.add_person import add_person
from service.pathways.change_person import change_person
from service.pathways.person_details import PersonDetails
from service.pathways.queries.consents import consent_of_case
from service.pathways.queries.people_of_case import read_nhs_number, read_people, records_of_some
from service.pathways.record_consent import Statement, record_consent
from service.pathways.relate_people import relate_people
from service.pathways.set_child_status import set_child_status
from service.pathways.start_case import NewCase, NewFamily, NewPerson, start_case
from tests.integration.builders import complete, later, person, started, triaged

pytestmark = pytest.mark.usefixtures("rolled_back")

BABY = PersonDetails(name="Unborn child", expected_on=date(2027, 3, 1))


def people_of(case, clock):
    return read_people(case_id=UUID(case.case_id), actor=person("worker.west"), clock=clock)


def added(case, clock, details=BABY, **more):
    found = add_person(case_id=UUID(case.case_id), details=details, actor=person("worker.west"), clock=clock, **more)
    return UUID(found.person_id)


def audited(action):
    return db.session.scalars(select(Audit.details).where(Audit.action == action).order_by(Audit.position)).all()


def test_a_child_who_is_not_yet_born_has_a_day_on_which_they_are_expected(clock):
    case = triaged(clock)

    baby = added(case, clock)

    member = next(member for member in people_of(case, clock).members if member.id == baby)
    assert (member.date_of_birth, member.expected_on) == (None, date(2027, 3, 1))


def test_when_the_child_is_born_the_audit_keeps_when_it_was_expected(clock):
    case = triaged(clock)
    baby = added(case, clock)
    clock.move_to(clock.now().replace(year=2027, month=3, day=2))

    born = PersonDetails(name="Child Two", date_of_birth=date(2027, 3, 1))
    change_person(
        case_id=UUID(case.case_id),
        person_id=baby,
        details=born,
        actor=person("worker.west"),
        clock=clock,
        if_revision=1,
    )

    assert audited("change person") == [
        {"before": {"name": "Unborn child", "date_of_birth": None, "expected_on": "2027-03-01"}}
    ]


def test_two_people_never_overwrite_each_other(clock):
    case = triaged(clock)
    baby = added(case, clock)
    change = {"case_id": UUID(case.case_id), "person_id": baby, "actor": person("worker.west"), "clock": clock}
    change_person(details=PersonDetails(name="Child Two"), if_revision=1, **change)

    with pytest.raises(StaleVersionError):
        change_person(details=PersonDetails(name="Child Three"), if_revision=1, **change)


def test_a_person_of_another_case_cannot_be_changed_through_this_one(clock):
    case, other = triaged(clock), triaged(clock, family="Test Family Oak")
    stranger = added(other, clock)

    with pytest.raises(NotFoundError):
        change_person(
            case_id=UUID(case.case_id),
            person_id=stranger,
            details=BABY,
            actor=person("worker.west"),
            clock=clock,
        )


def test_whoever_cannot_see_the_case_cannot_add_to_it(clock):
    case = triaged(clock)

    with pytest.raises(NotFoundError):
        add_person(case_id=UUID(case.case_id), details=BABY, actor=person("worker.east"), clock=clock)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (PersonDetails(name=" "), "name"),
        (PersonDetails(name="Child", nhs_number="9990000001"), "nhs_number"),
        (PersonDetails(name="Child", upn="A123456789013"), "upn"),
        (PersonDetails(name="Child", postcode="Tottenham"), "postcode"),
        (PersonDetails(name="Child", date_of_birth=date(2027, 1, 1)), "date_of_birth"),
        (PersonDetails(name="Child", date_of_birth=date(1880, 1, 1)), "date_of_birth"),
        (PersonDetails(name="Child", expected_on=date(2028, 1, 1)), "expected_on"),
        (PersonDetails(name="Child", date_of_birth=date(2020, 1, 1), expected_on=date(2027, 1, 1)), "expected_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(clock, details, field):
    case = triaged(clock)

    with pytest.raises(InvalidInputError) as refused:
        added(case, clock, details)

    assert list(refused.value.errors) == [field]


def test_earlier_records_of_others_stand_on_a_new_childs_file_only_when_somebody_says_so(clock):
    case = triaged(clock)
    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "All is calm"}, by="worker.west", clock=clock)
    record = db.session.scalars(select(Record.id).where(Record.form == "visit")).one()
    first = people_of(case, clock).members[0].id
    db.session.merge(RecordPerson(record_id=record, person_id=first))
    db.session.commit()

    left_out = added(case, clock)
    taken_in = added(case, clock, PersonDetails(name="Child Three"), records=[record])

    offered = records_of_some(case_id=UUID(case.case_id), actor=person("worker.west"))
    files = set(db.session.scalars(select(RecordPerson.person_id).where(RecordPerson.record_id == record)))
    assert [each.id for each in offered] == [record]
    assert files == {first, taken_in}
    assert left_out not in files


def test_a_record_of_another_case_cannot_be_copied(clock):
    case = triaged(clock)

    with pytest.raises(InvalidInputError):
        added(case, clock, records=[uuid4()])


def test_a_relationship_is_told_from_both_sides(clock):
    case = triaged(clock)
    mother = added(case, clock, PersonDetails(name="Parent One", kind="adult"))
    child = next(member.id for member in people_of(case, clock).members if member.id != mother)

    relate_people(
        case_id=UUID(case.case_id),
        person_id=mother,
        other_id=child,
        kind="mother",
        actor=person("worker.west"),
        clock=clock,
    )

    told = {(relation.person, relation.kind) for relation in people_of(case, clock).relations}
    assert told == {(mother, "mother"), (child, "child")}


def test_saying_it_again_from_the_other_side_replaces_it(clock):
    case = triaged(clock)
    one, other = added(case, clock, PersonDetails(name="Child Two")), added(case, clock, PersonDetails(name="Child 3"))
    about = {"case_id": UUID(case.case_id), "actor": person("worker.west"), "clock": clock}
    relate_people(person_id=one, other_id=other, kind="brother", **about)

    relate_people(person_id=other, other_id=one, kind="sister", **about)

    told = {(relation.person, relation.kind) for relation in people_of(case, clock).relations}
    assert told == {(other, "sister"), (one, "brother or sister")}


def test_a_child_has_a_status_of_its_own_and_may_have_left(clock):
    case = triaged(clock)
    child = people_of(case, clock).members[0].id

    set_child_status(
        case_id=UUID(case.case_id),
        person_id=child,
        status="With social care",
        left_on=date(2026, 12, 1),
        actor=person("worker.west"),
        clock=clock,
    )

    member = people_of(case, clock).members[0]
    assert (member.status, member.left_on) == ("With social care", date(2026, 12, 1))


def test_asking_for_a_whole_nhs_number_is_written_down(clock):
    case = triaged(clock)
    child = added(case, clock, PersonDetails(name="Child Two", nhs_number="999 000 0018"))

    number = read_nhs_number(case_id=UUID(case.case_id), person_id=child, actor=person("worker.west"), clock=clock)

    assert number == "9990000018"
    assert len(audited("read NHS number")) == 1


def said(case, clock, status=ConsentStatus.GIVEN, kind=ConsentKind.SERVICE, **more):
    about = {"given_by": "Parent One", "effective_on": date(2026, 12, 14), **more}
    return record_consent(
        case_id=UUID(case.case_id),
        statement=Statement(kind=kind, status=status, **about),
        actor=person("worker.west"),
        clock=clock,
    )


def test_the_last_word_on_the_service_is_the_state_of_the_case(clock):
    case = triaged(clock)
    said(case, clock)

    told = said(case, clock, ConsentStatus.WITHDRAWN)

    assert told.state == "withdrawn"
    assert db.session.scalars(select(Case.consent).where(Case.id == UUID(case.case_id))).one() == "withdrawn"


def test_nothing_that_was_said_is_ever_changed(clock):
    case = triaged(clock)
    said(case, clock)
    later(clock, hours=1)
    said(case, clock, ConsentStatus.WITHDRAWN)

    found = consent_of_case(case_id=UUID(case.case_id), actor=person("worker.west"))

    assert [(each.status, each.holds) for each in found.statements] == [("withdrawn", True), ("given", False)]


def test_agreement_to_share_is_kept_per_agency_and_leaves_the_case_alone(clock):
    case = triaged(clock)

    said(case, clock, kind=ConsentKind.SHARING, agency="School")
    said(case, clock, ConsentStatus.REFUSED, kind=ConsentKind.SHARING, agency="Police")

    found = consent_of_case(case_id=UUID(case.case_id), actor=person("worker.west"))
    assert found.state is None
    assert {each.agency for each in found.statements if each.holds} == {"School", "Police"}


def test_going_on_without_agreement_needs_a_reason_and_a_lawful_basis(clock):
    case = triaged(clock)

    with pytest.raises(InvalidInputError) as refused:
        said(case, clock, ConsentStatus.OVERRIDDEN, given_by=None)

    assert set(refused.value.errors) == {"reason", "lawful_basis"}
    assert db.session.scalars(select(Consent)).all() == []


def test_an_existing_family_and_its_people_are_not_doubled(clock):
    first = triaged(clock)
    child = people_of(first, clock).members[0]

    again = start_case(
        process="support",
        case=NewCase(
            family=NewFamily(name="Other words", reference=first.family_reference),
            people=(NewPerson(id=child.id, name="Chld One", nhs_number="9990000018"), NewPerson(name="Child Two")),
        ),
        answers={"reason": "Again"},
        actor=person("door.one"),
        clock=clock,
    )

    names = db.session.scalars(select(Person.name).order_by(Person.name)).all()
    assert names == ["Child One", "Child Two"]
    assert db.session.get(Person, child.id).nhs_number == "9990000018"
    assert again.family_reference == first.family_reference


def test_somebody_of_another_family_cannot_be_named_as_one_of_this(clock):
    first, other = triaged(clock), triaged(clock, family="Test Family Oak")
    stranger = people_of(other, clock).members[0].id

    with pytest.raises(InvalidInputError):
        start_case(
            process="support",
            case=NewCase(
                family=NewFamily(name="x", reference=first.family_reference),
                people=(NewPerson(id=stranger, name="Child"),),
            ),
            answers={"reason": "Again"},
            actor=person("door.one"),
            clock=clock,
        )


def test_people_of_a_restricted_case_are_not_there_for_others(clock):
    case = started(clock)
    db.session.get(Case, UUID(case.case_id)).restricted = True
    db.session.commit()

    with pytest.raises(NotFoundError):
        read_people(case_id=UUID(case.case_id), actor=person("admin.one"), clock=clock)

"""What a request for help tells about the family."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.matching import compare
from service.pathways.person_details import PersonDetails
from service.pathways.referral_content import (
    FamilyContent,
    Sender,
    checked_family,
    checked_from_outside,
    chosen,
    from_json,
    to_json,
)

TODAY = date(2026, 12, 14)
TEXTS = st.none() | st.text(min_size=1, max_size=20)
PEOPLE = st.builds(
    PersonDetails,
    name=st.text(max_size=20),
    kind=st.sampled_from(PersonKind),
    date_of_birth=st.none() | st.dates(),
    phone=TEXTS,
    safe_contact=TEXTS,
)


SENDERS = st.builds(Sender, phone=TEXTS, email=TEXTS, address=TEXTS, unreachable=st.booleans())
CHILD = PersonDetails(name="Ben Testling")


def asked(sender: Sender, *people: PersonDetails) -> FamilyContent:
    return FamilyContent(name="Testling", people=(CHILD, *people), sender=sender)


@given(
    st.builds(FamilyContent, name=st.text(max_size=20), people=st.lists(PEOPLE, max_size=3).map(tuple), sender=SENDERS)
)
def test_what_is_kept_is_what_was_given(family):
    assert from_json(to_json(family)) == family


def test_nothing_kept_yet_is_an_empty_family():
    assert from_json({}) == FamilyContent()


def test_a_family_needs_a_name_and_a_child():
    with pytest.raises(InvalidInputError) as refused:
        checked_family(FamilyContent(people=(PersonDetails(name="Parent", kind=PersonKind.ADULT),)), today=TODAY)

    assert set(refused.value.errors) == {"family", "people"}


def test_what_is_wrong_is_said_with_the_place_of_the_person():
    people = (PersonDetails(name="One"), PersonDetails(name="", postcode="x"))

    with pytest.raises(InvalidInputError) as refused:
        checked_family(FamilyContent(name="Testling", people=people), today=TODAY)

    assert set(refused.value.errors) == {"people.1.name", "people.1.postcode"}


@pytest.mark.parametrize(
    ("sender", "field"),
    [
        (Sender(), "sender.phone"),
        (Sender(email="no mail"), "sender.email"),
        (Sender(phone="01632 960001", unreachable=True), "sender.unreachable"),
    ],
)
def test_a_request_from_outside_says_how_somebody_can_be_contacted_or_that_nobody_can(sender, field):
    with pytest.raises(InvalidInputError) as refused:
        checked_from_outside(asked(sender), today=TODAY)

    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("sender", [Sender(address="1 Test Street"), Sender(unreachable=True)])
def test_one_way_or_saying_that_there_is_none_is_enough(sender):
    assert checked_from_outside(asked(sender), today=TODAY).sender == sender


def test_who_can_be_contacted_through_the_family_need_not_say_more():
    parent = PersonDetails(name="Parent", kind=PersonKind.ADULT, phone="01632 960001")

    assert checked_from_outside(asked(Sender(), parent), today=TODAY).people[1] == parent


def test_what_is_wrong_with_the_family_and_with_the_sender_is_said_at_once():
    with pytest.raises(InvalidInputError) as refused:
        checked_from_outside(FamilyContent(), today=TODAY)

    assert set(refused.value.errors) == {"family", "people", "sender.phone"}


@pytest.mark.parametrize(("choice", "found"), [("family:x", None), ("new", None), (None, None), ("case:", None)])
def test_a_choice_that_names_nothing_is_none(choice, found):
    assert chosen(choice, "family") is found


def test_a_choice_names_a_family_or_a_case():
    key = UUID(int=1)

    assert chosen(f"family:{key}", "family") == key
    assert chosen(f"family:{key}", "case") is None


def test_two_people_with_nothing_in_common_are_not_compared_by_what_is_missing():
    assert compare(PersonDetails(name="Ben"), PersonDetails(name="Sample")) is None
    assert compare(PersonDetails(name=""), PersonDetails(name="")) is None

"""The family in a request, as it was typed."""

from datetime import UTC, datetime, timedelta

import pytest

from service.pathways.referral_content import MOST_PEOPLE, FamilyContent
from service.web.referrals.family import opened_for, typed_family
from service.web.referrals.present import waited

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)
TWO = {"people_count": "2", "family": " Testling ", "people-0-name": "One", "people-1-name": "Two"}


def names(typed) -> list[str]:
    return [person.name for person in typed.family.people]


def test_every_block_is_a_person():
    typed = typed_family(TWO, FamilyContent())

    assert (typed.family.name, names(typed)) == ("Testling", ["One", "Two"])


def test_the_buttons_add_and_take_out():
    assert names(typed_family({**TWO, "_action": "add"}, FamilyContent())) == ["One", "Two", ""]
    assert names(typed_family({**TWO, "_action": "remove:0"}, FamilyContent())) == ["Two"]
    assert names(typed_family({**TWO, "_action": "remove:nonsense"}, FamilyContent())) == ["One", "Two"]


@pytest.mark.parametrize("count", ["-1", "x", "", "²", "99999999999999999999"])
def test_a_count_that_is_none_takes_nobody(count):
    assert names(typed_family({**TWO, "people_count": count}, FamilyContent())) == []


def test_there_is_an_end_to_the_people():
    typed = typed_family({"people_count": "999", "_action": "add"}, FamilyContent())

    assert len(typed.family.people) == MOST_PEOPLE


def test_the_choice_that_was_made_stays():
    assert typed_family(TWO, FamilyContent(choice="new")).family.choice == "new"


def test_a_wrong_date_is_said_at_the_place_where_the_person_stands_now():
    typed = typed_family({**TWO, "people-1-date_of_birth-day": "99", "_action": "remove:0"}, FamilyContent())

    assert set(typed.errors) == {"people-0-date_of_birth"}
    assert names(typed) == ["Two"]


def test_what_is_wrong_is_never_folded_away():
    blocks = typed_family(TWO, FamilyContent()).blocks

    opened = opened_for(blocks, ["people-1-postcode", "people-0-name"])

    assert [block.open for block in opened] == [False, True]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_how_long_a_request_waits(span, words):
    assert waited(NOW - span, NOW) == words

"""What was typed about somebody."""

from datetime import date

import pytest

from service.errors import InvalidInputError
from service.models import PersonKind
from service.pathways.person_details import PersonDetails
from service.web.people.typed import filled_in, typed_again, typed_date, typed_person


def test_the_fields_become_a_person():
    typed = {
        "kind": "adult",
        "name": " Parent One ",
        "phone": "",
        "date_of_birth-day": "1",
        "date_of_birth-month": "5",
        "date_of_birth-year": "1990",
    }

    assert typed_person(typed) == PersonDetails(
        name="Parent One", kind=PersonKind.ADULT, date_of_birth=date(1990, 5, 1)
    )


def test_a_child_who_is_not_yet_born_has_no_date_of_birth_whatever_was_typed_before():
    typed = {"kind": "unborn", "date_of_birth-day": "99", "expected_on-day": "1", "expected_on-month": "3"}

    details = typed_person({**typed, "expected_on-year": "2027"})

    assert (details.name, details.date_of_birth, details.expected_on) == ("Unborn child", None, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("day", "month", "year"), [("31", "2", "2020"), ("1", "", "2020"), ("1", "1", "20"), ("a", "1", "2020")]
)
def test_what_is_no_day_is_said_beside_its_field(day, month, year):
    typed = {"when-day": day, "when-month": month, "when-year": year}

    with pytest.raises(InvalidInputError) as refused:
        typed_date(typed, "when", "date")

    assert set(refused.value.errors) == {"when"}


def test_empty_boxes_are_no_day():
    assert typed_date({"when-day": " "}, "when", "date") is None


def test_a_form_that_is_shown_again_has_what_was_typed():
    typed = {"p-name": "Child", "p-date_of_birth-day": "31", "p-date_of_birth-month": "2"}

    values = typed_again(typed, "p-")

    assert values["name"] == "Child"
    assert values["date_of_birth"] == {"day": "31", "month": "2", "year": ""}


def test_kept_details_fill_the_form():
    unborn = filled_in(PersonDetails(name="Unborn child", expected_on=date(2027, 3, 1)))

    assert (unborn["kind"], unborn["expected_on"]) == ("unborn", date(2027, 3, 1))
    assert filled_in(PersonDetails(name="Child"))["kind"] == "child"

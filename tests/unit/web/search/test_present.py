"""What the search page shows."""

from datetime import date
from uuid import uuid4

from service.models import PersonKind
from service.pathways.queries.search import FoundPerson
from service.web.search.present import person_text

TODAY = date(2026, 12, 14)


def shown(**facts) -> str:
    about = {"known_as": None, "kind": PersonKind.CHILD, "date_of_birth": None, "expected_on": None, "fits": True}
    return person_text(FoundPerson(id=uuid4(), name="Child One", **{**about, **facts}), TODAY)


def test_a_child_is_told_with_age_and_other_name():
    text = shown(known_as="Chip", date_of_birth=date(2019, 3, 14))

    assert text == "Child One (known as Chip), born 14 March 2019, 7 years"


def test_a_child_who_is_not_yet_born_is_told_with_the_month():
    assert shown(expected_on=date(2027, 3, 1)) == "Child One, not yet born, expected in March 2027"


def test_what_is_not_known_is_said():
    assert shown(kind=PersonKind.ADULT) == "Child One, adult, date of birth not known"

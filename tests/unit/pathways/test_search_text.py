"""What somebody types into the search box."""

from datetime import date

import pytest

from service.pathways.search_text import Wanted, read_search

TODAY = date(2026, 12, 14)


def read(text):
    return read_search(text, today=TODAY)


def day(year, month, number):
    return date(year, month, number), date(year, month, number)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("14/03/2019", day(2019, 3, 14)),
        ("14.3.19", day(2019, 3, 14)),
        ("14 3 2019", day(2019, 3, 14)),
        ("2019-03-14", day(2019, 3, 14)),
        ("14 March 2019", day(2019, 3, 14)),
        ("14th mar 2019", day(2019, 3, 14)),
        ("1/1/47", day(1947, 1, 1)),
        ("March 2019", (date(2019, 3, 1), date(2019, 3, 31))),
        ("02/2020", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2019", (date(2019, 1, 1), date(2019, 12, 31))),
    ],
)
def test_a_date_of_birth_may_be_written_in_the_usual_ways_or_in_part(text, born):
    assert read(text) == Wanted(born=born)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("HAR-2026-00012", Wanted(reference="2026-00012")),
        ("har-2026-12", Wanted(reference="2026-00012")),
        ("F-HAR-2026-00012", Wanted(reference="2026-00012")),
        ("2026-12", Wanted(reference="2026-00012")),
        ("r-7k3m-q2bd", Wanted(referral="R-7K3M-Q2BD")),
        ("943 476 5919", Wanted(nhs_number="9434765919")),
        ("A123456789012", Wanted(upn="A123456789012")),
        ("n17 6xy", Wanted(postcode="N176XY")),
        ("N17", Wanted(postcode="N17")),
        ("N17 6", Wanted(postcode="N176")),
        ("Sample Larch", Wanted(names="Sample Larch")),
        ("  sample   larch, 14/3/2019 ", Wanted(names="sample larch", born=day(2019, 3, 14))),
        ("Larch N17 6XY", Wanted(names="Larch", postcode="N176XY")),
        ("", Wanted()),
    ],
)
def test_numbers_references_and_postcodes_are_told_from_names(text, wanted):
    assert read(text) == wanted


def test_what_is_no_date_is_no_date():
    assert read("31/02/2019").born is None


def test_what_was_asked_for_is_told_without_what_it_was():
    assert read("Sample 14/3/2019").kinds == ("names", "born")

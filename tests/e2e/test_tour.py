"""Every page that people reach from the navigation and from a case: audited by itself when it comes up."""

import pytest

SCENARIO = "whole_case_christmas_to_easter"
TABS = [
    "",
    "/people",
    "/timeline",
    "/records",
    "/meetings",
    "/documents",
    "/decisions",
    "/consent",
    "/deadlines",
    "/pathway",
]
LISTS = ["/work", "/work/team", "/work/unallocated", "/work/waiting", "/work/coming-up", "/work/done"]


@pytest.fixture(scope="module")
def family(council):
    """A family whose review is next, and two more with something to do."""
    council.case(SCENARIO, until="Rate the request", family="Test Family Birch")
    council.case(SCENARIO, until="Allocate the family", family="Test Family Cedar")
    return council.case(SCENARIO, until="Decide the next step", family="Test Family Maple")


@pytest.mark.parametrize("user", ["fsw.west", "manager.west"])
@pytest.mark.parametrize("path", LISTS)
def test_lists_of_work(office, family, user, path):
    assert family
    office.desk(user).open(path).sees("Worried about a child?")


@pytest.mark.parametrize("path", TABS)
def test_pages_of_a_case(council, office, family, path):
    desk = office.desk("fsw.west").open(f"/cases/{council.case_id(family)}{path}")

    desk.sees("Test Family Maple")


@pytest.mark.parametrize(
    ("user", "path"),
    [
        ("manager.west", "/team"),
        ("business.lead", "/panels"),
        ("fsw.west", "/search?q=maple"),
        ("spa.one", "/referrals"),
        ("spa.one", "/referrals/new"),
        ("manager.west", "/notifications"),
        ("manager.west", "/account"),
        ("fsw.west", "/concerns/new"),
    ],
)
def test_other_pages(office, family, user, path):
    assert family
    office.desk(user).open(path).misses("Page not found")

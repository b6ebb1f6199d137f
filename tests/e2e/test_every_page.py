"""Every kind of page that links lead to is opened and audited.

A kind is a route: one task stands for all tasks.  States that only a form leads to are in the journeys.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.e2e.browser import Desk

SCENARIO = "whole_case_christmas_to_easter"
PEOPLE = ("fsw.west", "manager.west", "spa.one", "business.lead")
NO_PAGES = {  # files and data
    "account.token",
    "assets.file",
    "theme.colours",
    "documents.download",
    "documents.look",
    "work.feed",
    "cases.diagram",
}
PAPERS = (".pdf",)
MOST_PAGES = 45  # kinds that these people and families are sure to lead to


@pytest.fixture(scope="module")
def families(council) -> None:
    for family, task in (
        ("Birch", "Rate the request"),
        ("Cedar", "Allocate the family"),
        ("Maple", "Decide the next step"),
    ):
        council.case(SCENARIO, until=task, family=f"Test Family {family}")
    council.case(SCENARIO, until=None, family="Test Family Yew")


@pytest.mark.timeout(900)
def test_every_kind_of_page_is_audited(council, office, families):
    routes = council.app.url_map.bind("")
    reached: set[str] = set()
    troubles: list[str] = []

    for user in PEOPLE:
        troubles += walk(office.desk(user), routes, reached)

    assert "\n".join(troubles) == ""

    assert len(reached) > MOST_PAGES


def walk(desk: Desk, routes: MapAdapter, reached: set[str]) -> list[str]:
    """Follow every link to a kind of page that this person has not seen yet; return what was wrong with them."""
    troubles = []
    waiting, seen = ["/work"], {"account.home"}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path, routes)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        try:
            desk.open(path)
        except AssertionError as error:
            troubles.append(str(error))
        reached.add(kind)
        waiting.extend(links(desk))
    return troubles


def links(desk: Desk) -> Iterator[str]:
    for address in desk.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(address)
        if address.startswith(desk.address) and not parts.path.endswith(PAPERS):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def kind_of(path: str, routes: MapAdapter) -> str | None:
    """The endpoint that answers, if it is a page."""
    try:
        endpoint, _ = routes.match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    return None if endpoint in NO_PAGES or endpoint.startswith(("api", "explorer")) else endpoint

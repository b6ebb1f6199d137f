"""Every kind of page that links lead to is opened and audited, and every other look that it has for somebody.

Links are followed without a browser; what looks new is opened in one.  Pages that only forms lead to and pages that
say no are in `test_every_state`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from tests.e2e.changing import OPERATOR, OWNER
from tests.e2e.council import Council
from tests.e2e.everything import CHAIR, CLERK, DOOR, MANAGER, WORKER, Everything, furnish
from tests.e2e.kinds import BEHIND_FORMS, Kinds

NEWCOMER = "youth.one"  # whose lists are empty
PEOPLE = (WORKER, MANAGER, DOOR, CLERK, CHAIR, OWNER, OPERATOR, NEWCOMER, None)  # None: nobody is signed in
FIRST = ("/work", "/sign-in", "/request-help/haringey")
LINKS = "//a/@href | //form[translate(@method, 'GET', 'get') = 'get']/@action"

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True, kw_only=True)
class Found:
    """`source`: the page with the link; `looks`: the sorts of element that are on the page."""

    path: str
    kind: str
    source: str
    status: int
    looks: frozenset[str]


Walks = Mapping[str | None, list[Found]]


@pytest.fixture(scope="module")
def kinds(council) -> Kinds:
    return Kinds(council.app)


@pytest.fixture(scope="module")
def walks(council, kinds) -> Walks:
    here = furnish(council)
    return {person: list(walk(reader(council, person), here, kinds)) for person in PEOPLE}


def test_links_lead_to_every_kind_of_page(walks, kinds):
    reached = {found.kind for walked in walks.values() for found in walked}

    assert sorted(kinds.all - reached - BEHIND_FORMS.keys()) == []
    assert sorted(BEHIND_FORMS.keys() & reached) == []


def test_no_link_leads_to_a_refusal(walks):
    refused = [
        f"{person}: {found.source} leads to {found.path}, which answers {found.status}"
        for person, walked in walks.items()
        for found in walked
        if found.status != 200
    ]

    assert "\n".join(refused) == ""


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_are_audited(walks, office, person):
    desk = office.stranger() if person is None else office.desk(person)
    troubles = []

    for path in worth_a_look(walks)[person]:
        try:
            desk.open(path)
        except AssertionError as error:
            troubles.append(str(error))

    assert "\n".join(troubles) == ""


def worth_a_look(walks: Walks) -> Mapping[str | None, list[str]]:
    """The pages that show something which is not on the pages before them, by person."""
    seen: set[str] = set()
    chosen: dict[str | None, list[str]] = {}
    for person, walked in walks.items():
        chosen[person] = []
        for found in walked:
            if not found.looks <= seen:
                chosen[person].append(found.path)
                seen |= found.looks
    return chosen


def walk(client: FlaskClient, here: Everything, kinds: Kinds) -> Iterator[Found]:
    """Ask for one page of each kind that links lead to, and for all of what stands in several states."""
    waiting = [(path, "the start") for path in FIRST]
    seen: set[str] = set()
    while waiting:
        path, source = waiting.pop(0)
        kind = kinds.of(path)
        name = path if kind in here.states else kind
        if kind is None or name in seen:
            continue
        seen.add(name)
        answer = client.get(path, follow_redirects=True, headers={"Accept": "text/html"})
        arrived = kinds.of(answer.request.path) or kind
        seen.add(arrived)
        page = html.fromstring(answer.data)
        yield Found(path=path, kind=arrived, source=source, status=answer.status_code, looks=looks(arrived, page))
        waiting += [(link, path) for link in links(page, path)]


def links(page: HtmlElement, path: str) -> Iterator[str]:
    for address in page.xpath(LINKS):
        parts = urlsplit(urljoin(f"http://localhost{path}", address))
        if parts.netloc == "localhost":
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def looks(kind: str, page: HtmlElement) -> frozenset[str]:
    """The kind, and each sort of element in a sort of element."""
    pairs = (f"{sort(element.getparent())} > {sort(element)}" for element in page.iterdescendants("*"))
    return frozenset({kind, *pairs})


def sort(element: HtmlElement) -> str:
    return " ".join([element.tag, *(element.get(name, "") for name in ("class", "role", "type"))])


def reader(council: Council, person: str | None) -> FlaskClient:
    """Somebody's browser without a browser."""
    client = council.app.test_client()
    if person is not None:
        form = html.fromstring(client.get("/sign-in").data).forms[-1]
        sent = {**dict(form.form_values()), "name": person, "password": council.password(person)}
        assert client.post("/sign-in", data=sent).status_code == 303
    return client

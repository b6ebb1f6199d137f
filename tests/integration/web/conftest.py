"""The pages on a real database, and a client that audits every page it is given."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from service.app import create_app
from service.clocks.clock import VirtualClock
from service.embedded.postgres import EmbeddedPostgres
from service.models import Family, Person, db
from service.settings import Settings
from tests.integration.builders import PASSWORD
from tests.integration.conftest import START, create_database, named_for_worker, undone
from tests.integration.drafting import add_owners

NOBODY_LISTENS = "redis://127.0.0.1:1/0"  # the hints are lost, as they may be


@pytest.fixture(scope="session")
def web_app(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application on a copy of the seeded database: the test library and its people."""
    settings = Settings.from_environment(
        {
            "DATABASE_URL": create_database(postgres, named_for_worker("web")),
            "REDIS_URL": NOBODY_LISTENS,
            "SECRET_KEY": "0123456789abcdef" * 4,
            "VAR_DIRECTORY": str(tmp_path_factory.mktemp("var")),
        }
    )
    app = create_app(settings, VirtualClock(START))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(web_app: Flask) -> Iterator["Visit"]:
    """The pages; what a test does is undone after it."""
    web_app.config["PATHWAYS_CLOCK"] = VirtualClock(START)
    with undone(web_app):
        yield Visit(app=web_app)


@pytest.fixture
def owners(visit: "Visit") -> "Visit":
    """Process owners are there, besides the people of the test library."""
    with visit.app.app_context():
        add_owners(visit.clock)
    return visit


@pytest.fixture
def owner(owners: "Visit") -> "Browser":
    return owners.as_("owner.one")


@dataclass
class Visit:
    """`with visit.app.app_context():` prepares data; `visit.as_("worker.west")` is a browser where they signed in."""

    app: Flask

    @property
    def clock(self) -> VirtualClock:
        return self.app.config["PATHWAYS_CLOCK"]

    def stranger(self) -> "Browser":
        return Browser(app=self.app)

    def as_(self, name: str, password: str = PASSWORD) -> "Browser":
        browser = self.stranger()
        browser.get("/sign-in")
        browser.submit({"name": name, "password": password}, status=303)
        return browser


@dataclass
class Page:
    """An audited answer."""

    answer: TestResponse
    document: HtmlElement

    @property
    def h1(self) -> str:
        return text_of(self.document.xpath("//h1")[0])

    @property
    def text(self) -> str:
        """What the page says, in one line."""
        return text_of(self.document.xpath("//body")[0])

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: message by the id that it links to."""
        links = self.document.xpath("//*[contains(@class, 'govuk-error-summary')]//a")
        return {link.get("href", "").removeprefix("#"): text_of(link) for link in links}

    def links(self) -> dict[str, str]:
        """Address by text, of every link."""
        return {text_of(link): link.get("href") for link in self.document.xpath("//a[@href]")}

    def find(self, xpath: str) -> list[HtmlElement]:
        return list(self.document.xpath(xpath))

    def form(self, action: str | None = None) -> dict[str, str]:
        """What a browser would send of the form (the last one on the page, unless its action is named)."""
        forms = [form for form in self.document.forms if action is None or _path(form.get("action")) == action]
        assert forms, f"There is no form for {action}."
        main = [form for form in forms if form.xpath("ancestor::main")] or forms
        return {name: value for name, value in main[-1].form_values() if name}


def text_of(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _path(action: str | None) -> str:
    return urlsplit(action or "").path


@dataclass
class Browser:
    """Fails on a page that is not as every page has to be, and on a request that leaves uncommitted changes."""

    app: Flask
    client: FlaskClient = field(init=False)
    page: Page | None = None
    address: str = "/"

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, *, status: int = 200, **query: Any) -> Page:
        return self._open("GET", path, status=status, query_string=query or None)

    def follow(self, text: str) -> Page:
        """Click the link that says so."""
        assert self.page is not None
        return self.get(self.page.links()[text])

    def submit(self, changes: Mapping[str, Any], *, action: str | None = None, status: int = 303) -> Page:
        """Fill in the form on the page in front and send it, hidden fields included."""
        assert self.page is not None
        sent = {**self.page.form(action), **changes}
        return self.post(action or self._action(), sent, status=status, token=False)

    def _action(self) -> str:
        assert self.page is not None
        forms = self.page.find("//main//form[not(@method) or @method='post']") or self.page.find("//form")
        return forms[-1].get("action") or self.address

    def post(self, path: str, data: Mapping[str, Any], *, status: int = 303, token: bool = True) -> Page:
        """Send a form; unless `token` is False the CSRF token is put in."""
        own = {"csrf_token": self.client.get("/session/token").get_json()["csrf_token"]} if token else {}
        sent = {name: value for name, value in {**own, **data}.items() if value is not None}
        multipart = any(hasattr(value, "read") or isinstance(value, tuple) for value in sent.values())
        kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        return self._open("POST", path, status=status, data=sent, content_type=kind)

    def _open(self, method: str, path: str, *, status: int, **request: Any) -> Page:
        answer = self.client.open(path, method=method, headers={"Accept": "text/html"}, **request)
        assert answer.status_code == status, f"{answer.status_code} {answer.get_data(as_text=True)[:3000]}"
        with self.app.app_context():
            assert not db.session.dirty
            assert not db.session.new
            names = person_names()
        if answer.mimetype != "text/html" or answer.status_code in {302, 303, 304}:
            return Page(answer=answer, document=html.document_fromstring("<html><body></body></html>"))
        self.page = Page(answer=answer, document=audit(answer, names))
        self.address = urlsplit(path).path
        return self.page

    def after(self, page: Page) -> Page:
        """Go where a redirect leads."""
        return self.get(page.answer.headers["Location"].partition("#")[0])


def person_names() -> set[str]:
    named = [*db.session.query(Family.name).all(), *db.session.query(Person.name).all()]
    return {name for (name,) in named}


def audit(answer: TestResponse, names: set[str]) -> HtmlElement:
    """What holds for every page of the service."""
    source = answer.get_data(as_text=True)
    document = html.document_fromstring(source)
    title, *more_titles = document.xpath("//title")
    assert not more_titles
    headings = document.xpath("//h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    shown = text_of(title).removeprefix("Error: ")
    assert shown.startswith(text_of(headings[0])), f"{shown!r} does not begin with {text_of(headings[0])!r}"
    assert not [name for name in names if name in shown], f"the title names a person: {shown}"
    assert document.get("lang") == "en"
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})
    _audit_fields(document)
    _audit_policy(document)
    for link in document.xpath("//a[starts-with(@href, '#')]/@href"):
        assert link == "#" or document.xpath("//*[@id=$id]", id=link[1:]), f"{link} leads nowhere"
    assert document.xpath("//a[contains(@class, 'govuk-skip-link')]"), "no skip link"
    if document.xpath("//form[@action='/sign-out'] | //body[contains(@class, 'app-printed')]"):
        assert document.xpath("//a[starts-with(@href, '/concerns/new')]"), "no way to raise an urgent concern"
    if document.xpath("//*[contains(@class, 'app-identity')]"):
        way = document.xpath("//*[contains(@class, 'govuk-breadcrumbs') or contains(@class, 'govuk-back-link')]")
        assert way, "neither breadcrumbs nor a back link"
    assert ("error-summary" in source) == text_of(title).startswith("Error: "), "errors and the title disagree"
    return document


def _audit_fields(document: HtmlElement) -> None:
    for control in document.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        labels = document.xpath("//label[@for=$id]", id=control.get("id") or "")
        named = (
            labels or control.get("aria-label") or control.get("aria-labelledby") or control.xpath("ancestor::label")
        )
        assert named, f"no label: {html.tostring(control)!r}"
    for form in document.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        assert form.xpath(".//input[@name='csrf_token']"), f"no CSRF token: {form.get('action')}"
    for button in document.xpath("//button"):
        assert text_of(button) or button.get("aria-label"), "a button without words"
    for image in document.xpath("//img"):
        assert image.get("alt") is not None


def _audit_policy(document: HtmlElement) -> None:
    """What the Content-Security-Policy would stop, and what would leave this origin."""
    assert not document.xpath("//script[not(@src) and not(@type='application/json')]"), "inline script"
    assert not document.xpath("//style | //@style"), "inline style"
    assert not [name for element in document.iter() for name in element.attrib if name.startswith("on")], "handler"
    for address in document.xpath("//script/@src | //link/@href | //img/@src"):
        assert address.startswith(("/", "data:")), f"from elsewhere: {address}"

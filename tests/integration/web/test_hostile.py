"""What somebody with bad intentions types, sends and follows."""

import json
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.integration.builders import triaged
from tests.integration.pathways.test_search import restrict
from tests.integration.web.conftest import Browser, Visit

SCRIPT = "<img src=x onerror=alert(1)>"
ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "/\r\nX: y",
)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(visit: Visit, place: str):
    browser = visit.stranger()
    browser.get(f"/sign-in?next={quote(place)}")

    answer = browser.submit({"name": "worker.west", "password": "a long test password"}).answer

    assert answer.headers["Location"].startswith("/work")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_was_typed_is_carried_to_no_other_site(visit: Visit, place: str):
    browser = visit.stranger()
    browser.get("/sign-in")
    carried = {"resume": json.dumps([["note", "secret"]]), "resume_to": place, "resume_writer": ""}

    answer = browser.submit({"name": "worker.west", "password": "a long test password", **carried}).answer

    assert answer.headers["Location"].startswith("/work")


@pytest.mark.parametrize("packed", ['[["a", "\\ud800\\u0000"]]', "[" * 100_000, "[1]", "{}", "\0"])
def test_an_unsent_form_that_was_tampered_with_is_no_error(visit: Visit, packed: str):
    browser = visit.stranger()
    browser.get("/sign-in")

    browser.submit({"name": "no", "password": "no", "resume": packed, "resume_to": "/work"}, status=422)


@pytest.mark.parametrize("person", ["worker.west", "manager.west", "director.one", "admin.one"])
@pytest.mark.parametrize("path", ["/panels/allocations", "/panels/allocations/pack"])
def test_allocations_open_or_are_refused_whatever_the_role(visit: Visit, person: str, path: str):
    with visit.app.app_context():
        seen, hidden = triaged(visit.clock), triaged(visit.clock, family="Test Family Wren")
        restrict(hidden, "worker.west")

    answer = visit.as_(person).client.get(path)

    assert answer.status_code == (403 if person in {"worker.west", "admin.one"} else 200)
    assert b"Wren" not in answer.get_data()
    assert answer.status_code == 403 or seen.reference in answer.get_data(as_text=True)


TYPED = ("NUL \0 in it", "\ufffe\x0b\x1b[31m", "x" * 100_000, SCRIPT)


@pytest.mark.parametrize("path", ["people/new", "letters/new", "timeline", "consent/new"])
def test_no_text_breaks_a_form(visit: Visit, path: str):
    with visit.app.app_context():
        case = triaged(visit.clock)
    browser = visit.as_("worker.west")

    for typed in TYPED:
        browser.get(f"/cases/{case.case_id}/{path}")
        answer = send(browser, filled(browser, typed))

        assert answer.status_code < 500
        assert SCRIPT not in answer.get_data(as_text=True)


def filled(browser: Browser, typed: str) -> dict[str, str]:
    """Every field of the main form with this text, except what is hidden or chosen."""
    assert browser.page is not None
    form = next(each for each in browser.page.document.forms if each.xpath("ancestor::main") and each.method == "POST")
    fields = dict(form.form_values())
    for box in form.xpath(".//textarea | .//input[@type='text' or not(@type)]"):
        fields[box.get("name")] = typed
    for choice in form.xpath(".//input[@type='radio']"):
        fields.setdefault(choice.get("name"), choice.get("value"))
    return {**fields, "__action": form.get("action") or browser.address}


def send(browser: Browser, fields: dict[str, str]) -> TestResponse:
    action = fields.pop("__action")
    return browser.client.post(action, data=fields, headers={"Accept": "text/html"}, follow_redirects=True)


QUERIES = (
    "after=x",
    "after=%00",
    "after=%FF",
    "text=%00",
    "q=%00",
    "sort=-nothing",
    "page=-1",
    "due=never",
    "team=%ED%A0%80",
)
LISTS = ("/work", "/work/team", "/work/done", "/cases", "/search", "/referrals", "/team", "/panels/allocations")


@pytest.mark.parametrize("path", LISTS)
def test_no_query_breaks_a_list(visit: Visit, path: str):
    client = visit.as_("director.one").client

    assert [query for query in QUERIES if client.get(f"{path}?{query}").status_code >= 500] == []


def test_a_query_that_is_no_text_is_refused(visit: Visit):
    client = visit.as_("worker.west").client

    assert client.get("/search", query_string=b"q=\xff\xfe".decode("latin-1")).status_code < 500
    assert client.get("/search", environ_overrides={"QUERY_STRING": "q=\xff\xfe"}).status_code == 400

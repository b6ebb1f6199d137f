"""The tab of documents and letters, adding, opening and removing files."""

import io
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Audit, Document, db
from tests.integration.builders import triaged
from tests.unit.documents.files import PDF, docx, picture


@pytest.fixture
def case(visit):
    with visit.app.app_context():
        return triaged(visit.clock)


@pytest.fixture
def small_files(visit, monkeypatch):
    settings = replace(visit.app.config["PATHWAYS_SETTINGS"], largest_body=50_000, largest_upload=100_000)
    monkeypatch.setitem(visit.app.config, "PATHWAYS_SETTINGS", settings)


def tab(case):
    return f"/cases/{case.case_id}/documents"


def attach(browser, case, content=PDF, name="plan.pdf", title="The plan", status=303):
    browser.get(tab(case))
    return browser.submit({"file": (io.BytesIO(content), name), "title": title}, action=tab(case), status=status)


def added(visit, case, **about):
    """The browser of the worker who added a document, and its address."""
    browser = visit.as_("worker.west")
    attach(browser, case, **about)
    return browser, browser.get(tab(case)).links()[about.get("title", "The plan")]


def test_a_case_without_documents_says_so(visit, case):
    page = visit.as_("worker.west").get(tab(case))

    assert page.h1 == "Documents and letters"
    assert "No document has been added to this case." in page.text
    assert "No letter has been written on this case." in page.text


def test_a_document_is_added_and_listed_with_who_and_when(visit, case):
    browser = visit.as_("worker.west")

    page = browser.after(attach(browser, case))

    assert "The document is added." in page.text
    assert "PDF, 1 KB. Added 14 December 2026 at 10am by Worker West" in page.text
    assert "plan.pdf" in page.text
    with visit.app.app_context():
        assert db.session.scalars(select(Document.sha256)).one().hex() in page.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MZ\x90\x00", "The selected file must be a PDF"),
        (docx(**{"word/vbaProject.bin": b"x"}), "The selected file contains macros"),
    ],
)
def test_what_is_not_kept_is_told_beside_the_field_and_the_title_stays(visit, case, content, message):
    browser = visit.as_("worker.west")

    page = attach(browser, case, content=content, title="My own words", status=422)

    assert page.errors["file"].startswith(message)
    assert page.find("//input[@id='title']")[0].get("value") == "My own words"
    with visit.app.app_context():
        assert db.session.scalars(select(Document)).all() == []


def test_a_file_over_the_limit_is_told_beside_the_field(visit, case, small_files):
    page = attach(visit.as_("worker.west"), case, content=PDF + b" " * 110_000, status=422)

    assert page.errors["file"].startswith("The selected file must be smaller than")


def test_a_form_without_a_file_asks_for_one(visit, case):
    browser = visit.as_("worker.west")
    browser.get(tab(case))

    page = browser.submit({"title": "Nothing"}, action=tab(case), status=422)

    assert page.errors == {"file": "Select a file"}


def test_a_request_far_beyond_the_limit_is_not_even_read(visit, case, small_files):
    browser = visit.as_("worker.west")
    browser.get(tab(case))

    page = browser.submit({"file": (io.BytesIO(b" " * 300_000), "a.pdf")}, action=tab(case), status=413)

    assert page.h1 == "This is too large to send"


def test_a_download_is_a_file_that_nothing_runs_in(visit, case):
    browser, address = added(visit, case, name="a “plan”: y.pdf")

    answer = browser.get(address).answer

    assert answer.get_data() == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%20%E2%80%9Cplan%E2%80%9D-%20y.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    with visit.app.app_context():
        assert (
            db.session.scalars(select(Audit.actor_name).where(Audit.action == "read document")).one() == "worker.west"
        )


def test_a_picture_can_be_looked_at_and_nothing_else(visit, case):
    browser, address = added(visit, case, content=picture(), name="door.jpg")

    answer = browser.get(f"{address}/look").answer

    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    _, pdf = added(visit, case, title="Another")
    browser.get(f"{pdf}/look", status=404)


def test_nobody_opens_or_removes_what_they_may_not_see(visit, case):
    _, address = added(visit, case)
    other = visit.as_("worker.east")

    for path in (address, f"{address}/look", f"{address}/remove", tab(case)):
        other.get(path, status=404)
    other.post(f"{address}/remove", {"reason": "Mine"}, status=404)
    other.post(tab(case), {"file": (io.BytesIO(PDF), "a.pdf")}, status=404)


def test_strangers_are_asked_to_sign_in(visit, case):
    _, address = added(visit, case)
    stranger = visit.stranger()

    answer = stranger.get(address, status=303).answer

    assert urlsplit(answer.headers["Location"]).path == "/sign-in"


def test_a_document_is_removed_with_a_reason(visit, case):
    browser, address = added(visit, case)
    browser.get(f"{address}/remove")
    refused = browser.submit({"reason": " "}, status=422)

    browser.get(f"{address}/remove")
    page = browser.after(browser.submit({"reason": "It belongs to another family"}))

    assert "reason" in refused.errors
    assert "The document is removed." in page.text
    assert "Removed 14 December 2026 by Worker West: It belongs to another family" in page.text
    browser.get(address, status=404)
    browser.get(f"{address}/remove", status=404)


def test_a_colleague_does_not_remove_it(visit, case):
    _, address = added(visit, case)
    colleague = visit.as_("worker.west.two")
    colleague.get(f"{address}/remove")

    page = colleague.submit({"reason": "I do not like it"}, status=403)

    assert page.h1 == "You may not do this"


def test_long_lists_have_pages(visit, case):
    browser = visit.as_("worker.west")
    for number in range(26):
        attach(browser, case, title=f"Paper {number}")

    first = browser.get(tab(case))
    second = browser.follow("Next page")

    titles = [f"Paper {number}" for number in range(26)]
    assert sum(title in first.links() for title in titles) == 25
    assert sum(title in second.links() for title in titles) == 1
    assert UUID(case.case_id)

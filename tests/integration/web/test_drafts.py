"""The pages in which process owners keep the procedure: begin, change, check, approve, publish."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.integration.drafting import README, SUPPORT, add_owners
from tests.integration.web.conftest import Browser, Page, Visit

FORM = "forms/test/visit.form"


@pytest.fixture
def owners(visit: Visit) -> Iterator[Visit]:
    """Process owners are there, besides the people of the test library."""
    with visit.app.app_context():
        add_owners(visit.clock)
    return visit


def begun(owner: Browser, title: str = "Plainer words") -> UUID:
    owner.get("/procedure")
    answer = owner.submit({"title": title}, action="/procedure/drafts")
    return UUID(place_of(answer).rpartition("/")[2])


def place_of(answer: Page) -> str:
    return urlsplit(answer.answer.headers["Location"]).path


def changed(owner: Browser, draft_id: UUID, *, path: str = README, text: str = "# Changed\n") -> Page:
    owner.get(f"/drafts/{draft_id}/files/{path}")
    return owner.submit({"content": text}, action=f"/drafts/{draft_id}/files/{path}")


def sent(owner: Browser, draft_id: UUID) -> Page:
    owner.get(f"/drafts/{draft_id}/approval")
    texts = {"reason": "Workers asked for it", "change_note": "Plainer words in the readme"}
    return owner.submit(texts, action=f"/drafts/{draft_id}/approval/sending")


def test_the_procedure_says_what_is_live_and_what_it_consists_of(owners: Visit):
    owner = owners.as_("owner.one")

    page = owner.get("/procedure")

    assert "Live now: release 1" in page.text
    assert "Deadlines" in page.text
    assert page.find("//nav//a[@aria-current='true'][normalize-space()='Procedure']")


def test_somebody_who_is_no_process_owner_is_sent_away(visit: Visit):
    worker = visit.as_("worker.west")

    page = worker.get("/procedure", status=403)

    assert not page.find("//nav//a[normalize-space()='Procedure']")


def test_a_draft_goes_from_its_beginning_to_its_release(owners: Visit):
    author, second = owners.as_("owner.one"), owners.as_("owner.two")

    draft_id = begun(author)
    changed(author, draft_id)
    sent(author, draft_id)
    second.get(f"/drafts/{draft_id}/approval")
    second.submit({"decision": "approved"}, action=f"/drafts/{draft_id}/approval/decision")
    author.get(f"/drafts/{draft_id}/publish")
    done = author.submit({"when": "now", "running_cases": "stay"}, action=f"/drafts/{draft_id}/publish")

    page = author.after(done)
    assert page.h1 == "Release 2"
    assert "Owner Two" in page.text
    assert "Plainer words in the readme" in page.text


def test_a_draft_without_a_title_is_not_begun(owners: Visit):
    owner = owners.as_("owner.one")
    owner.get("/procedure")

    page = owner.submit({"title": " "}, action="/procedure/drafts", status=422)

    assert "title" in page.errors


@pytest.mark.parametrize("path", [README, SUPPORT, FORM, "processes/test/deadlines.dmn", "processes/test/calendar.yaml"])
def test_every_kind_of_file_opens(owners: Visit, path: str):
    owner = owners.as_("owner.one")
    draft_id = begun(owner)

    page = owner.get(f"/drafts/{draft_id}/files/{path}")

    assert page.find("//textarea[@name='content']")

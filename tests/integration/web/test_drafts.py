"""The pages in which process owners keep the procedure: begin, change, check, approve, publish."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from service.access import Scope
from service.library import read_directory
from service.pathways.propose_release import propose_release
from tests.integration.builders import AUTHORITY, LIBRARY, client
from tests.integration.drafting import README, SUPPORT, approved, decided
from tests.integration.web.conftest import Browser, Page, Visit

FORM = "forms/test/visit.form"


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


@pytest.mark.parametrize(
    "path", [README, SUPPORT, FORM, "processes/test/deadlines.dmn", "processes/test/calendar.yaml"]
)
def test_every_kind_of_file_opens(owners: Visit, path: str):
    owner = owners.as_("owner.one")
    draft_id = begun(owner)

    page = owner.get(f"/drafts/{draft_id}/files/{path}")

    assert page.find("//textarea[@name='content']")


def test_an_empty_draft_cannot_be_sent_and_says_so(owners: Visit):
    owner = owners.as_("owner.one")
    draft_id = begun(owner)

    page = owner.get(f"/drafts/{draft_id}/approval")

    assert "Nothing in this draft differs" in page.text
    assert not page.find("//textarea")


def test_whoever_made_the_draft_is_not_asked_to_decide(owners: Visit):
    owner = owners.as_("owner.one")
    draft_id = begun(owner)
    changed(owner, draft_id)
    sent(owner, draft_id)

    page = owner.get(f"/drafts/{draft_id}/approval")

    assert not page.find("//input[@name='decision']")
    assert "Owner Two" in page.text


def test_a_draft_that_is_given_back_says_why(owners: Visit):
    author, second = owners.as_("owner.one"), owners.as_("owner.two")
    draft_id = begun(author)
    changed(author, draft_id)
    sent(author, draft_id)
    second.get(f"/drafts/{draft_id}/approval")
    action = f"/drafts/{draft_id}/approval/decision"

    without = second.submit({"decision": "returned"}, action=action, status=422)
    second.submit({"decision": "returned", "reason": "Name the form, too"}, action=action)

    assert "reason" in without.errors
    assert "Name the form, too" in author.get(f"/drafts/{draft_id}/approval").text


def test_publishing_asks_when_and_what_becomes_of_running_cases(owners: Visit):
    owner, draft_id = owners.as_("owner.one"), approved_draft(owners)
    owner.get(f"/drafts/{draft_id}/publish")

    page = owner.submit({"when": "later"}, action=f"/drafts/{draft_id}/publish", status=422)

    assert set(page.errors) == {"effective_on", "running_cases"}


def test_a_release_is_planned_for_a_day_and_withdrawn(owners: Visit):
    owner, draft_id = owners.as_("owner.one"), approved_draft(owners)
    owner.get(f"/drafts/{draft_id}/publish")
    chosen = {"when": "later", "effective_on-day": "4", "effective_on-month": "1", "effective_on-year": "2027"}

    owner.submit({**chosen, "running_cases": "next_stage"}, action=f"/drafts/{draft_id}/publish")
    planned = owner.get("/procedure")
    owner.follow("withdraw it")
    owner.submit({"reason": "Too early"}, action=urlsplit(owner.address).path)

    assert "Planned: release 2" in planned.text
    assert "4 January 2027" in planned.text
    assert "Planned" not in owner.get("/procedure").text
    assert owner.get(f"/drafts/{draft_id}/publish").h1 == "Publish"


def test_the_draft_waits_among_the_notifications_of_the_others_until_it_is_decided(owners: Visit):
    author, second = owners.as_("owner.one"), owners.as_("owner.two")
    draft_id = begun(author, "Plainer words")
    changed(author, draft_id)
    sent(author, draft_id)

    told = second.get("/notifications")
    second.get(f"/drafts/{draft_id}/approval")
    second.submit({"decision": "approved"}, action=f"/drafts/{draft_id}/approval/decision")

    assert told.links()["A draft waits for your approval: Plainer words"] == f"/drafts/{draft_id}/approval"
    assert not standing(second, "A draft waits")
    assert not standing(owners.as_("owner.three"), "A draft waits")
    assert standing(author, "Your draft was approved")


def test_whoever_approved_what_a_program_sent_reads_who_publishes_it_and_those_are_told(owners: Visit):
    files = {**read_directory(LIBRARY, AUTHORITY), README: b"# Changed\n"}
    who = {"actor": client(Scope.RELEASES_PUBLISH), "clock": owners.clock}
    with owners.app.app_context():
        proposed = propose_release(authority=AUTHORITY, files=files, note="Plainer words", **who)
        decided(UUID(proposed.draft_id), owners.clock, by="owner.two")
    approver, other = owners.as_("owner.two"), owners.as_("owner.one")
    place = f"/drafts/{proposed.draft_id}"

    shown, approval = approver.get(place), approver.get(f"{place}/approval")
    told = other.get("/notifications")

    for page in (shown, approval):
        assert "Owner One or Owner Three can publish it. They have been told." in page.text.replace("Admin One, ", "")
        assert not page.find("//a[normalize-space()='Publish']")
    approver.get(f"{place}/publish", status=409)
    assert told.links()["A draft waits to be published: Plainer words"].startswith(place)
    assert "Publish it" in other.get(place).text
    assert not standing(approver, "A draft waits")


def standing(somebody: Browser, begins: str) -> bool:
    page = somebody.get("/notifications")
    return bool(page.find(f"//form//a[starts-with(normalize-space(), '{begins}')]"))


def test_a_change_takes_back_that_a_draft_waits(owners: Visit):
    author = owners.as_("owner.one")
    draft_id = begun(author)
    changed(author, draft_id)
    sent(author, draft_id)

    changed(author, draft_id, text="# Changed again\n")

    assert not standing(owners.as_("owner.two"), "A draft waits")


def test_everybody_reads_for_two_weeks_what_changed(owners: Visit):
    owner, draft_id = owners.as_("owner.one"), approved_draft(owners)
    owner.get(f"/drafts/{draft_id}/publish")
    owner.submit({"when": "now", "running_cases": "stay"}, action=f"/drafts/{draft_id}/publish")
    worker = owners.as_("worker.west")

    fresh = worker.get("/work")
    told = standing(worker, "The procedure changed: Plainer words")
    owners.clock.move_to(owners.clock.now() + timedelta(days=15))

    assert "The procedure changed on 14 December 2026: Plainer words in the readme" in fresh.text
    assert told
    assert "The procedure changed" not in owners.as_("worker.west").get("/work").text


def approved_draft(owners: Visit) -> UUID:
    with owners.app.app_context():
        return approved(owners.clock)

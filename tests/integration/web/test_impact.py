"""Whom a draft affects, before it is published."""

import csv
import io
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import BulkAction, db
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import person, started, triaged
from tests.integration.drafting import README, saved
from tests.integration.moving import run_all
from tests.integration.web.conftest import Browser, Page, Visit, text_of
from tests.integration.web.test_changes import DEADLINES, SIX, SUPPORT, changed, drafted

GONE = (b"Task_Visit", b"Task_Seen")


def asked(visit: Visit, owner: Browser, draft: UUID, *, done: bool = True) -> UUID:
    """The owner asks what the draft would mean; unless `done` is False the jobs work it out."""
    owner.get(f"/drafts/{draft}/impact")
    owner.submit({}, action=f"/drafts/{draft}/impact")
    with visit.app.app_context():
        bulk_id = db.session.scalars(select(BulkAction.id).where(BulkAction.draft_id == draft)).one()
        if done:
            run_all(bulk_id, visit.clock)
        return bulk_id


def row_of(page: Page, title: str) -> str:
    (row,) = page.find(f"//tr[normalize-space(th)='{title}']")
    return text_of(row)


def test_before_anybody_asked_it_says_what_can_be_seen(visit: Visit, owner: Browser):
    page = owner.get(f"/drafts/{drafted(visit)}/impact")

    assert page.h1 == "Whom this draft affects"
    assert "Nothing is changed by looking." in page.text


def test_while_it_is_worked_out_the_page_says_how_far_and_looks_again(visit: Visit, owner: Browser):
    with visit.app.app_context():
        started(visit.clock)
    draft = drafted(visit, (README, b"# Changed\n"))
    asked(visit, owner, draft, done=False)

    page = owner.get(f"/drafts/{draft}/impact")

    assert "0 of 1 process looked at" in page.text
    assert page.find("//noscript/meta[@http-equiv='refresh']")
    assert page.find("//*[@data-progress]")


def test_due_dates_that_would_change_are_told_for_each_case(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)))
    asked(visit, owner, draft)

    page = owner.get(f"/drafts/{draft}/impact")

    assert "1 process running; 1 can move as they are" in page.text
    assert not page.find("//noscript/meta")
    line = row_of(page, case.reference)
    assert "Can move" in line
    assert "Visit the family: before " in line
    assert page.links()[case.reference] == f"/cases/{case.case_id}"


def test_what_cannot_move_says_why(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
        other = started(visit.clock, family="Test Family Elm")
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, GONE)))
    asked(visit, owner, draft)

    page = owner.get(f"/drafts/{draft}/impact")

    assert "1 cannot" in page.text
    assert "Cannot move" in row_of(page, case.reference)
    assert "Can move" in row_of(page, other.reference)
    assert "Why some cannot move" in page.text


def test_processes_can_be_narrowed_by_result_and_by_step(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
        other = started(visit.clock, family="Test Family Elm")
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, GONE)))
    asked(visit, owner, draft)

    by_result = owner.get(f"/drafts/{draft}/impact?result=refused")
    by_step = owner.get(f"/drafts/{draft}/impact?step=support/Task_Triage")
    by_process = owner.get(f"/drafts/{draft}/impact?step=support/")
    by_other_process = owner.get(f"/drafts/{draft}/impact?step=monitoring/")
    by_nonsense = owner.get(f"/drafts/{draft}/impact?result=unheard&step=")

    assert case.reference in by_result.links()
    assert other.reference not in by_result.links()
    assert other.reference in by_step.links()
    assert case.reference not in by_step.links()
    assert {case.reference, other.reference} <= by_process.links().keys()
    assert not {case.reference, other.reference} & by_other_process.links().keys()
    assert {case.reference, other.reference} <= by_nonsense.links().keys()


def test_the_table_for_spreadsheets_has_every_process(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)))
    asked(visit, owner, draft)

    answer = owner.client.get(f"/drafts/{draft}/impact.csv")

    (row,) = csv.DictReader(io.StringIO(answer.get_data(as_text=True)))
    assert row["Case"] == case.reference
    assert row["Result"] == "Can move"
    assert row["Due dates that would change"].startswith("Visit the family: ")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_there_is_no_table_before_anybody_asked(visit: Visit, owner: Browser):
    assert owner.client.get(f"/drafts/{drafted(visit)}/impact.csv").status_code == 404


def test_a_case_that_is_restricted_is_counted_and_not_named(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
        restrict_case(
            case_id=UUID(case.case_id),
            people=["manager.west"],
            reason="Somebody in the team knows the family",
            actor=person("manager.west"),
            clock=visit.clock,
        )
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)))
    asked(visit, owner, draft)

    page = owner.get(f"/drafts/{draft}/impact")
    table = owner.client.get(f"/drafts/{draft}/impact.csv").get_data(as_text=True)
    by_step = owner.get(f"/drafts/{draft}/impact?step=support/Task_Visit")

    assert "1 process running" in page.text
    assert case.reference not in page.text + table
    assert "A case that you may not open" in page.text
    assert "No process fits." in by_step.text


def test_after_another_change_it_says_that_it_is_outdated(visit: Visit, owner: Browser):
    with visit.app.app_context():
        triaged(visit.clock)
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)))
    asked(visit, owner, draft)
    assert "was changed after this" not in owner.get(f"/drafts/{draft}/impact").text
    with visit.app.app_context():
        saved(draft, visit.clock, path=README, content=b"# Changed\n")

    page = owner.get(f"/drafts/{draft}/impact")

    assert "The draft was changed after this was worked out." in page.text
    assert page.find("//button[normalize-space()='Look again']")


def test_with_nothing_running_nobody_is_affected(visit: Visit, owner: Browser):
    draft = drafted(visit, (README, b"# Changed\n"))
    asked(visit, owner, draft)

    assert "nobody is affected" in owner.get(f"/drafts/{draft}/impact").text


def test_a_draft_that_cannot_be_read_leads_to_its_checks(visit: Visit, owner: Browser):
    draft = drafted(visit, ("processes/test/authority.yaml", b"id: ["))
    owner.get(f"/drafts/{draft}/impact")

    page = owner.submit({}, action=f"/drafts/{draft}/impact", status=422)

    assert page.links()["See what is wrong"] == f"/drafts/{draft}/checks"


@pytest.mark.parametrize("path", ["impact", "impact.csv"])
def test_only_process_owners_see_whom_a_draft_affects(visit: Visit, owner: Browser, path: str):
    draft = drafted(visit)

    owner.get(f"/drafts/{draft}/impact")
    visit.as_("worker.west").get(f"/drafts/{draft}/{path}", status=403)
    visit.as_("worker.west").post(f"/drafts/{draft}/impact", {}, status=403)

"""The pages about many processes at once: actions, what came of each, where cases wait."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import BulkKind, Case, RunningCases, db
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.begin_preview import begin_preview
from service.pathways.change_instance import suspend_instance
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import person, started, triaged
from tests.integration.moving import longer, moved, release_with, run_all
from tests.integration.web.conftest import Browser, Visit
from tests.integration.web.test_operations import letter_given_up

SUPPORT = "processes/test/support.bpmn"


@pytest.fixture
def operator(visit: Visit) -> Browser:
    return visit.as_("admin.one")


def suspended(visit: Visit, *, run: bool = True) -> UUID:
    """An action that suspends two cases, one of which somebody else suspends meanwhile; returns its id."""
    with visit.app.app_context():
        one, other = started(visit.clock), started(visit.clock, family="Test Family Elm")
        begun = begin_bulk_action(
            kind=BulkKind.SUSPEND,
            instance_ids=[UUID(one.instance_id), UUID(other.instance_id)],
            reason="New letters",
            actor=person("admin.one"),
            clock=visit.clock,
        )
        meanwhile = {"actor": person("admin.one"), "clock": visit.clock}
        suspend_instance(instance_id=UUID(other.instance_id), reason="A complaint", **meanwhile)
        if run:
            run_all(UUID(begun.bulk_id), visit.clock)
        return UUID(begun.bulk_id)


def rows_of(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


def test_an_action_says_what_came_of_each_process(visit: Visit, operator: Browser):
    action = suspended(visit)

    page = operator.get(f"/operations/bulk/{action}")

    assert page.h1 == "Suspend"
    for said in ("Finished", "2 of 2 processes", "New letters", "by Admin One", "TST-2026-00001", "Could not be done"):
        assert said in page.text, said
    assert not page.find("//meta[@http-equiv='refresh']")
    assert not page.find("//*[@data-progress]")


def test_results_are_shown_alone_and_as_a_table_for_spreadsheets(visit: Visit, operator: Browser):
    action = suspended(visit)

    refused = operator.get(f"/operations/bulk/{action}?result=refused")
    answer = operator.client.get(f"/operations/bulk/{action}.csv")

    assert "TST-2026-00002" in refused.text
    assert "TST-2026-00001" not in refused.text
    rows = rows_of(answer.get_data(as_text=True))
    assert {row["Case"]: row["Result"] for row in rows} == {
        "TST-2026-00001": "Done",
        "TST-2026-00002": "Could not be done",
    }
    assert any("suspended" in row["Reason"] for row in rows)


def test_while_an_action_runs_its_page_looks_again_and_it_can_be_stopped(visit: Visit, operator: Browser):
    action = suspended(visit, run=False)

    running = operator.get(f"/operations/bulk/{action}")
    stopped = operator.after(operator.submit({}, action=f"/operations/bulk/{action}/stop"))

    assert running.find("//noscript/meta[@http-equiv='refresh']")
    assert running.find("//*[@data-progress and @aria-live='polite']")
    assert "0 of 2 processes" in running.text
    assert "The action is stopped. 2 processes stay as they are." in stopped.text
    assert "Not begun" in stopped.text
    late = operator.post(f"/operations/bulk/{action}/stop", {}, status=409)
    assert "There is nothing to stop" in late.text


def test_actions_are_listed_the_latest_first(visit: Visit, operator: Browser):
    assert "Nothing was done to many processes" in operator.get("/operations/bulk").text
    action = suspended(visit)

    page = operator.get("/operations/bulk")

    (row,) = page.find("//tbody/tr")
    assert row.xpath(".//a/@href") == [f"/operations/bulk/{action}"]
    assert "2 of 2 processes" in row.text_content()


def test_a_preview_and_a_move_say_what_changes_for_each_process(visit: Visit):
    with visit.app.app_context():
        triaged(visit.clock)
        release = release_with(visit.clock, longer("visit", "8"))
        who = {"actor": person("admin.one"), "clock": visit.clock}
        preview = UUID(begin_preview(release_id=release, **who).bulk_id)
        run_all(preview, visit.clock)
        move = moved(release, visit.clock, when=RunningCases.MOVE, by="admin.one")
    owner = visit.as_("admin.one")

    looked, done = owner.get(f"/operations/bulk/{preview}"), owner.get(f"/operations/bulk/{move}")

    assert looked.h1 == "Preview of a move to release 2"
    assert "Can move" in looked.text
    assert "instead of" in looked.text
    assert done.h1 == "Move to release 2"
    assert "1 of 1 process" in done.text


def test_a_process_of_a_restricted_case_is_counted_and_not_named(visit: Visit, operator: Browser):
    action = suspended(visit)
    with visit.app.app_context():
        case_id = db.session.scalars(select(Case.id).where(Case.reference == "TST-2026-00001")).one()
        restrict_case(
            case_id=case_id, people=["worker.west"], reason="Colleague", actor=person("director.one"), clock=visit.clock
        )

    page = operator.get(f"/operations/bulk/{action}")
    table = operator.client.get(f"/operations/bulk/{action}.csv").get_data(as_text=True)

    assert "2 of 2 processes" in page.text
    assert "A restricted case" in page.text
    assert "A restricted case" in table
    assert ("TST-2026-00001" in page.text, "TST-2026-00002" in page.text) == (False, True)


def test_where_cases_wait_is_a_table_with_the_numbers_of_the_drawing(visit: Visit, operator: Browser):
    with visit.app.app_context():
        triaged(visit.clock)
        visit.clock.move_to(visit.clock.now() + timedelta(days=2))
        triaged(visit.clock, family="Test Family Elm")
        started(visit.clock, family="Test Family Oak")
    visit.clock.move_to(visit.clock.now() + timedelta(days=4))

    page = operator.get("/operations/waiting?process=support")

    (row,) = page.find("//tbody/tr[contains(., 'Visit the family')]")
    cells = [cell.text_content().strip() for cell in row.xpath("td")]
    assert cells == ["2", "5 days", "6 days", "0", "", ""]
    (triage,) = page.find("//tbody/tr[contains(., 'Triage the referral')]")
    assert [cell.text_content().strip() for cell in triage.xpath("td")][:4] == ["1", "4 days", "4 days", "2"]
    (heat,) = page.find("//*[@data-diagram-heat]/@data-diagram-heat")
    assert '"Task_Visit": {"value": 2, "text": "2 \\u00b7 5 days"}' in heat
    assert b"<bpmn:" in operator.client.get("/operations/waiting/support/diagram").data
    operator.get("/operations/waiting/nothing/diagram", status=404)


def test_failed_steps_and_calls_are_waited_at_and_what_lies_in_wait_is_not(visit: Visit, operator: Browser):
    letter_given_up(visit)
    visit.clock.move_to(visit.clock.now() + timedelta(days=1))

    page = operator.get("/operations/waiting?process=support")

    names = [text.split("\n")[0].strip() for text in page.find("//tbody/tr/th/text()[1]")]
    assert names == ["Post a letter", "Triage the referral", "Visit the family"]


def test_the_waits_of_all_processes_are_a_table_for_spreadsheets(visit: Visit, operator: Browser):
    with visit.app.app_context():
        triaged(visit.clock)
    visit.clock.move_to(visit.clock.now() + timedelta(hours=36))

    answer = operator.client.get("/operations/waiting.csv")

    row = next(row for row in rows_of(answer.get_data(as_text=True)) if row["Step"] == "Visit the family")
    assert (row["Process"], row["Who"], row["Waiting now"]) == ("Family support", "Worker", "1")
    assert (row["Median days now"], row["Left in 90 days"]) == ("1", "0")


def test_what_was_left_more_than_90_days_ago_is_not_counted(visit: Visit, operator: Browser):
    with visit.app.app_context():
        triaged(visit.clock)
    visit.clock.move_to(visit.clock.now() + timedelta(days=91))

    rows = rows_of(operator.client.get("/operations/waiting.csv").get_data(as_text=True))

    assert "Triage the referral" not in {row["Step"] for row in rows}


@pytest.mark.parametrize(
    ("name", "waiting", "bulk"),
    [("worker.west", 403, 403), ("manager.west", 403, 403), ("director.one", 200, 403), ("admin.one", 200, 200)],
)
def test_who_may_look_at_many_processes(visit: Visit, name: str, waiting: int, bulk: int):
    action = suspended(visit)
    browser = visit.as_(name)

    browser.get("/operations/waiting", status=waiting)
    assert browser.client.get("/operations/waiting.csv").status_code == waiting
    assert browser.client.get("/operations/waiting/support/diagram").status_code == waiting
    browser.get("/operations/bulk", status=bulk)
    browser.get(f"/operations/bulk/{action}", status=bulk)
    assert browser.client.get(f"/operations/bulk/{action}.csv").status_code == bulk

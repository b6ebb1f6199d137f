"""An operator's day: a step fails in two cases; what is seen of it, and everything that can be done about it."""

import pytest
from playwright.sync_api import expect

from service.access import actor_named
from service.models import ApprovalDecision, RunningCases, db
from service.pathways.complete_task import complete_task
from tests.e2e.browser import Desk
from tests.e2e.changing import OPERATOR, Owners
from tests.e2e.council import Council
from tests.e2e.pages.operations import DRAWN, OperationsPages, ProcessPages

SCENARIO, DOOR = "whole_case_christmas_to_easter", "spa.one"
STANDS_AT, FAILS_AT = "Rate the request", "Triage the request"
TRIAGE_ID, TRIAGE = "access_triage", "processes/haringey/access_triage.bpmn"
DUE = (
    b"=if colour = &quot;red&quot; then due(&quot;triage_red&quot;) else if colour = &quot;amber&quot; "
    b"then due(&quot;triage_amber&quot;) else due(&quot;triage_green&quot;)"
)
FAILED, CAUSE = "Stopped by an error", "An expression or answer could not be used"


@pytest.fixture
def families(council: Council) -> list[str]:
    """References of three cases; in the first two a step has failed: by when it is due is no date."""
    publish_broken(council)
    families = ("Ash", "Birch", "Cedar")
    cases = [council.case(SCENARIO, until=STANDS_AT, family=f"Test Family {family}") for family in families]
    with council.app.app_context():
        for case in cases[:2]:
            task = council.task_id(case, STANDS_AT)
            complete_task(task_id=task, answers={"colour": "green"}, actor=actor_named(DOOR), clock=council.clock)
        db.session.remove()
    council.settle()
    return cases


def publish_broken(council: Council) -> None:
    owners = Owners(council)
    with council.app.app_context():
        draft = owners.begun("By when to triage")
        owners.saved(draft, TRIAGE, DUE, b"=colour")
        owners.sent(draft)
        owners.decided(draft, ApprovalDecision.APPROVED)
        owners.published(draft, running_cases=RunningCases.STAY)
        db.session.remove()


@pytest.mark.timeout(600)
def test_an_operator_finds_what_failed_and_deals_with_it(council, office, families):
    first, second, third = families
    desk = office.desk(OPERATOR)
    operations = OperationsPages(desk)

    process = find_incident(operations, first)
    see_where_it_stands(process)
    retry_in_vain(process, operations)
    move_back(process)
    council.settle()
    pause(process)
    process.change("Cancel", "Cancel the process", "It was entered twice.").sees("Cancelled", "It was entered twice.")

    put_aside(operations, second)
    see_where_cases_wait(operations)
    suspend_many(operations, council, second, third)


def find_incident(operations: OperationsPages, reference: str) -> ProcessPages:
    """From what failed for one cause to the one of this case."""
    desk = operations.tab("Incidents").sees(FAILS_AT, CAUSE, "2 incidents", "failed 2 times", "Retry all 2")
    desk.follow("2 incidents").sees(reference, "failed 1 time").follow(reference)
    return ProcessPages(desk, desk.path)


def see_where_it_stands(process: ProcessPages) -> None:
    """The step is in a part of its own, of which the drawing says what the table says."""
    process.open().sees("Running", "Failed steps", CAUSE).follow("In Access and triage")
    assert_failed_in_table(process.desk)
    process.draw()
    expect(process.badges(FAILED)).to_have_count(1)


def assert_failed_in_table(desk: Desk) -> None:
    table = desk.page.locator("table", has=desk.page.get_by_text("Steps that were reached"))
    expect(table.locator("tr", has_text=FAILS_AT)).to_contain_text(FAILED)
    expect(table.locator("tr", has_text=STANDS_AT)).to_contain_text("Done")


def retry_in_vain(process: ProcessPages, operations: OperationsPages) -> None:
    process.answer("Retry").sees("The step failed again.", "2 times")
    process.open()
    expect(operations.row(FAILS_AT)).to_contain_text("2 times")
    operations.tab("Incidents").sees("failed 3 times")


def move_back(process: ProcessPages) -> None:
    """Nothing is changed before it was seen what it would mean."""
    preview = process.look_at_move(what=FAILS_AT, to=STANDS_AT)
    preview.sees("Nothing has been changed yet.", "Before, and gone after", "New after")
    expect(preview.page.locator("section", has_text="Tasks").first).to_contain_text(STANDS_AT)
    expect(preview.page.locator("section", has_text="Failed steps").first).to_contain_text(FAILS_AT)
    assert f"Move to {STANDS_AT}" in preview.page.locator("main").inner_text()
    preview.press(f"Move to {STANDS_AT}")
    assert preview.errors == ["Give the reason."]
    preview.fill({"Why is it moved?": "It has to be rated again."}).press(f"Move to {STANDS_AT}")
    preview.sees("It was moved to the other step.")
    expect(preview.page.get_by_role("table", name="Failed steps")).to_have_count(0)


def pause(process: ProcessPages) -> None:
    process.change("Suspend", "Suspend")
    assert process.desk.errors == ["Give the reason."]
    process.change("Suspend", "Suspend", "The release is being mended.")
    process.desk.sees("The process is suspended.", "This process is suspended: The release is being mended.")
    process.change("Resume", "Resume").sees("The process goes on.").misses("This process is suspended")


def put_aside(operations: OperationsPages, reference: str) -> None:
    """What is resolved without being run again stands among the stuck."""
    desk = operations.tab("Incidents").sees("1 incident").follow("1 incident").follow(reference)
    ProcessPages(desk, desk.path).answer("Resolve", "Triaged by telephone.").sees("The incident is resolved.")
    operations.tab("Incidents").sees("No step has failed")
    desk = operations.tab("Stuck").sees("failed and was put aside")
    expect(operations.row(reference)).to_contain_text(FAILS_AT)
    desk.open("/operations/incidents?status=resolved").sees("Triaged by telephone.")


def suspend_many(operations: OperationsPages, council: Council, second: str, third: str) -> None:
    """Two are chosen; one of them is suspended by somebody else before a worker comes to it."""
    desk = operations.processes(second, third, kind="Suspend").sees("Chosen processes", second, third)
    desk.fill({"Why?": "Until the release is mended."}).press("Suspend: 2 processes")
    desk.sees("0 of 2 processes", "Under way")
    action = desk.path
    operations.tab("Processes").follow(third, inside=operations.row(third))
    ProcessPages(desk, desk.path).change("Suspend", "Suspend", "At once.")
    council.settle()

    desk.open(action).sees("Finished", "2 of 2 processes", "Until the release is mended.")
    expect(operations.row(second)).to_contain_text("Done")
    expect(operations.row(third)).to_contain_text("Could not be done")
    expect(operations.row(third)).to_contain_text("suspended")
    desk.fill({"Show": "Done"}).press("Show").sees(second).misses(third)
    operations.tab("Actions on many").sees("2 of 2 processes")


def see_where_cases_wait(operations: OperationsPages) -> None:
    """As a drawing, and as a table that says the same."""
    desk = operations.tab("Where cases wait")
    desk.page.locator("main select[name=process]").select_option(TRIAGE_ID)
    desk.press("Show").sees("Access and triage", "Waiting now")
    expect(operations.row(STANDS_AT).locator("td").first).to_have_text("1")
    desk.press("Show the diagram")
    expect(desk.page.locator(DRAWN).first).to_be_visible()
    desk.audited().press("Where the time went in 90 days")
    pressed = desk.page.get_by_role("button", name="Where the time went in 90 days", pressed=True)
    expect(pressed).to_be_visible()

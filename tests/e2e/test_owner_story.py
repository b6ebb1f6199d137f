"""A process owner changes the procedure, has it approved, and sees a running case follow it, and come back."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from service.models import Case, Deadline, DeadlineStatus, Task, TaskStatus, db
from tests.e2e.council import Council
from tests.e2e.owner import (
    INTERVAL,
    REASON,
    SAID,
    SCENARIO,
    STANDS_AT,
    STEP,
    TITLE,
    change_interval,
    complete_step,
    done,
    draw_step,
    go_back,
    see_impact,
    try_review,
)
from tests.e2e.pages.draft import DraftPages

# after the meeting of 2 November; of the eighth week the Monday is a holiday
SIX_WEEKS, EIGHT_WEEKS = date(2026, 12, 14), date(2026, 12, 24)


@pytest.mark.timeout(900)
def test_a_review_interval_and_a_new_step_reach_a_running_case_and_are_taken_back(council, office):
    reference = council.case(SCENARIO, until=STANDS_AT, family="Test Family Hazel")
    assert due(council, reference) == {EIGHT_WEEKS}
    author, second, worker = office.desk("owner.one"), office.desk("owner.two"), office.desk("fsw.west")
    draft = DraftPages.begin(author, TITLE)

    change_interval(draft)
    author.open(draft.address).sees(SAID[0])
    draw_with_a_finding(draft)
    draft.tab("Changes").sees(*SAID).follow("See both drawings side by side").sees(STEP)
    try_review(draft, council).sees(STEP)
    draft.tab("Try it").press("Scenarios and their results").press("Run the scenarios").sees("Running.")
    see_impact(draft, council).sees("1 can move", reference)
    draft.send(reason=REASON).sees("It waits for approval")
    DraftPages(second, draft.address).decide("I approve it").sees("You approved the draft.")
    done(draft.publish(running="All that can, at once").sees("Release 2 is live."), council)

    assert due(council, reference) == {SIX_WEEKS}
    case = f"/cases/{council.case_id(reference)}"
    worker.open(f"{case}/deadlines").sees("14 December 2026")
    worker.open(f"{case}/pathway").follow("Support and reviews").sees("release 2", STEP)

    go_back(author, council)

    assert due(council, reference) == {EIGHT_WEEKS}
    worker.open(f"{case}/pathway").follow("Support and reviews").sees("release 1").misses(STEP)


def draw_with_a_finding(draft: DraftPages) -> None:
    """What the new step lacks stands on it and beside it, and forbids to send the draft, until it is chosen."""
    diagram = draw_step(draft)
    draft.desk.sees(f'Nobody is offered "{STEP}".', f'"{STEP}" has no form.')
    expect(diagram.badges.filter(has_text="2 errors")).to_have_count(1)
    complete_step(diagram)
    expect(diagram.badges.filter(has_text="error")).to_have_count(0)


def due(council: Council, reference: str) -> set[date]:
    """When the next review of the case is due, by the standard and by the task."""
    standard = select(Deadline.due_at).join(Case, Case.id == Deadline.case_id)
    standard = standard.where(Deadline.key == INTERVAL, Deadline.status == DeadlineStatus.RUNNING)
    task = select(Task.due_at).join(Case, Case.id == Task.case_id)
    task = task.where(Task.name == STANDS_AT, Task.status == TaskStatus.OPEN)
    with council.app.app_context():
        found = [db.session.scalars(each.where(Case.reference == reference)).one() for each in (standard, task)]
    return {moment.date() for moment in found if moment is not None}

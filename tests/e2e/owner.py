"""What a process owner of Haringey does in the browser to review every six weeks and to give a copy of the plan.

The journey `test_owner_story` proves it; `tools/screenshots.py` takes the pictures of docs/how-to with the same steps.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from playwright.sync_api import expect

from service.simulator.reader import read_scenario
from service.simulator.scenario import Do
from tests.e2e.browser import Desk
from tests.e2e.council import Council
from tests.e2e.pages.draft import DraftPages
from tests.e2e.pages.editors import DiagramEditor, TableEditor
from tests.e2e.pages.task import TaskPage

SCENARIO = "whole_case_christmas_to_easter"
STANDS_AT = "Hold the TAF meeting"  # the task that waits in the running case
DEADLINES, REVIEWS = "processes/haringey/deadlines.dmn", "processes/haringey/review_cycle.bpmn"
TITLE, REASON = "Review every 6 weeks, with a copy of the plan", "Families asked for shorter intervals."
INTERVAL, STEP = "taf_review", "Copy of plan given"
PATIENCE = 30_000  # milliseconds
STEP_ID = "Task_CopyOfPlanGiven"  # which the editor makes of the name
SAID = (
    "Hold the next TAF meeting every 6 weeks instead of 8.",
    f'New step "{STEP}" for the Family Support Worker in Support and reviews.',
)
TRIED = (STANDS_AT, "Revisit the Star", "Update Checking in on Change")


def change_interval(draft: DraftPages) -> None:
    """In the table as it is drawn; the form beside it does the same."""
    table = TableEditor(draft.desk, draft.address, DEADLINES)
    table.set_cell(f'"{INTERVAL}"', 3, "6")
    table.save()


def draw_step(draft: DraftPages) -> DiagramEditor:
    """Drop a task on the way to the next step, call it by its name, and make it one of a person."""
    diagram = DiagramEditor(draft.desk, draft.address, REVIEWS, at="Rule_NextStep")
    diagram.draw_task(STEP, flow="Flow_Copy_NextStep", at=0.68)
    diagram.change_to("User task")
    diagram.save()
    return diagram


def complete_step(diagram: DiagramEditor) -> None:
    """Give the step what it lacks."""
    choose_for_step(diagram)
    diagram.save()
    expect(diagram.findings).not_to_contain_text(STEP)


def choose_for_step(diagram: DiagramEditor) -> None:
    """Follow the finding to the step, and choose from the lists what it lacks."""
    diagram.findings.get_by_text("Show it").first.click()
    diagram.sees_selected(STEP)
    diagram.choose("Who, what and by when", "Who does it", "Family Support Worker (fsw)")
    diagram.choose("Who, what and by when", "Form", "Case note (case_note)")
    diagram.sees_entered("General", "ID", STEP_ID)


def try_review(draft: DraftPages, council: Council) -> Desk:
    """Play a review of a made-up family, up to the new step."""
    desk = draft.tab("Try it")
    desk.page.get_by_text("Parts that other processes call, alone").click()
    desk.page.get_by_role("link", name=re.compile(r"Plan in place\s*, Support and reviews")).click()
    said = {"What do you try out?": "A review, up to the copy", "When does it begin?": date(2027, 3, 8)}
    desk.audited().fill(said).press("Begin the tryout")
    for task in TRIED:
        desk.follow(task)
        while "/tasks/" in desk.path:  # some answers ask for others
            TaskPage(desk).answer(_answers(council, task)).go_on()
    return desk


def see_impact(draft: DraftPages, council: Council) -> Desk:
    """Ask what would become of every running case; workers find out."""
    done(draft.tab("Impact").press("Look at the running cases"), council)
    return draft.tab("Impact")


def done(desk: Desk, council: Council) -> None:
    """Workers do it; the page that says how far it is comes up anew by itself, and nothing is to cross that."""
    council.settle()
    expect(desk.page.locator("[data-progress]")).to_have_count(0, timeout=PATIENCE)


def go_back(desk: Desk, council: Council) -> Desk:
    """Make the first release current again, with all running cases."""
    desk.open("/procedure").follow("Go back to release 1")
    desk.fill({"What becomes of cases that run?": "All that can", "Why do you go back?": "Too many meetings."})
    done(desk.press("Continue").press("Make release 1 current again"), council)
    return desk.open(desk.path)  # what came of it


def _answers(council: Council, task: str) -> Mapping[str, Any]:
    """What the example of the library answers to the task."""
    scenario = read_scenario(*council.library().scenario(SCENARIO))
    done = (step.action for step in scenario.steps)
    return next(each.answers for each in done if isinstance(each, Do) and each.task == task)

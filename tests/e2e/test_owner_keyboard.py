"""The change of the owner's story is made in the lists beside the drawing, without a pointer."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.draft import DraftPages
from tests.e2e.pages.keyboard import Keyboard

DEADLINES, REVIEWS = "processes/haringey/deadlines.dmn", "processes/haringey/review_cycle.bpmn"
STEP = "Copy of plan given"


@pytest.mark.timeout(600)
def test_the_interval_and_the_new_step_are_made_by_keyboard_alone(office):
    author = office.desk("owner.one")
    draft = DraftPages.begin(author, "Review every 6 weeks, with a copy of the plan")
    keyboard = Keyboard(author)

    author.open(f"{draft.address}/table/{DEADLINES}")
    keyboard.go_to("Change Hold the next TAF meeting").enter()
    keyboard.go_to("How long").type_over("6").go_to("Save").enter()
    author.open(f"{draft.address}/outline/{REVIEWS}")
    add_step(keyboard)

    author.sees(STEP)
    author.open(draft.address).sees(
        "Hold the next TAF meeting every 6 weeks instead of 8.",
        f'New step "{STEP}" for the Family Support Worker in Support and reviews.',
    )
    send(keyboard, draft)


@pytest.mark.timeout(600)
def test_a_step_and_a_way_are_changed_by_keyboard_alone(office):
    author = office.desk("owner.one")
    draft = DraftPages.begin(author, "The star is revisited by the Lead Professional")
    keyboard = Keyboard(author)

    author.open(f"{draft.address}/outline/{REVIEWS}")
    change_step(keyboard)
    author.open(f"{draft.address}/outline/{REVIEWS}")
    change_way(keyboard)

    step = author.page.locator("#Task_Star")
    expect(step.get_by_role("heading")).to_contain_text("Look at the star again")
    expect(step.locator("xpath=preceding-sibling::h3[1]")).to_have_text("Lead Professional")
    expect(step.locator("dl").first).to_contain_text("Hold the next TAF meeting")
    expect(author.page.locator("#Gateway_AnotherVisit")).to_contain_text('another_visit != "no"')
    author.open(draft.address).sees('"Revisit the Star"', 'is now called "Look at the star again".')


def change_step(keyboard: Keyboard) -> None:
    keyboard.go_to(re.compile(r"Change [\d.]+ Revisit the Star")).enter()
    keyboard.go_to("Name").type_over("Look at the star again")
    keyboard.go_to("Lane").choose("Lead")
    keyboard.go_to(re.compile(r"Due by( \(optional\))?")).choose("Hold the next TAF")
    keyboard.go_to("Save").enter()


def change_way(keyboard: Keyboard) -> None:
    keyboard.go_to(re.compile(r"Change on the way to [\d.]+ Make a visit, from [\d.]+ Another visit planned\?")).enter()
    keyboard.go_to("Condition").type_over('another_visit != "no"')
    keyboard.go_to("Save").enter()


def add_step(keyboard: Keyboard) -> None:
    keyboard.go_to(re.compile(r"Add a task here on the way to .*, from [\d.]+ Copied to all siblings")).enter()
    keyboard.go_to("Name").type_over(STEP)
    keyboard.go_to("Family Support Worker").tick()
    keyboard.go_to("Form").choose("Case note")
    keyboard.go_to("Add the task").enter()


def send(keyboard: Keyboard, draft: DraftPages) -> None:
    keyboard.desk.open(draft.address)
    keyboard.go_to("Send it for approval").enter()
    keyboard.go_to("Why do you make this change?").type_over("Families asked for shorter intervals.")
    keyboard.go_to("Send it for approval").enter()
    keyboard.desk.sees("It waits for approval")

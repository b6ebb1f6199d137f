"""The change of the owner's story is made in the lists beside the drawing, without a pointer."""

import re

import pytest

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

"""Drawings of a draft in the browser: the mark of bpmn.io, what differs, and names that would like to be scripts."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import HEIGHT, NARROW, Desk
from tests.e2e.changing import OWNER, REVIEWS, Owners
from tests.e2e.council import ROOT
from tests.e2e.pages.editors import READY, DiagramEditor, in_sight

STEP, STEP_NAME = "Task_Star", "Revisit the Star"
FORM = "forms/haringey/star_review.form"
HOSTILE = "<img src=x onerror=alert(hostile=1)>"
DRAWN = "svg [data-element-id]"
SIDES = ("before", "after")


@dataclass(frozen=True)
class Addresses:
    draft: str
    version: str  # of the diagram, as it was saved

    @property
    def difference(self) -> str:
        return f"{self.draft}/changes/diagram/review_cycle"


@pytest.fixture(scope="module")
def at(council) -> Addresses:
    """A draft in which a step and a question have names that would be scripts, were they written as they are."""
    owners = Owners(council)
    with council.app.app_context():
        draft = owners.begun("Names that are no names")
        owners.saved(draft, FORM, first_label(), json.dumps(HOSTILE).encode())
        owners.saved(draft, REVIEWS, f'name="{STEP_NAME}"'.encode(), f'name="{escape(HOSTILE)}"'.encode())
        revision = owners.shown(draft).revision
    return Addresses(draft=f"/drafts/{draft}", version=f"/drafts/{draft}/versions/{revision}")


def first_label() -> bytes:
    """The first label of the form, as it is written in the file."""
    found = re.search(r'"label": *("[^"]+")', (ROOT / FORM).read_text())
    assert found is not None
    return found[1].encode()


@pytest.fixture
def desk(office) -> Iterator[Desk]:
    """Of the process owner; nothing that is shown may run, open a dialog or become a picture."""
    desk = office.desk(OWNER)
    dialogs: list[str] = []
    desk.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield desk
    assert dialogs == []
    assert desk.page.evaluate("window.hostile") is None
    assert desk.page.locator("img[src='x']").count() == 0
    assert desk.complaints == []


def drawn(desk: Desk, address: str, canvas: str) -> Desk:
    desk.open(address)
    expect(desk.page.locator(f"{canvas} {DRAWN}").first).to_be_visible()
    return desk


def on_phone(desk: Desk, canvas: str) -> Desk:
    """The same page, opened anew on a small screen."""
    desk.page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    desk.page.reload()
    expect(desk.page.locator(f"{canvas} {DRAWN}").first).to_be_visible()
    return desk


def side(name: str) -> str:
    return f'[data-difference-side="{name}"]'


def test_the_mark_of_bpmn_io_is_in_sight_below_a_drawing_on_a_phone(desk, at):
    drawn(desk, at.version, "[data-diagram-canvas]")

    on_phone(desk, "[data-diagram-canvas]")

    assert in_sight(desk.page, "[data-diagram-canvas] .bjs-powered-by")


@pytest.mark.parametrize("name", SIDES)
def test_the_mark_of_bpmn_io_is_in_sight_below_drawings_that_are_compared_on_a_phone(desk, at, name):
    drawn(desk, at.difference, side(name))

    on_phone(desk, side(name))

    assert in_sight(desk.page, f"{side(name)} .bjs-powered-by")


def test_what_differs_has_a_badge_on_both_drawings(desk, at):
    drawn(desk, at.difference, side("after"))

    for name in SIDES:
        badge = desk.page.locator(f'{side(name)} [data-container-id="{STEP}"] .difference-badge')
        expect(badge).to_have_count(1)
        expect(badge).to_be_visible()
        expect(badge).to_have_text("Changed")


def test_a_name_is_no_script_in_the_editor_of_diagrams(desk, at):
    editor = DiagramEditor(desk, at.draft, REVIEWS, at=STEP)

    editor.sees_selected(HOSTILE)


def test_a_label_is_no_script_in_the_editor_of_forms_and_its_preview(desk, at):
    desk.open(f"{at.draft}/files/{FORM}")

    expect(desk.page.locator(READY)).to_be_visible()
    expect(desk.page.locator("[data-editor-canvas]")).to_contain_text(HOSTILE)
    expect(desk.page.locator("[data-preview]")).to_contain_text(HOSTILE)


def test_a_name_is_no_script_on_a_drawing(desk, at):
    drawn(desk, at.version, "[data-diagram-canvas]")

    expect(written(desk, "[data-diagram-canvas]")).not_to_have_count(0)


def test_a_name_is_no_script_in_the_list(desk, at):
    desk.open(f"{at.draft}/outline/{REVIEWS}").sees(HOSTILE)


def test_a_name_is_no_script_where_versions_are_compared(desk, at):
    desk.open(f"{at.draft}/changes").sees(HOSTILE)
    drawn(desk, at.difference, side("after")).sees(HOSTILE)

    expect(written(desk, side("after"))).not_to_have_count(0)


def written(desk: Desk, canvas: str):
    """The words of the step as they are drawn, line by line."""
    return desk.page.locator(f'{canvas} [data-element-id="{STEP}"] text', has_text=re.compile("<img"))

"""The editors of diagrams and tables on the page of a file, worked with mouse and keyboard as a person does."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Desk

READY = '[data-editor-state="ready"]'
# where a point of a flow is on the screen; `at`: 0 at its beginning, 1 at its end
_POINT = """
([flow, at]) => {
  const line = document.querySelector(`[data-editor-canvas] [data-element-id="${flow}"] > path.djs-hit`);
  const { x, y } = line.getPointAtLength(line.getTotalLength() * at).matrixTransform(line.getScreenCTM());
  return [x, y];
}
"""
_IN_SIGHT = """
(name) => {
  const mark = document.querySelector(name);
  mark.scrollIntoView({ block: "center", inline: "center" });
  const { left, top, width, height } = mark.getBoundingClientRect();
  const points = [[.1, .1], [.9, .1], [.5, .5], [.1, .9], [.9, .9]];
  const on_top = points.map(([x, y]) => document.elementFromPoint(left + x * width, top + y * height));
  return width > 10 && height > 10 && on_top.every((element) => element && mark.contains(element));
}
"""


def in_sight(page: Page, name: str) -> bool:
    """Whether the first element of that selector can be seen as a whole, with nothing on top of it."""
    return bool(page.evaluate(_IN_SIGHT, name))


class Editor:
    """`file`: its path in the library; `at`: the element that is to be in sight."""

    def __init__(self, desk: Desk, draft: str, file: str, *, at: str = "") -> None:
        self.desk, self.page = desk, desk.page
        self.page.goto("about:blank")  # the same address with another element is no other page
        desk.open(f"{draft}/files/{file}{f'#show-{at}' if at else ''}")
        expect(self.page.locator(READY)).to_be_visible()

    def save(self) -> None:
        self.desk.press("Save")
        self.desk.sees("The file is saved.")
        expect(self.page.locator(READY)).to_be_visible()

    @property
    def findings(self) -> Locator:
        return self.page.locator("#findings")


class TableEditor(Editor):
    def set_cell(self, row: str, column: int, value: str) -> None:
        """Type over a cell; `row`: a text that only it has, columns are counted from 1."""
        line = self.page.locator("[data-editor-canvas] tr", has=self.page.get_by_text(row, exact=True)).first
        line.locator("td").nth(column).click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)
        self.page.keyboard.press("Tab")
        expect(line.locator("td").nth(column)).to_have_text(re.compile(rf"^\s*{re.escape(value)}\s*$"))


class DiagramEditor(Editor):
    def draw_task(self, name: str, *, flow: str, at: float) -> None:
        """Take a task from the palette, drop it on a flow, which then leads through it, and name it."""
        self.page.locator("[data-editor-canvas]").scroll_into_view_if_needed()
        self.page.locator('[data-action="create.task"]').click()
        x, y = self._point(flow, at)
        self.page.mouse.move(x - 60, y - 60)
        self.page.mouse.move(x, y, steps=8)
        self.page.mouse.down()
        self.page.mouse.up()
        expect(self.page.locator(".djs-direct-editing-content")).to_be_visible()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        self.sees_selected(name)

    def change_to(self, kind: str) -> None:
        """Make the selected element another kind, by the wrench beside it."""
        self.page.locator('.djs-context-pad [data-action="replace"]').click()
        self.page.locator(".djs-popup .entry", has_text=re.compile(f"^{kind}$")).first.click()
        expect(self.panel.locator(".bio-properties-panel-header-type")).to_have_text(kind, ignore_case=True)

    def show(self, element: str) -> None:
        """Follow a finding to its element."""
        self.findings.locator(f'[data-editor-show="{element}"]').first.click()

    def choose(self, group: str, label: str, option: str) -> None:
        """Choose from a pick-list of the properties panel."""
        self.group(group).get_by_label(label).first.select_option(label=option)

    def enter(self, group: str, label: str, text: str) -> None:
        box = self.group(group).get_by_label(label, exact=True).first
        box.fill(text)
        box.press("Tab")

    def sees_entered(self, group: str, label: str, text: str) -> None:
        expect(self.group(group).get_by_label(label, exact=True).first).to_have_value(text)

    def sees_selected(self, name: str) -> None:
        expect(self.panel.locator(".bio-properties-panel-header-label")).to_have_text(name)

    @property
    def panel(self) -> Locator:
        return self.page.locator("[data-editor-panel]")

    @property
    def badges(self) -> Locator:
        """The findings as they stand on the elements."""
        return self.page.locator("[data-editor-canvas] .finding-badge")

    def group(self, title: str) -> Locator:
        """A group of the properties panel, opened."""
        group = self.panel.locator(".bio-properties-panel-group", has=self.page.get_by_text(title, exact=True)).first
        if not group.locator(".bio-properties-panel-group-entries.open").count():
            group.locator(".bio-properties-panel-group-header").click()
        return group

    def _point(self, flow: str, at: float) -> tuple[float, float]:
        x, y = self.page.evaluate(_POINT, [flow, at])
        return x, y

"""What an operator does about processes: the lists, one process, what is done with it, and with many."""

from playwright.sync_api import Locator, expect

from tests.e2e.browser import Desk

DRAWN = "[data-diagram-canvas] svg [data-element-id]"


class OperationsPages:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def tab(self, name: str) -> Desk:
        self.desk.open("/operations")
        return self.desk.follow(name, inside=self.desk.page.get_by_role("navigation", name="Operations"))

    def row(self, text: str) -> Locator:
        """The row of a table that says so."""
        return self.desk.page.locator("main tbody tr", has_text=text).first

    def processes(self, *references: str, kind: str) -> Desk:
        """Choose the processes of these cases in the list, and say what is to be done with them."""
        self.tab("Processes")
        for reference in references:
            self.row(reference).get_by_role("checkbox").check()
        return self.desk.press(kind)


class ProcessPages:
    """`address`: of the process."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.desk, self.address = desk, address

    def open(self) -> Desk:
        return self.desk.open(self.address)

    def draw(self) -> Desk:
        """Show the diagram of the part that is open."""
        self.desk.press("Show the diagram")
        expect(self.desk.page.locator(DRAWN).first).to_be_visible()
        return self.desk.audited()

    def badges(self, text: str) -> Locator:
        """The words that the diagram has at a step."""
        return self.desk.page.locator("[data-diagram-canvas] .step-badge", has_text=text)

    def answer(self, how: str, reason: str | None = None) -> Desk:
        """Retry, skip or resolve the step that failed."""
        self.open().follow(how, inside=self.desk.page.locator("main table").first)
        if reason is not None:
            self.desk.page.locator("main textarea").fill(reason)
        button = "Skip the step" if how == "Skip" else how
        return self.desk.press(button)

    def change(self, how: str, button: str, reason: str | None = None) -> Desk:
        """Suspend, resume or cancel the process."""
        self.open().press(how)
        if reason is not None:
            self.desk.page.locator("main textarea").fill(reason)
        return self.desk.press(button)

    def look_at_move(self, *, what: str, to: str) -> Desk:
        """See what it would mean to move what stands at a step to another one."""
        self.open().press("Move to another step").follow(f"Choose where to move {what}")
        return self.desk.fill({"Which step is to be begun instead?": to}).press("See what it would mean")

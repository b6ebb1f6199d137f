"""Somebody who has a keyboard and nothing else."""

import re

from tests.e2e.browser import Desk

MOST_TABS = 900
# the name of whatever has the focus, as it is read out
_NAME = """
() => {
  const focused = document.activeElement;
  const labels = [...(focused.labels ?? [])].map((label) => label.textContent);
  const words = labels.length ? labels.join(" ") : focused.getAttribute("aria-label") ?? focused.textContent;
  return focused === document.body ? "" : words.replace(/\\s+/g, " ").trim();
}
"""


class Keyboard:
    """Nothing is pressed but keys: a step that needs a pointer cannot be done."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.keys = desk, desk.page.keyboard

    def go_to(self, name: str | re.Pattern[str]) -> "Keyboard":
        """Press Tab until the focus is on what bears this name."""
        wanted = name if isinstance(name, re.Pattern) else re.compile(re.escape(name))
        passed: list[str] = []
        for _ in range(MOST_TABS):
            self.keys.press("Tab")
            passed.append(str(self.desk.page.evaluate(_NAME)))
            if wanted.fullmatch(passed[-1]):
                return self
        raise AssertionError(f"Tab does not lead to “{name}” but to {sorted(set(passed))}")

    def enter(self) -> "Keyboard":
        """Press Enter on a link or button, which leads to another page."""
        with self.desk.page.expect_navigation():
            self.keys.press("Enter")
        self.desk.audited()
        return self

    def type_over(self, text: str) -> "Keyboard":
        self.keys.press("Control+A")
        self.keys.type(text)
        return self

    def tick(self) -> "Keyboard":
        self.keys.press("Space")
        return self

    def choose(self, text: str) -> "Keyboard":
        """Type the beginning of an option of a select."""
        self.keys.type(text)
        return self

"""The page of a task: answered by the keys of its form, as the scenarios of the library write answers down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from playwright.sync_api import Locator

from tests.e2e.browser import Desk

PAPER = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
MOST_PAGES = 12
# names of the controls in the order in which they stand on the page
_NAMES = """
() => [...new Set([...document.querySelectorAll("main [name^='answer-']")].map((control) => control.name))]
"""

Answers = Mapping[str, Any]


class TaskPage:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.form = desk.page.locator("main")

    def complete(self, answers: Answers) -> "TaskPage":
        """Answer page after page, check the answers where they are asked to be checked, and send them."""
        for _ in range(MOST_PAGES):
            if self.desk.path.endswith("/done"):
                return self
            self.answer(answers)
            self.go_on()
            assert self.desk.errors == [], f"{self.desk.h1}: {self.desk.errors}"
        raise AssertionError(f"The form never ends: {self.desk.page.url}")

    def answer(self, answers: Answers) -> "TaskPage":
        """Fill in what this page asks for; what it does not ask for is left out."""
        self._make_room(answers)
        wanted = {_name(path): value for path, value in _flat(answers)}
        for name in self.desk.page.evaluate(_NAMES):
            key = name.removesuffix("-day").removesuffix("-upload")
            if name.endswith(("-month", "-year", "-count", "-asked")) or key not in wanted:
                continue
            self._fill(key, wanted[key])
        return self

    def go_on(self) -> "TaskPage":
        """Press the button that leads on."""
        self.desk.page.locator("main form .govuk-button:not(.govuk-button--secondary)").last.click()
        self.desk.audited()
        return self

    def save(self) -> "TaskPage":
        self.desk.press("Save and come back later")
        return self

    def _make_room(self, answers: Answers) -> None:
        """Add as many items to the repeated groups of this page as there are answers."""
        for key, value in answers.items():
            if not isinstance(value, list) or not value or not isinstance(value[0], Mapping):
                continue
            add = self.form.locator(f"button[name='_action'][value='add:{key}']")
            while add.count() and self._items(key) < len(value):
                add.click()
                self.desk.audited()

    def _items(self, key: str) -> int:
        return int(self.form.locator(f"input[name='{_name(key)}-count']").input_value())

    def _fill(self, name: str, value: Any) -> None:
        controls = self.form.locator(f"[name='{name}']")
        if self.form.locator(f"[name='{name}-day']").count():
            self._fill_day(name, value if isinstance(value, date) else date.fromisoformat(value))
        elif self.form.locator(f"[name='{name}-upload']").count():
            self.form.locator(f"[name='{name}-upload']").set_input_files([PAPER] * len(value))
        else:
            _fill_control(controls, value)

    def _fill_day(self, name: str, day: date) -> None:
        for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.form.locator(f"[name='{name}-{part}']").fill(str(number))


def _fill_control(controls: Locator, value: Any) -> None:
    kind = controls.first.evaluate("element => element.type")
    match kind:
        case "radio":
            controls.and_(controls.page.locator(f"[value='{value}']")).check()
        case "checkbox":
            _tick(controls, value)
        case "select-one":
            controls.select_option(str(value))
        case "hidden":
            pass
        case _:
            controls.fill(str(value))


def _tick(controls: Locator, value: Any) -> None:
    if isinstance(value, bool):
        controls.first.set_checked(value)
        return
    for box in controls.all():
        box.set_checked(box.get_attribute("value") in {str(each) for each in value})


def _name(path: str) -> str:
    return f"answer-{path.replace('.', '-')}"


def _flat(answers: Answers, prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in answers.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found += _flat(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, item in enumerate(value):
                found += _flat(item, f"{path}.{number}.")
        else:
            found.append((path, value))
    return found

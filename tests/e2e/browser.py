"""People at their browsers.  Every page that comes up is audited: axe-core, 320 pixels, errors in the console."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

ROOT = Path(__file__).parents[2]
AXE = ROOT / "service" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE, HEIGHT = 320, 1280, 900
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW_TO_INSTALL = "No Chromium here: apt-get install -y chromium fonts-liberation (as root `make test` does it)."

# The drawing areas of bpmn.io are left out: the lists and forms beside them are the way without a canvas.
# The two violations that govuk-frontend itself makes on purpose, and no others.
_ALLOWED = """
(violation, node) =>
  (violation.id === "aria-allowed-attr" && /^<input[^>]*type="(radio|checkbox)"[^>]*aria-expanded=/.test(node.html))
  || (violation.id === "region" && /class="[^"]*govuk-back-link/.test(node.html))
"""
_RUN_AXE = (
    """
async (rules) => {
  const allowed = """
    + _ALLOWED
    + """;
  const ours = { include: ["html"], exclude: ["[data-editor-canvas]", "[data-editor-panel]"] };
  const { violations } = await axe.run(ours, { runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap((violation) => violation.nodes
    .filter((node) => !allowed(violation, node))
    .map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 200)}`));
}
"""
)
# What a page shows and how: the same words beside a box in red are another state.
_STATE = """
() => {
  const looks = /^(class|role|type|scope|for|alt|hidden|open|checked|disabled|aria-.*)$/;
  const drawn = [...document.querySelectorAll("body *")].map((element) => element.tagName + [...element.attributes]
    .filter(({ name }) => looks.test(name)).map(({ name, value }) => `${name}=${value}`));
  return [document.title, document.body.innerText, ...drawn].join("\\n");
}
"""
# bpmn-js sets styles as attributes in one place; the policy stops them, and nothing is missing
_EXPECTED_COMPLAINTS = ("style-src",)


def chromium() -> str | None:
    """Return the path of a Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Auditor:
    """Remembers which states were audited in this run, so that none is audited twice."""

    seen: set[int] = field(default_factory=set)
    source: str = field(default_factory=AXE.read_text)

    def audit(self, page: Page) -> None:
        """Fail on what axe finds and on a page that is wider than a small phone."""
        state = hash(page.evaluate(_STATE))
        if state in self.seen:
            return
        self.seen.add(state)
        page.evaluate(self.source)
        found = page.evaluate(_RUN_AXE, RULES)
        assert found == [], f"{page.url}\n" + "\n".join(found)
        self._narrow(page)

    @staticmethod
    def _narrow(page: Page) -> None:
        page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        assert wide <= NARROW, f"{page.url} is {wide} pixels wide on a phone of {NARROW}"


class Desk:
    """One person's browser.  Clicks and addresses lead to audited pages; what goes wrong in scripts fails the test."""

    def __init__(self, context: BrowserContext, address: str, auditor: Auditor | None) -> None:
        """`auditor` None: where scripts are off, axe cannot run."""
        self.context, self.address, self._auditor = context, address, auditor
        self.complaints: list[str] = []
        self.page = context.new_page()
        self._listen(self.page)

    def open(self, path: str) -> "Desk":
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")
        return self.audited()

    def follow(self, text: str, *, exact: bool = False, inside: Locator | None = None) -> "Desk":
        """Click the first link of that text."""
        (inside or self.page).get_by_role("link", name=text, exact=exact).first.click()
        return self.audited()

    def press(self, text: str, *, exact: bool = True, inside: Locator | None = None) -> "Desk":
        """Click the first button of that text."""
        (inside or self.page.locator("main")).get_by_role("button", name=text, exact=exact).first.click()
        return self.audited()

    def fill(self, fields: Mapping[str, Any]) -> "Desk":
        """Answer by the words on the page: boxes and selects by label, radios and checkboxes as {question: answer}.

        A date is {question: date}; several ticks are a list.
        """
        for label, value in fields.items():
            _fill(self.page.locator("main"), label, value)
        return self

    def audited(self) -> "Desk":
        self.page.wait_for_load_state("load")
        if self._auditor is not None:
            self._auditor.audit(self.page)
        assert self.complaints == [], self.complaints
        return self

    def sees(self, *texts: str) -> "Desk":
        for text in texts:
            try:
                expect(self.page.locator("body")).to_contain_text(text)
            except AssertionError:
                shown = self.page.locator("main").inner_text()
                raise AssertionError(f"{self.path} does not say “{text}” but:\n{shown}") from None
        return self

    def misses(self, text: str) -> "Desk":
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    @property
    def h1(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def errors(self) -> list[str]:
        return self.page.locator(".govuk-error-summary__list a").all_inner_texts()

    def close(self) -> None:
        self.context.close()

    def _listen(self, page: Page) -> None:
        def console(message: ConsoleMessage) -> None:
            expected = any(words in message.text for words in _EXPECTED_COMPLAINTS)
            if message.type == "error" and not expected and "status of 4" not in message.text:
                self.complaints.append(message.text)

        def response(answer: Response) -> None:
            if answer.status >= 500:
                self.complaints.append(f"{answer.status} {answer.url}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", response)


def _fill(main: Locator, label: str, value: Any) -> None:
    group = main.get_by_role("group", name=label, exact=False)
    if hasattr(value, "day") and hasattr(value, "year"):
        for part in ("day", "month", "year"):
            group.first.get_by_label(part.capitalize()).fill(str(getattr(value, part)))
    elif isinstance(value, list):
        for text in value:
            group.first.get_by_label(text).check()
    elif group.count():
        group.first.get_by_label(value, exact=False).first.check()
    else:
        _fill_box(main.get_by_label(label, exact=False).first, value)


def _fill_box(box: Locator, value: Any) -> None:
    kind = box.evaluate("element => element.tagName + (element.type === 'checkbox' ? ' tick' : '')")
    if kind == "SELECT":
        box.select_option(label=value)
    elif kind.endswith("tick"):
        box.set_checked(bool(value))
    else:
        box.fill(str(value))


@dataclass
class Office:
    """The browsers of one test.  Everybody signs in once a council; later desks have the same cookies.

    `scripts`: whether the browsers run them.
    """

    browser: Browser
    address: str
    password: Any  # a function: user name to password
    auditor: Auditor
    states: dict[str, Any]
    scripts: bool = True
    desks: list[Desk] = field(default_factory=list)

    def desk(self, user: str, *, width: int = WIDE) -> Desk:
        """Return the browser of somebody who is signed in."""
        if user not in self.states:
            self.states[user] = self._sign_in(user)
        return self._open(storage_state=self.states[user], width=width)

    def stranger(self, *, width: int = WIDE) -> Desk:
        return self._open(storage_state=None, width=width)

    def close(self) -> None:
        for desk in self.desks:
            desk.close()

    def _sign_in(self, user: str) -> Any:
        desk = self.stranger()
        desk.open("/sign-in").fill({"User name": user, "Password": self.password(user)}).press("Sign in")
        return desk.context.storage_state()

    def _open(self, *, storage_state: Any, width: int) -> Desk:
        context = self.browser.new_context(
            storage_state=storage_state,
            java_script_enabled=self.scripts,
            viewport={"width": width, "height": HEIGHT},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        desk = Desk(context, self.address, self.auditor if self.scripts else None)
        self.desks.append(desk)
        return desk

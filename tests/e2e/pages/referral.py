"""Writing a request for help: kind, family, matches, questions, check."""

from datetime import date

from tests.e2e.browser import Desk
from tests.e2e.pages.task import Answers, TaskPage

Child = tuple[str, date]


class ReferralPages:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def begin(self, kind: str) -> "ReferralPages":
        self.desk.open("/referrals").press("New request for help")
        self.desk.fill({"What kind of request is it?": kind}).press("Continue")
        return self

    def begin_outside(self, authority: str) -> "ReferralPages":
        """Without an account."""
        self.desk.open(f"/request-help/{authority}").press("Start now")
        return self

    def family(self, name: str, *children: Child) -> "ReferralPages":
        self.desk.fill({"Family name": name})
        for number, (child, born) in enumerate(children):
            if number >= self.desk.page.locator("main fieldset.app-repeat__item").count():
                self.desk.press("Add another person")
            self._person(number, child, born)
        self.desk.page.locator("main form .govuk-button:not(.govuk-button--secondary)").last.click()
        self.desk.audited()
        return self

    def choose(self, choice: str) -> "ReferralPages":
        """Say what becomes of it, with the matches in sight."""
        self.desk.fill({"What shall become of this request?": choice}).press("Continue")
        return self

    def answer(self, answers: Answers) -> "ReferralPages":
        """Answer page after page until everything is there to be checked."""
        page = TaskPage(self.desk)
        while self.desk.page.locator("main [name^='answer-']").count():
            page.answer(answers).go_on()
            assert self.desk.errors == [], self.desk.errors
        return self

    def _person(self, number: int, name: str, born: date) -> None:
        block = self.desk.page.locator("main fieldset.app-repeat__item").nth(number)
        block.get_by_label("A child", exact=True).check()
        block.get_by_label("Full name").fill(name)
        group = block.get_by_role("group", name="Date of birth")
        for part in ("day", "month", "year"):
            group.get_by_label(part.capitalize()).fill(str(getattr(born, part)))

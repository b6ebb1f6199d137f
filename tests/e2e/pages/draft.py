"""What a process owner does with a draft, from its beginning to its publication."""

from tests.e2e.browser import Desk


class DraftPages:
    """`address`: of the draft; `desk`: whose browser it is open in."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.desk, self.address = desk, address

    @classmethod
    def begin(cls, desk: Desk, title: str) -> "DraftPages":
        desk.open("/procedure").fill({"What do you want to change?": title}).press("Begin a draft")
        return cls(desk, desk.path)

    def tab(self, name: str) -> Desk:
        self.desk.open(self.address)
        return self.desk.follow(name, exact=True, inside=self.desk.page.get_by_role("navigation", name="Draft"))

    def send(self, *, reason: str) -> Desk:
        """Send it for approval, with the sentences of the difference as what people are told."""
        self.desk.open(self.address).press("Send it for approval")
        self.desk.fill({"Why do you make this change?": reason})
        return self.desk.press("Send it for approval")

    def decide(self, decision: str, *, reason: str | None = None) -> Desk:
        self.desk.open(self.address).press("Look at it and decide").fill({"What do you decide?": decision})
        if reason is not None:
            self.desk.fill({"What has to change?": reason})
        return self.desk.press("Confirm")

    def publish(self, *, running: str) -> Desk:
        """Publish it now; `running`: what becomes of running cases."""
        self.desk.open(self.address).press("Publish")
        self.desk.fill({"When does it go live?": "Now", "What becomes of cases that run?": running})
        return self.desk.press("Publish")

"""A completed form among the records of a case."""

from tests.e2e.browser import Desk


class RecordPage:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def open(self, records: str, title: str) -> "RecordPage":
        """Open the newest record of that title from the list at the address `records`."""
        self.desk.open(records).follow(title)
        return self

    def answers(self) -> dict[str, str]:
        """What was answered, by the words of the questions."""
        keys = self.desk.page.locator("main .govuk-summary-list__key").all_inner_texts()
        values = self.desk.page.locator("main .govuk-summary-list__value").all_inner_texts()
        return dict(zip(keys, values, strict=True))

"""The lists of work."""

from tests.e2e.browser import Desk
from tests.e2e.pages.task import TaskPage


class WorkPage:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @classmethod
    def mine(cls, desk: Desk) -> "WorkPage":
        return cls(desk.open("/work"))

    @classmethod
    def unallocated(cls, desk: Desk) -> "WorkPage":
        return cls(desk.open("/work/unallocated"))

    def tasks(self) -> list[str]:
        """The names of the tasks, from the top of the list to its end."""
        links = self.desk.page.locator("main table a[href^='/tasks/']")
        return [text.split(" for ")[0].strip() for text in links.all_inner_texts()]

    def choose(self, task: str) -> Desk:
        """Tick every row of the task."""
        for row in self.desk.page.locator("main table tr").filter(has_text=task).all():
            row.get_by_role("checkbox").check()
        return self.desk

    def open(self, task: str, *, family: str) -> TaskPage:
        row = self.desk.page.locator("main table tr").filter(has_text=family).filter(has_text=task)
        self.desk.follow(task, inside=row)
        return TaskPage(self.desk)

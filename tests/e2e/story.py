"""A scenario of the library, carried through by its people in their browsers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.models import Case, Task, TaskStatus, db
from service.simulator import Scenario
from service.simulator.phrases import read_when
from service.simulator.reader import read_scenario
from service.simulator.scenario import Action, Do, StartProcess, Wait
from tests.e2e.browser import Desk, Office
from tests.e2e.council import Council
from tests.e2e.pages.task import TaskPage


@dataclass(frozen=True)
class OpenTask:
    id: UUID
    name: str
    assignee: str | None
    team: str | None
    groups: tuple[str, ...]


class Story:
    """`reference`: the case that it is about.  Steps are done in their order, each at its moment."""

    def __init__(self, council: Council, office: Office, name: str) -> None:
        self.council, self.office, self.name, self.reference = council, office, name, ""
        self.library = council.library()
        self.scenario: Scenario = read_scenario(*self.library.scenario(name))
        self._done = 0

    def begin(self, *, before: str, family: str) -> "Story":
        """Make the case stand where it stands when the task `before` is done for the first time, at that moment."""
        for step in self.scenario.steps:
            if isinstance(step.action, Do) and step.action.task == before:
                self.reference = self.council.case(self.name, until=before, family=family)
                self._move_to(step.action)
                return self
            if isinstance(step.action, Do | Wait | StartProcess):
                self._move_to(step.action)
            self._done += 1
        raise AssertionError(f"No step does “{before}”.")

    def play(self, *, until: str | None = None) -> None:
        """Do what comes next, up to the moment when the task `until` is done, and without it."""
        while self._done < len(self.scenario.steps):
            action = self.scenario.steps[self._done].action
            if isinstance(action, Do) and action.task == until:
                self._move_to(action)
                return
            self._done += 1
            self._step(action)

    def skip(self, *, through: str) -> None:
        """Leave out what was done by hand, up to and with that task."""
        while True:
            action = self.scenario.steps[self._done].action
            self._done += 1
            if isinstance(action, Do) and action.task == through:
                return

    def answers(self, task: str) -> Mapping[str, Any]:
        """The answers that the next step of that name gives."""
        found = (step.action for step in self.scenario.steps[self._done :])
        return next(action.answers for action in found if isinstance(action, Do) and action.task == task)

    def starting_answers(self) -> Mapping[str, Any]:
        """What the request at the beginning says."""
        first = self.scenario.steps[0].action
        self._done = 1
        assert isinstance(first, StartProcess)
        return first.answers

    def open(self, task: str, *, item: str | None = None) -> Desk:
        """Open the task at the desk of whoever does it."""
        found = self.find(task, item=item)
        return self.office.desk(self._person(found)).open(f"/tasks/{found.id}")

    def find(self, task: str, *, item: str | None = None) -> OpenTask:
        """Return the open task of the case that has this name, or this id in the diagram."""
        with self.council.app.app_context():
            query = (
                select(Task, Case.team)
                .outerjoin(Case, Case.id == Task.case_id)
                .where(
                    (Case.reference == self.reference) | Task.case_id.is_(None),  # those of a panel are of no case
                    Task.status == TaskStatus.OPEN,
                    (Task.name == task) | (Task.element == task),
                )
                .order_by(Task.opened_at)
            )
            found = [row for row in db.session.execute(query) if item is None or row.Task.item == item]
            assert found, f"“{task}” ({item}) is not open at {self.council.clock.now()}, but {self._open_tasks()}"
            row, team = found[0]
            return OpenTask(row.id, row.name, row.assignee, team, tuple(row.groups))

    def _open_tasks(self) -> list[str]:
        rows = db.session.scalars(select(Task).where(Task.status == TaskStatus.OPEN))
        return [f"{row.name} ({row.item})" for row in rows]

    def _step(self, action: Action) -> None:
        match action:
            case Do():
                self._move_to(action)
                desk = self._desk(action)
                TaskPage(desk).complete(action.answers)
                desk.close()
                self.council.settle()
            case Wait() | StartProcess():  # what starts by itself is started by the scheduler
                self._move_to(action)
            case _:
                pass  # what the scenario expects or refuses is proved where it is played without pages

    def _move_to(self, action: Do | Wait | StartProcess) -> None:
        moment = read_when(action.when, self.council.clock.now(), self.library.calendar)
        if moment > self.council.clock.now():
            self.council.move_to(moment)

    def _desk(self, action: Do) -> Desk:
        found = self.find(action.task, item=action.item)
        return self.office.desk(self._person(found, action.role)).open(f"/tasks/{found.id}")

    def _person(self, task: OpenTask, role: str | None = None) -> str:
        if task.assignee is not None:
            return task.assignee
        roles = {role} if role else set(task.groups)
        able = [person for person in self.library.people if roles & set(person.roles)]
        near = [person for person in able if person.team in (task.team, None)]
        return (near or able)[0].user

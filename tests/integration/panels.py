"""Haringey's Transfer Panel on the test database: a family that asks for it, and a sitting that collects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, actor_named, system_actor
from service.clocks.clock import VirtualClock
from service.demo.library import DemoCase, DemoLibrary, read_demo
from service.demo.replay import replay
from service.library import Files, read_directory
from service.models import Case, Instance, Message, MessageStatus, Task, TaskStatus, db
from service.pathways.complete_task import complete_task
from service.pathways.fire_timers import fire_timers
from service.pathways.messages import route_message
from service.pathways.publish_release import publish_release
from service.pathways.queries.panels import panel_diaries
from service.pathways.start_instance import start_instance
from tests.integration.builders import add_demo_people

ROOT = Path(__file__).parents[2]
HARINGEY = "haringey"
SCENARIO = "step_down_one_child_agreed"  # a family with Child One and Child Two
PEOPLE = (
    "service.manager",
    "business.lead",
    "social.worker",
    "social.manager",
    "social.service",
    "manager.central",
    "fsw.west",
)


@cache
def files() -> Files:
    return read_directory(ROOT, HARINGEY)


@dataclass(frozen=True)
class Council:
    """The council of the panel; everything happens at the time of `clock`."""

    clock: VirtualClock
    library: DemoLibrary

    @classmethod
    def opened(cls, clock: VirtualClock) -> "Council":
        publish_release(authority=HARINGEY, files=files(), actor=system_actor(), clock=clock)
        library = read_demo(HARINGEY, files())
        add_demo_people((each for each in library.people if each.user in PEOPLE), HARINGEY, clock)
        return cls(clock=clock, library=library)

    def person(self, name: str) -> Actor:
        actor = actor_named(name)
        assert actor is not None
        return actor

    def family(self, name: str = "Test Family Ash") -> Case:
        """A family whose request the social care manager is about to hand over."""
        wanted = DemoCase(scenario=SCENARIO, until="Hand the request over", family=name, team=None)
        reference = replay(wanted, self.library, now=self.clock.now())
        return db.session.scalars(select(Case).where(Case.reference == reference)).one()

    def hand_over(self, case: Case, *, late_reason: str | None = None) -> None:
        task = self.task("Task_SubmitRequest", case_id=case.id)
        answers = {"complete": True, "late_reason": late_reason}
        self.done(task, "social.manager", {name: value for name, value in answers.items() if value is not None})

    def asked(self, name: str = "Test Family Ash") -> Case:
        """A family whose request has been sent to the panel."""
        self.clock.move_to(self.clock.now() + timedelta(minutes=1))  # requests come one after the other
        case = self.family(name)
        self.hand_over(case)
        return case

    def open_sitting(self) -> UUID:
        """The process that collects for the next sitting begins; return the id of the process."""
        started = start_instance(
            process="step_down_panel",
            event="Event_SittingOpens",
            actor=system_actor(authority=HARINGEY),
            authority=HARINGEY,
            clock=self.clock,
        )
        self.settle()
        return UUID(started.instance_id)

    def next_sitting(self, name: str = "service.manager") -> UUID:
        (diary,) = panel_diaries(actor=self.person(name), clock=self.clock)
        return diary.ahead[0].id

    def wait_until(self, moment: datetime, instance: UUID) -> None:
        """Let the timers of the sitting fire on the way, each at its own moment."""
        for _ in range(40):
            due = self._due(instance)
            if due is None or due > moment:
                break
            self.clock.move_to(max(due, self.clock.now()))
            fire_timers(instance_id=instance, clock=self.clock)
            self.settle()
        self.clock.move_to(moment)

    def _due(self, instance: UUID) -> datetime | None:
        return db.session.scalar(select(Instance.next_due).where(Instance.id == instance))

    def task(self, element: str, *, item: str | None = None, case_id: UUID | None = None) -> UUID:
        conditions = [Task.element == element, Task.status == TaskStatus.OPEN]
        conditions += [Task.item == item] if item is not None else []
        conditions += [Task.case_id == case_id] if case_id is not None else []
        return db.session.scalars(select(Task.id).where(*conditions)).one()

    def done(self, task: UUID, name: str, answers: dict[str, object]) -> None:
        complete_task(task_id=task, answers=answers, actor=self.person(name), clock=self.clock)
        self.settle()

    def screened(self, family: str = "Test Family Ash", level: str = "2") -> None:
        answers = {"level": level, "reasons": "Read with the thresholds at hand."}
        self.done(self.task("Task_ScreenRequests", item=family), "service.manager", answers)

    def decided(self, child: str, decision: str, reasons: str = "Needs are below Level 3.") -> None:
        answers = {"decision": decision, "reasons": reasons}
        self.done(self.task("Task_DecideChild", item=child), "service.manager", answers)

    def settle(self) -> None:
        """Route what was sent, as the message jobs do; what nobody waits for stays."""
        pending = select(Message.id).where(Message.status == MessageStatus.PENDING)
        while [
            routed
            for message in db.session.scalars(pending).all()
            if (routed := route_message(message_id=message, clock=self.clock)).instance_id is not None
        ]:
            pass

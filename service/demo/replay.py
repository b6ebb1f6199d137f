"""Make a case stand where a scenario stands, through the use cases, under a clock that is moved along."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, actor_named, system_actor
from service.clocks.clock import VirtualClock
from service.demo.answering import WORKER, answer_call
from service.demo.files import with_files
from service.demo.library import DemoCase, DemoLibrary
from service.demo.timetable import DemoError, Timetable, make_timetable
from service.models import (
    Case,
    Instance,
    InstanceState,
    Message,
    MessageStatus,
    Outbox,
    OutboxStatus,
    Task,
    TaskStatus,
    db,
)
from service.pathways.complete_task import complete_task
from service.pathways.facts import case_variable
from service.pathways.fire_timers import fire_timers
from service.pathways.messages import post_message, route_message
from service.pathways.opening import NewCase, NewFamily, NewPerson
from service.pathways.releases import composed
from service.pathways.start_case import start_case
from service.pathways.start_instance import start_instance
from service.simulator.reader import read_scenario
from service.simulator.scenario import Action, CaseOf, Do, StartProcess, Wait
from service.simulator.scenario import Message as MessageStep

LONGEST = 500  # follow-ups of one step


def replay(wanted: DemoCase, library: DemoLibrary, *, now: datetime) -> str:
    """Make the case; return its reference.

    :raises DemoError: the scenario cannot be replayed.
    """
    scenario = read_scenario(*library.scenario(wanted.scenario))
    if scenario.case is None:
        raise DemoError("The scenario has no case.")
    timetable = make_timetable(scenario, until=wanted.until, now=now, calendar=library.calendar)
    start = timetable.steps[0][1]
    if not isinstance(start, StartProcess):
        raise DemoError("The scenario does not start a process.")
    case = _new_case(scenario.case, wanted)
    run = _Replay(library=library, timetable=timetable, start=start, case=case)
    run.know(scenario.case, family=wanted.family)
    for moment, action in timetable.steps[1:]:
        run.move_to(moment)
        run.do(action)
    return run.reference


def _new_case(of: CaseOf, wanted: DemoCase) -> NewCase:
    people = tuple(NewPerson(name=child.name, date_of_birth=child.date_of_birth) for child in of.children)
    return NewCase(family=NewFamily(name=wanted.family), people=people, team=wanted.team or of.team)


class _Replay:
    def __init__(self, *, library: DemoLibrary, timetable: Timetable, start: StartProcess, case: NewCase) -> None:
        self._library = library
        self._timetable = timetable
        self._clock = VirtualClock(timetable.steps[0][0])
        self._system = system_actor(WORKER, library.authority)
        started = start_case(
            process=start.process,
            event=start.event,
            case=case,
            answers=timetable.answers(start.answers),
            actor=self._system,
            clock=self._clock,
        )
        self._case_id = UUID(started.case_id)
        self._names: dict[str, str] = {}  # by what the scenario calls them: its family, and its children by their ids
        self._others: list[UUID] = []  # processes outside the case that the scenario starts, such as a panel's sitting
        self.reference = started.reference
        self._settle()

    def know(self, of: CaseOf, *, family: str) -> None:
        """Find the family and the children of the case, which the scenario calls by its own names and ids."""
        children = case_variable(db.session.get_one(Case, self._case_id))["children"]
        own = [str(child["id"]) for child in children] if isinstance(children, list) else []
        self._names = {**dict(zip((child.id for child in of.children), own, strict=True)), of.family: family}

    def do(self, action: Action) -> None:
        match action:
            case Do():
                self._do_task(action)
            case MessageStep():
                keys = {key: str(value) for key, value in (action.keys or {"case": self.reference}).items()}
                payload = self._answers(action.payload)
                post_message(name=action.name, keys=keys, payload=payload, actor=self._system, clock=self._clock)
            case StartProcess():
                self._start(action)
            case Wait():
                pass
            case _:
                raise DemoError(f"A scenario with the step “{type(action).__name__}” cannot be replayed.")
        self._settle()

    def move_to(self, moment: datetime) -> None:
        """Move the clock there; timers fire on the way, each at its own moment."""
        for _ in range(LONGEST):
            due = self._next_due()
            if due is None or due.next_due is None or due.next_due > moment:
                break
            self._clock.move_to(max(due.next_due, self._clock.now()))
            fire_timers(instance_id=due.id, clock=self._clock)
            self._settle()
        self._clock.move_to(max(moment, self._clock.now()))

    def _start(self, action: StartProcess) -> None:
        started = start_instance(
            process=action.process,
            event=action.event,
            answers=self._timetable.answers(action.answers),
            actor=self._system,
            clock=self._clock,
        )
        self._others.append(UUID(started.instance_id))
        for message in db.session.scalars(select(Message.id).where(Message.status == MessageStatus.PENDING)).all():
            route_message(message_id=message, clock=self._clock)  # what was sent before it began

    def _do_task(self, action: Do) -> None:
        task = self._task(action)
        actor = self._person(action, task)
        form = None if task.form is None else composed(self._release_of(task)).forms[task.form]
        answers = with_files(self._answers(action.answers), form, task_id=task.id, actor=actor, clock=self._clock)
        complete_task(task_id=task.id, answers=answers, actor=actor, clock=self._clock)

    def _answers(self, given: Mapping[str, object]) -> dict[str, object]:
        return {key: self._named(value) for key, value in self._timetable.answers(given).items()}

    def _named(self, value: object) -> object:
        match value:
            case Mapping():
                return {key: self._named(each) for key, each in value.items()}
            case list():
                return [self._named(each) for each in value]
            case str():
                return self._names.get(value, value)
            case _:
                return value

    @staticmethod
    def _release_of(task: Task) -> UUID:
        return db.session.scalars(select(Instance.release_id).where(Instance.id == task.instance_id)).one()

    def _task(self, action: Do) -> Task:
        own = (Task.case_id == self._case_id) | Task.instance_id.in_(self._others)
        conditions = [own, Task.status == TaskStatus.OPEN]
        if action.item is not None:
            conditions.append(Task.item == self._names.get(action.item, action.item))
        named = (Task.name == action.task) | (Task.element == action.task)
        task = db.session.scalars(select(Task).where(named, *conditions).order_by(Task.opened_at).limit(1)).first()
        if task is None:
            raise DemoError(f"“{action.task}” is not open when it is to be done.")
        return task

    def _person(self, action: Do, task: Task) -> Actor:
        """Return the demo person who does it: the one it is assigned to, else one of the role, of the case's team."""
        names = [name for name in (action.user, task.assignee) if name]
        team = db.session.get_one(Case, self._case_id).team
        of_role = [person for person in self._library.people if action.role in person.roles]
        names += [person.user for person in sorted(of_role, key=lambda person: person.team != team)]
        for name in names:
            actor = actor_named(name)
            if actor is not None:
                return actor
        return replace(self._system, name=action.role)

    def _settle(self) -> None:
        """Route messages and answer calls until nothing is left to do."""
        for _ in range(LONGEST):
            message = db.session.scalars(
                select(Message.id).where(Message.status == MessageStatus.PENDING, Message.routed_at.is_(None)).limit(1)
            ).first()
            if message is not None:
                route_message(message_id=message, clock=self._clock)
            elif not self._answer_one_call():
                db.session.rollback()
                return
        raise DemoError("One step is followed by too many others.")

    def _answer_one_call(self) -> bool:
        waiting = select(Outbox.id, Outbox.topic).where(
            Outbox.case_id == self._case_id,
            Outbox.status == OutboxStatus.PENDING,
            Outbox.next_attempt_at <= self._clock.now(),
        )
        found = db.session.execute(waiting.limit(1)).one_or_none()
        if found is None:
            return False
        return answer_call(found.id, found.topic, authority=self._library.authority, clock=self._clock)

    def _next_due(self) -> Instance | None:
        due = select(Instance).where(
            (Instance.case_id == self._case_id) | Instance.id.in_(self._others),
            Instance.status == InstanceState.RUNNING,
            Instance.next_due.is_not(None),
        )
        return db.session.scalars(
            due.order_by(Instance.next_due).limit(1).execution_options(populate_existing=True)
        ).first()

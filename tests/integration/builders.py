"""The test library, its people, and short ways to say what a test is about."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Scope, actor_named, system_actor
from service.clocks.clock import Clock, VirtualClock
from service.demo.library import DemoPerson
from service.library import read_directory
from service.models import Audit, Message, MessageStatus, Task, TaskStatus, db
from service.pathways.complete_task import CompletedTask, complete_task
from service.pathways.messages import route_message
from service.pathways.people import add_user
from service.pathways.publish_release import publish_release
from service.pathways.start_case import NewCase, NewFamily, NewPerson, StartedCase, start_case

LIBRARY = Path(__file__).parent / "library"
AUTHORITY = "test"
PASSWORD = "a long test password"

# user name: roles, teams
PEOPLE: dict[str, tuple[list[str], list[str]]] = {
    "door.one": (["front_door"], []),
    "worker.west": (["worker"], ["west"]),
    "worker.west.two": (["worker"], ["west"]),
    "worker.east": (["worker"], ["east"]),
    "manager.west": (["manager"], ["west"]),
    "manager.east": (["manager"], ["east"]),
    "director.one": (["director"], []),
    "admin.one": (["administrator"], []),
    "guest.one": ([], []),
}


def seed(clock: Clock) -> None:
    """Publish the test library and add its people."""
    files = read_directory(LIBRARY, AUTHORITY)
    publish_release(authority=AUTHORITY, files=files, actor=system_actor(), clock=clock)
    for name, (roles, teams) in PEOPLE.items():
        add_colleague(name, roles, clock, teams=teams)


def add_colleague(
    name: str,
    roles: Sequence[str],
    clock: Clock,
    *,
    teams: Sequence[str] = (),
    authority: str = AUTHORITY,
    called: str | None = None,
) -> None:
    """Somebody who signs in with `PASSWORD`; unless they are `called` otherwise, after their user name."""
    add_user(
        name=name,
        display_name=called or name.replace(".", " ").title(),
        password=PASSWORD,
        roles=roles,
        teams=teams,
        authority=authority,
        actor=system_actor(),
        clock=clock,
    )


def add_demo_people(people: Iterable[DemoPerson], authority: str, clock: Clock) -> None:
    for each in people:
        teams = (each.team,) if each.team else ()
        add_colleague(each.user, each.roles, clock, teams=teams, authority=authority, called=each.name)


def person(name: str) -> Actor:
    actor = actor_named(name)
    assert actor is not None
    return actor


def client(*scopes: Scope) -> Actor:
    return Actor(
        kind=ActorKind.CLIENT,
        id="client-one",
        name="client one",
        display_name="client one",
        authority=AUTHORITY,
        scopes=frozenset(scopes),
    )


def started(clock: Clock, *, family: str = "Test Family Ash", reference: str | None = None) -> StartedCase:
    """A case that waits for its triage."""
    return start_case(
        process="support",
        case=NewCase(family=NewFamily(name=family, reference=reference), people=(NewPerson(name="Child One"),)),
        answers={"reason": "Tired and alone"},
        actor=person("door.one"),
        clock=clock,
    )


def task_of(case_id: str | UUID, element: str) -> UUID:
    """The open task of that element on the case."""
    return db.session.scalars(
        select(Task.id).where(
            Task.case_id == UUID(str(case_id)), Task.element == element, Task.status == TaskStatus.OPEN
        )
    ).one()


def triaged(clock: Clock, **about: str) -> StartedCase:
    """A case that waits for the visit, with team west."""
    case = started(clock, **about)
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    return case


def visited(clock: Clock) -> StartedCase:
    """A case whose letter has to be posted."""
    case = triaged(clock)
    answers = {"visited_on": "2026-12-14", "note": "All is calm"}
    complete(case, "Task_Visit", answers, by="worker.west", clock=clock)
    return case


def planning(
    clock: Clock, *, family: str = "Test Family Elm", children: tuple[str, ...] = ("Child One",)
) -> StartedCase:
    """A case of team west that waits for a plan: a form of several pages, then attempts at a call."""
    return start_case(
        process="pages",
        case=NewCase(family=NewFamily(name=family), people=tuple(NewPerson(name=name) for name in children)),
        answers={"reason": "Tired and alone"},
        actor=person("door.one"),
        clock=clock,
    )


def planned(clock: Clock, **about: tuple[str, ...]) -> StartedCase:
    """A case of team west that waits for the first call."""
    case = planning(clock, **about)
    complete(case, "Task_Plan", {"aim": "Sleep", "paid": "no"}, by="worker.west", clock=clock)
    return case


def complete(case: StartedCase, element: str, answers: dict[str, object], *, by: str, clock: Clock) -> CompletedTask:
    return complete_task(task_id=task_of(case.case_id, element), answers=answers, actor=person(by), clock=clock)


def last_audit() -> Audit:
    """The entry of what was done last."""
    return db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()


def route_all(clock: Clock) -> None:
    """What the message jobs do after a commit."""
    pending = select(Message.id).where(Message.status == MessageStatus.PENDING)
    for message_id in db.session.scalars(pending).all():
        route_message(message_id=message_id, clock=clock)


def later(clock: VirtualClock, **span: float) -> None:
    clock.move_to(clock.now() + timedelta(**span))

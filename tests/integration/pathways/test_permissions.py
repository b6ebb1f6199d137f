"""Who sees what: one matrix, asked of lists, single objects and the conditions behind them."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import Actor, ActorKind, Scope, may_see_case, system_actor
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError, NotFoundError
from service.models import Case, Task, db
from service.pathways.assign_task import assign_task
from service.pathways.queries.cases import CaseFilter, get_case, list_cases
from service.pathways.queries.instances import InstanceFilter, get_instance, list_instances
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.tasks import TaskFilter, get_task, list_tasks
from service.pathways.restrict_case import restrict_case
from service.pathways.schedules import run_schedule
from service.pathways.start_case import StartedCase
from service.pathways.sweep import sweep
from tests.integration.builders import client, later, person, started, task_of, triaged

PAGE = PageRequest(limit=50)
READER = (Scope.CASES_READ, Scope.TASKS_READ, Scope.INSTANCES_READ)


def seen_by(actor: Actor) -> tuple[set[str], set[str], set[str]]:
    """References of the cases, elements of the tasks, and ids of the processes that the lists show."""
    cases = list_cases(actor=actor, filters=CaseFilter(), page=PAGE).items
    tasks = list_tasks(actor=actor, filters=TaskFilter(), page=PAGE).items
    instances = list_instances(actor=actor, filters=InstanceFilter(), page=PAGE).items
    return {case.reference for case in cases}, {task.element for task in tasks}, {str(one.id) for one in instances}


def visible(actor: Actor, case: StartedCase) -> bool:
    """Whether the lists show the case; single objects must agree."""
    references, _, instances = seen_by(actor)
    shown = case.reference in references
    task_id = db.session.scalars(select(Task.id).where(Task.case_id == UUID(case.case_id)).limit(1)).one()
    for read in (
        lambda: get_case(case_id=UUID(case.case_id), actor=actor),
        lambda: get_instance(instance_id=UUID(case.instance_id), actor=actor),
        lambda: get_task(task_id=task_id, actor=actor) if shown and actor.sees_everything else None,
    ):
        try:
            read()
        except NotFoundError:
            assert not shown
    assert may_see_case(actor, UUID(case.case_id)) == shown
    assert (case.instance_id in instances) == shown
    return shown


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("door.one", True),  # opened it
        ("worker.west", True),  # of its team
        ("manager.west", True),
        ("worker.east", False),
        ("manager.east", False),
        ("director.one", True),  # see_all_cases
        ("admin.one", True),  # operate
        ("guest.one", False),
    ],
)
def test_a_case_of_team_west_is_seen_by(rolled_back: Flask, clock: VirtualClock, name: str, sees: bool):
    case = triaged(clock)

    assert visible(person(name), case) is sees


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("worker.west", True),
        ("director.one", False),
        ("admin.one", False),
        ("manager.west", False),
        ("door.one", False),
    ],
)
def test_a_restricted_case_is_seen_only_by_people_named_on_it(
    rolled_back: Flask, clock: VirtualClock, name: str, sees: bool
):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id),
        people=["worker.west"],
        reason="Family of a colleague",
        actor=person("director.one"),
        clock=clock,
    )

    assert visible(person(name), case) is sees


def test_clients_never_see_a_restricted_case_and_the_system_always_does(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    assert visible(client(*READER), case)

    restrict_case(
        case_id=UUID(case.case_id),
        people=["worker.west"],
        reason="Family of a colleague",
        actor=person("director.one"),
        clock=clock,
    )

    assert not visible(client(*READER), case)
    assert visible(system_actor(), case)


def test_a_case_without_a_team_is_seen_by_those_who_have_a_task_on_it(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    db.session.execute(update(Case).values(opened_by="somebody.else"))
    db.session.commit()

    assert visible(person("door.one"), case)
    assert not visible(person("worker.west"), case)


def test_the_lead_sees_the_case_whatever_the_team(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    db.session.execute(update(Case).values(lead="worker.east"))
    db.session.commit()

    assert visible(person("worker.east"), case)


def test_an_assignment_opens_the_case_to_the_assignee(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    before = visible(person("worker.east"), case)

    assign_task(
        task_id=task_of(case.case_id, "Task_Visit"), assignee="worker.east", actor=person("director.one"), clock=clock
    )

    assert (before, visible(person("worker.east"), case)) == (False, True)


def test_another_authority_sees_nothing(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    stranger = Actor(
        kind=ActorKind.USER,
        id=str(uuid4()),
        name="worker.west",
        display_name="x",
        authority="elsewhere",
        roles=frozenset({"worker"}),
        teams=frozenset({"west"}),
        capabilities=person("director.one").capabilities,
    )

    assert not visible(stranger, case)
    assert not visible(system_actor(authority="elsewhere"), case)


def test_a_panel_is_seen_by_the_role_that_chairs_it(rolled_back: Flask, clock: VirtualClock):
    later(clock, days=8)
    (schedule_id,) = sweep(clock=clock).schedules
    run_schedule(schedule_id=UUID(schedule_id), clock=clock)

    elements = {name: seen_by(person(name))[1] for name in ("manager.west", "manager.east", "worker.west")}

    assert elements == {"manager.west": {"Task_Chair"}, "manager.east": {"Task_Chair"}, "worker.west": set()}


def test_tasks_are_shown_to_the_team_and_worked_on_by_the_role(rolled_back: Flask, clock: VirtualClock):
    visit = task_of(triaged(clock).case_id, "Task_Visit")

    may_work = {
        name: get_task(task_id=visit, actor=person(name)).may_work
        for name in ("worker.west", "manager.west", "director.one")
    }

    assert may_work == {"worker.west": True, "manager.west": False, "director.one": False}
    with pytest.raises(NotFoundError):
        get_task(task_id=visit, actor=person("worker.east"))


def test_a_token_reads_only_what_its_scopes_name(rolled_back: Flask, clock: VirtualClock):
    only_tasks = client(Scope.TASKS_READ)

    list_tasks(actor=only_tasks, filters=TaskFilter(), page=PAGE)
    with pytest.raises(NotAllowedError, match="cases:read"):
        list_cases(actor=only_tasks, filters=CaseFilter(), page=PAGE)
    with pytest.raises(NotAllowedError, match="instances:read"):
        list_instances(actor=only_tasks, filters=InstanceFilter(), page=PAGE)

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError
from service.library import read_directory
from service.models import Case, Person, PersonKind, User, db
from service.pathways.claim_task import claim_task
from service.pathways.publish_release import BUNDLE, publish_release
from service.pathways.queries.caseload import WorkerLoad, caseloads
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import NewCase, NewFamily, start_case
from tests.integration.builders import AUTHORITY, LIBRARY, later, person, started, task_of, triaged


def led(clock: VirtualClock, lead: str, **about: str) -> UUID:
    case_id = UUID(triaged(clock, **about).case_id)
    db.session.execute(update(Case).where(Case.id == case_id).values(lead=lead))
    return case_id


def load_of(name: str, *, reader: str, clock: VirtualClock) -> WorkerLoad:
    return next(load for load in caseloads(actor=person(reader), clock=clock) if load.user == name)


def test_a_caseload_counts_families_and_children_by_full_time_equivalent(rolled_back: Flask, clock: VirtualClock):
    led(clock, "worker.west")
    led(clock, "worker.west", family="Test Family Elm")
    db.session.execute(update(User).where(User.name == "worker.west").values(full_time_equivalent=Decimal("0.8")))

    load = load_of("worker.west", reader="manager.west", clock=clock)

    assert (load.families, load.children, load.per_full_time) == (2, 2, Decimal("2.5"))


def test_adults_and_children_who_left_are_not_counted(rolled_back: Flask, clock: VirtualClock):
    led(clock, "worker.west")
    db.session.execute(update(Person).values(kind=PersonKind.ADULT))

    assert load_of("worker.west", reader="manager.west", clock=clock).children == 0


def test_tasks_are_counted_and_those_overdue(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
    later(clock, days=30)

    load = load_of("worker.west", reader="manager.west", clock=clock)

    assert (load.open_tasks, load.overdue_tasks) == (1, 1)


def test_a_manager_sees_the_people_of_their_team_only(rolled_back: Flask, clock: VirtualClock):
    loads = caseloads(actor=person("manager.west"), clock=clock)

    assert {load.user for load in loads} == {"worker.west", "worker.west.two", "manager.west"}


def test_a_restricted_case_does_not_show_in_the_figures(rolled_back: Flask, clock: VirtualClock):
    case_id = led(clock, "worker.west")
    director = person("director.one")
    restrict_case(case_id=case_id, people=["worker.west"], reason="Known to us", actor=director, clock=clock)

    load = load_of("worker.west", reader="manager.west", clock=clock)

    assert (load.families, load.children, load.open_tasks) == (0, 0, 0)


def test_a_lead_without_an_account_stands_beside_the_workers(rolled_back: Flask, clock: VirtualClock):
    led(clock, "School nurse")

    load = load_of("School nurse", reader="manager.west", clock=clock)

    assert (load.account, load.families, load.per_full_time) == (False, 1, None)


def test_caseloads_are_not_for_workers(rolled_back: Flask, clock: VirtualClock):
    started(clock)

    with pytest.raises(NotAllowedError):
        caseloads(actor=person("worker.west"), clock=clock)


def test_supervision_is_due_by_what_the_release_says(rolled_back: Flask, clock: VirtualClock):
    supervised(clock, "worker.west")

    supervision = load_of("worker.west", reader="manager.west", clock=clock).supervision

    assert supervision is not None
    assert (supervision.label, supervision.due_at) == ("Triage the referral", datetime(2026, 12, 15, 17, tzinfo=UTC))
    assert load_of("worker.west.two", reader="manager.west", clock=clock).supervision is None


def supervised(clock: VirtualClock, worker: str) -> None:
    """Publish a library in which the start form's reason names a worker, and start it for one."""
    files = dict(read_directory(LIBRARY, AUTHORITY))
    kind = b'<camunda:property name="kind" value="case"/>'
    diagram = files["processes/test/support.bpmn"]
    files["processes/test/support.bpmn"] = diagram.replace(
        kind, kind + b'<camunda:property name="supervises" value="reason"/>', 1
    )
    publish_release(authority=AUTHORITY, files=files, actor=BUNDLE, clock=clock)
    start_case(
        process="support",
        case=NewCase(family=NewFamily(name="Test Family Ash")),
        answers={"reason": worker},
        actor=person("door.one"),
        clock=clock,
    )

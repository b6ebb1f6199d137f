from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.clocks.clock import VirtualClock
from service.errors import ConflictError, InvalidInputError
from service.models import Case, Record, db
from service.pathways.complete_task import complete_task
from service.pathways.idempotency import Idempotency
from service.pathways.people import change_user
from service.pathways.save_draft import save_draft
from service.pathways.start_case import NewCase, NewFamily, start_case
from tests.integration.builders import later, person, task_of, triaged

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}
KEY = Idempotency(key="k-1", fingerprint="complete 1")


def test_a_repeated_completion_gets_the_same_answer_and_does_nothing(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    about = {"task_id": task_of(case.case_id, "Task_Visit"), "answers": VISIT, "actor": person("worker.west")}
    first = complete_task(**about, clock=clock, idempotency=KEY)
    later(clock, hours=1)

    second = complete_task(**about, clock=clock, idempotency=KEY)

    assert second == first
    records = select(func.count()).select_from(Record).where(Record.form == "visit")
    assert db.session.scalar(records) == 1


def test_a_key_that_was_used_for_something_else_is_refused(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    about = {"task_id": task_of(case.case_id, "Task_Visit"), "answers": VISIT, "actor": person("worker.west")}
    complete_task(**about, clock=clock, idempotency=KEY)

    with pytest.raises(ConflictError, match="another request"):
        complete_task(**about, clock=clock, idempotency=Idempotency(key="k-1", fingerprint="complete 2"))


def test_a_key_that_was_used_for_another_use_case_is_refused(rolled_back: Flask, clock: VirtualClock):
    about = {"task_id": task_of(triaged(clock).case_id, "Task_Visit"), "answers": VISIT, "actor": person("worker.west")}
    save_draft(**about, version=0, clock=clock, idempotency=KEY)

    with pytest.raises(ConflictError, match="another request"):
        complete_task(**about, clock=clock, idempotency=KEY)


def test_a_key_belongs_to_the_one_who_sends_it(rolled_back: Flask, clock: VirtualClock):
    def start(name: str) -> str:
        made = start_case(
            process="support",
            case=NewCase(family=NewFamily(name="Test Family Ash")),
            answers={"reason": "Alone"},
            actor=person(name),
            clock=clock,
            idempotency=KEY,
        )
        return made.reference

    change_user(name="guest.one", roles=["front_door"], actor=person("admin.one"), clock=clock)

    assert start("door.one") != start("guest.one")
    assert start("door.one") == "TST-2026-00001"


def test_a_request_that_failed_can_be_sent_again_under_its_key(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    about = {"task_id": task_of(case.case_id, "Task_Visit"), "actor": person("worker.west"), "clock": clock}
    with pytest.raises(InvalidInputError):
        complete_task(answers={}, **about, idempotency=KEY)

    done = complete_task(answers=VISIT, **about, idempotency=KEY)

    assert done.completed_by == "worker.west"
    assert db.session.get(Case, UUID(case.case_id)) is not None

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from service.clocks.clock import VirtualClock
from service.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
    TaskAlreadyCompletedError,
)
from service.models import (
    Audit,
    Case,
    CaseEvent,
    Deadline,
    DeadlineStatus,
    History,
    Instance,
    Outbox,
    Record,
    RecordVersion,
    Task,
    TaskStatus,
    Timer,
    db,
)
from service.pathways.claim_task import claim_task
from service.pathways.complete_task import complete_task
from tests.integration.builders import complete, later, person, started, task_of, triaged

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}


def test_completing_a_task_opens_the_next_for_the_right_role(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)

    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)

    task = db.session.get(Task, task_of(case.case_id, "Task_Visit"))
    assert task is not None
    assert task.groups == ["worker"]
    assert task.prefill == {"reason": "Tired and alone"}
    assert task.due_at is not None
    assert task.due_at.date().isoformat() == "2026-12-21"


def test_completing_a_task_keeps_the_answers_as_a_record(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    done = complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)

    record = db.session.get(Record, UUID(str(done.record_id)))
    version = db.session.get(RecordVersion, (UUID(str(done.record_id)), 1))
    assert record is not None
    assert version is not None
    assert (record.form, record.created_by, record.version) == ("visit", "worker.west", 1)
    assert version.answers == VISIT


def test_completing_a_task_moves_the_case_its_deadlines_and_events(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    later(clock, hours=2)

    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)

    row = db.session.get(Case, UUID(case.case_id), populate_existing=True)
    deadlines = dict(db.session.execute(select(Deadline.key, Deadline.status)).all())
    events = set(db.session.scalars(select(CaseEvent.name)))
    assert row is not None
    assert (row.team, row.stage, row.status, row.revision) == ("west", "Visit", "open", 3)
    assert deadlines == {"triage": DeadlineStatus.MET, "visit": DeadlineStatus.RUNNING}
    assert events == {"referred", "triaged"}


def test_completing_a_task_arms_timers_writes_history_and_audit(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)

    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)

    instance = db.session.get(Instance, UUID(case.instance_id), populate_existing=True)
    timer = db.session.scalars(select(Timer)).one()
    entry = db.session.scalars(
        select(History).where(History.element == "Task_Triage", History.state == "completed")
    ).one()
    actions = list(db.session.scalars(select(Audit.action).where(Audit.stream == f"case:{case.case_id}")))
    assert instance is not None
    assert instance.next_due == timer.due_at
    assert entry.actor == "door.one"
    assert actions == ["start case", "complete task"]


def test_completing_the_visit_puts_the_letter_into_the_outbox(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)

    call = db.session.scalars(select(Outbox)).one()
    assert (call.topic, call.parameters, call.max_attempts) == ("letter.post", {"text": "All is calm"}, 2)
    assert db.session.scalar(select(func.count()).select_from(Timer)) == 0


def test_a_second_completion_says_who_did_it_and_when(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")
    complete_task(task_id=task_id, answers=VISIT, actor=person("worker.west"), clock=clock)
    first_at = clock.now()
    later(clock, hours=1)

    with pytest.raises(TaskAlreadyCompletedError) as refused:
        complete_task(task_id=task_id, answers=VISIT, actor=person("worker.west.two"), clock=clock)

    assert (refused.value.by, refused.value.at) == ("worker.west", first_at)


def test_answers_that_break_the_form_change_nothing(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")
    before = db.session.scalars(select(Instance.revision)).one()

    with pytest.raises(InvalidInputError) as refused:
        complete_task(task_id=task_id, answers={"note": "x"}, actor=person("worker.west"), clock=clock)

    assert set(refused.value.errors) == {"visited_on"}
    assert db.session.scalars(select(Instance.revision)).one() == before
    assert db.session.scalars(select(Task.status).where(Task.id == task_id)).one() is TaskStatus.OPEN


def test_an_answer_that_nobody_asked_for_is_refused(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    with pytest.raises(InvalidInputError) as refused:
        complete(case, "Task_Visit", {**VISIT, "accepted": "no"}, by="worker.west", clock=clock)

    assert set(refused.value.errors) == {"accepted"}


def test_a_task_of_another_team_is_not_there(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")

    with pytest.raises(NotFoundError):
        complete_task(task_id=task_id, answers=VISIT, actor=person("worker.east"), clock=clock)


def test_a_task_that_does_not_exist_is_not_found(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotFoundError):
        complete_task(task_id=uuid4(), answers={}, actor=person("worker.west"), clock=clock)


def test_a_task_assigned_to_somebody_else_is_refused(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=task_id, actor=person("worker.west.two"), clock=clock)

    with pytest.raises(NotAllowedError, match=r"assigned to worker\.west\.two"):
        complete_task(task_id=task_id, answers=VISIT, actor=person("worker.west"), clock=clock)


def test_somebody_who_sees_the_task_without_the_role_may_not_complete_it(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")

    with pytest.raises(NotAllowedError, match="not offered"):
        complete_task(task_id=task_id, answers=VISIT, actor=person("director.one"), clock=clock)


def test_a_stale_revision_is_refused(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=task_id, actor=person("worker.west"), clock=clock)

    with pytest.raises(StaleVersionError):
        complete_task(task_id=task_id, answers=VISIT, actor=person("worker.west"), clock=clock, if_revision=1)


def test_a_completion_costs_few_statements(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    task_id, door = task_of(case.case_id, "Task_Triage"), person("door.one")
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            statements.append(statement)

    connection = db.session.connection().engine
    event.listen(connection, "before_cursor_execute", count)
    complete_task(task_id=task_id, answers={"accepted": "yes"}, actor=door, clock=clock)
    event.remove(connection, "before_cursor_execute", count)

    assert len(statements) <= 16, "\n".join(statements)

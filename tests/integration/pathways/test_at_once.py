"""Two at once where the database has a rule of its own: nobody is shown an error of the database."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from service.access import Actor, system_actor, verify_stream
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, PathwaysError, StaleVersionError
from service.models import Audit, Case, CaseAccess, Family, Message, MessageStatus, Task, User, db
from service.pathways.complete_task import complete_task
from service.pathways.correct_record import correct_record
from service.pathways.messages import route_message
from service.pathways.people import add_user, change_user
from service.pathways.raise_concern import raise_concern
from service.pathways.restrict_case import restrict_case
from service.pathways.save_draft import save_draft
from tests.integration.builders import person, started, task_of, triaged
from tests.integration.pathways.test_concurrency import VISIT, at_once

MANY = 6


def test_of_two_accounts_of_one_name_one_is_made(committed: Flask, clock: VirtualClock):
    def add() -> object:
        return add_user(
            name="new.one", display_name="New", password="a long password", roles=["worker"], authority="test",
            actor=system_actor(), clock=clock,
        )  # fmt: skip

    outcomes = at_once(committed, *[add] * MANY)

    refused = [outcome for outcome in outcomes if isinstance(outcome, InvalidInputError)]
    assert len(refused) == MANY - 1, outcomes
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(User).where(User.name == "new.one")) == 1


def test_two_cases_of_a_family_that_was_unknown_are_episodes_of_one_family(committed: Flask, clock: VirtualClock):
    outcomes = at_once(committed, *[lambda: started(clock, reference="MOSAIC-77")] * MANY)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(Family)) == 1
        assert sorted(db.session.scalars(select(Case.episode))) == list(range(1, MANY + 1))


def test_of_two_who_restrict_what_they_read_one_is_told_that_it_changed(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        case_id = UUID(triaged(clock).case_id)
        director = person("director.one")
        revision = db.session.scalars(select(Case.revision).where(Case.id == case_id)).one()

    def naming(name: str) -> Callable[[], object]:
        return lambda: restrict_case(
            case_id=case_id, people=[name, "director.one"], reason="Colleague", if_revision=revision,
            actor=director, clock=clock,
        )  # fmt: skip

    outcomes = at_once(committed, *[naming(f"worker.{team}") for team in ("west", "east", "west.two")])

    assert sum(isinstance(outcome, StaleVersionError) for outcome in outcomes) == 2, outcomes
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(CaseAccess)) == 2


def test_of_two_who_save_a_draft_one_is_told_that_it_changed(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        task_id = task_of(triaged(clock).case_id, "Task_Visit")
        worker = person("worker.west")

    outcomes = at_once(
        committed,
        *[lambda: save_draft(task_id=task_id, answers={"note": "x"}, version=0, actor=worker, clock=clock)] * MANY,
    )

    assert sum(isinstance(outcome, StaleVersionError) for outcome in outcomes) == MANY - 1, outcomes


def test_of_two_who_correct_a_record_one_is_told_that_it_changed(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        case = triaged(clock)
        done = complete_task(
            task_id=task_of(case.case_id, "Task_Visit"), answers=VISIT, actor=person("worker.west"), clock=clock
        )
        worker = person("worker.west")
    record_id = UUID(str(done.record_id))

    outcomes = at_once(
        committed,
        *[
            lambda: correct_record(
                record_id=record_id, answers=VISIT, reason="Typo", version=1, actor=worker, clock=clock
            )
        ]
        * MANY,
    )

    assert sum(isinstance(outcome, StaleVersionError) for outcome in outcomes) == MANY - 1, outcomes


def test_concerns_messages_and_completions_of_one_case_cross_without_an_error(committed: Flask, clock: VirtualClock):
    """Instances, deadlines and the audit chain of one case are locked by all of them."""
    with committed.app_context():
        case = triaged(clock)
        case_id, worker = UUID(case.case_id), person("worker.west")
        task_id = task_of(case.case_id, "Task_Visit")
        raise_concern(case_id=case_id, concern="Before", actor=worker, clock=clock)
        manager = person("manager.west")
        answer_id = task_of(case.case_id, "Task_Answer")

    def concern() -> object:
        return raise_concern(case_id=case_id, concern="A bruise", actor=worker, clock=clock)

    outcomes = at_once(
        committed,
        concern,
        concern,
        lambda: complete_task(task_id=task_id, answers=VISIT, actor=worker, clock=clock),
        lambda: complete_task(task_id=answer_id, answers={}, actor=manager, clock=clock),
        concern,
    )

    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, PathwaysError)], outcomes
    with committed.app_context():
        open_answers = (
            select(func.count()).select_from(Task).where(Task.element == "Task_Answer", Task.status == "open")
        )
        assert db.session.scalar(open_answers) >= 3
        assert verify_stream(f"case:{case_id}").intact
        pending = db.session.scalars(select(Message.id).where(Message.status == MessageStatus.PENDING)).all()
        for message_id in pending:
            route_message(message_id=message_id, clock=clock)


def test_an_account_that_is_closed_while_its_owner_completes_a_task_is_closed(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        task_id = task_of(triaged(clock).case_id, "Task_Visit")
        worker: Actor = person("worker.west")

    outcomes = at_once(
        committed,
        lambda: complete_task(task_id=task_id, answers=VISIT, actor=worker, clock=clock),
        lambda: change_user(name="worker.west", active=False, actor=system_actor(), clock=clock),
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    with committed.app_context():
        assert not db.session.scalars(select(User.active).where(User.name == "worker.west")).one()
        assert db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "change person")) == 1

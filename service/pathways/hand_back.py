"""Giving back what somebody can no longer do, so that it waits for others and is not lost."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from service.access import Actor
from service.clocks.clock import Clock
from service.models import Case, Task, TaskStatus, db
from service.pathways.notify import tasks_handed_back
from service.pathways.standing import audit


def hand_back_everything(name: str, *, actor: Actor, clock: Clock) -> None:
    """For an account that is closed: its tasks go back to their roles, and its cases wait for another lead."""
    tasks = _released(Task.assignee == name)
    tasks_handed_back([task_id for task_id, _, _ in tasks], by=name, now=clock.now())
    led = select(Case).where(Case.lead == name, Case.closed_at.is_(None)).order_by(Case.id)
    for case in db.session.scalars(led.with_for_update(key_share=True).execution_options(populate_existing=True)).all():
        case.lead = None
        case.revision += 1
        _note(case.id, case.authority, {"lead": name}, actor=actor, clock=clock)
    for task_id, case_id, authority in tasks:
        _note(case_id, authority, {"from": name, "task": str(task_id)}, actor=actor, clock=clock)


def hand_back_on(case: Case, *, unless: Sequence[str]) -> dict[str, object]:
    """For a case, locked, that only some may know of from now on: nobody else keeps a task on it or leads it.

    Returns what was handed back, for the audit entry.
    """
    tasks = _released((Task.case_id == case.id) & Task.assignee.not_in(unless))
    lead = case.lead
    if lead is not None and lead not in unless:
        case.lead = None
    return {"tasks": [str(task_id) for task_id, _, _ in tasks], "lead": None if case.lead == lead else lead}


def _released(condition: ColumnElement[bool]) -> list[tuple[UUID, UUID | None, str]]:
    """Open tasks that a role is offered as well; what only that person could do stays visible as theirs."""
    rows = db.session.execute(
        update(Task)
        .where(Task.status == TaskStatus.OPEN, func.cardinality(Task.groups) > 0, condition)
        .values(assignee=None, revision=Task.revision + 1)
        .returning(Task.id, Task.case_id, Task.authority)
        .execution_options(synchronize_session=False)
    )
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: row[0])


def _note(case_id: UUID | None, authority: str, details: dict[str, object], *, actor: Actor, clock: Clock) -> None:
    audit(actor, "hand back", "closed account", at=clock.now(), case_id=case_id, authority=authority, details=details)

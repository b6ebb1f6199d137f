"""Deadlines that begin and end, and the case itself.

A deadline belongs to the case: an event recorded by one process may end a deadline that another one started.  It is
cancelled only by the process that started it, or when the case closes and nothing runs on it any more.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.engine.step import CaseUpdate, DeadlineEnded, DeadlineStarted, Ending, InstanceStatus, Step
from service.errors import InvalidInputError
from service.models import Case, Deadline, DeadlineStatus, Instance, InstanceState, Team, db, table_of
from service.pathways.writing.context import Writing

CLOSED = "closed"
OPEN = Deadline.ended_at.is_(None)


def write_standards(writing: Writing, step: Step) -> None:
    for change in step.deadlines:
        if isinstance(change, DeadlineStarted):
            _start(writing, change)
        else:
            _end(writing, change)
    if writing.case is not None:
        _update_case(writing, writing.case, step.case)
        _close_down(writing, writing.case, step)
    elif step.status is not InstanceStatus.RUNNING:
        _cancel(Deadline.instance_id == writing.instance.id, at=writing.now)


def _start(writing: Writing, started: DeadlineStarted) -> None:
    # a running deadline with the same key and base is not started twice
    db.session.execute(insert(table_of(Deadline)).values(_deadline(writing, started)).on_conflict_do_nothing())


def _deadline(writing: Writing, started: DeadlineStarted) -> dict[str, object]:
    rule = writing.composed.release.deadlines[started.key]
    return {
        "id": uuid4(),
        "authority": writing.authority,
        "case_id": writing.case_id,
        "instance_id": writing.instance.id,
        "key": started.key,
        "label": rule.label,
        "rule": rule.rule or None,
        "enforcement": str(rule.enforcement),
        "element": started.element,
        "base_at": started.base_at,
        "due_at": started.due_at,
        "breach_at": started.breach_at,
        "status": DeadlineStatus.RUNNING,
    }


def _end(writing: Writing, ended: DeadlineEnded) -> None:
    if ended.ending is Ending.CANCELLED:
        of_instance = Deadline.instance_id == writing.instance.id
        _cancel(of_instance, Deadline.key == ended.key, at=ended.at)
        return
    # clock hours are met up to and including the last moment
    late = (Deadline.due_at < ended.at) & (Deadline.breach_at <= ended.at)
    db.session.execute(
        update(table_of(Deadline))
        .where(own_deadlines(writing), Deadline.key == ended.key, OPEN)
        .values(
            status=case((late, DeadlineStatus.MET_LATE.value), else_=DeadlineStatus.MET.value),
            # a visit is dated by the day, which begins before the hour of what it counts from
            ended_at=func.greatest(Deadline.base_at, ended.at),
            breached_at=case((late, func.coalesce(Deadline.breached_at, Deadline.breach_at))),
        )
    )


def _update_case(writing: Writing, row: Case, change: CaseUpdate) -> None:
    fields = ("stage", "status", "outcome", "team", "lead", "consent")
    values = {name: getattr(change, name) for name in fields if getattr(change, name) is not None}
    if not values:
        return
    if values.get("team", row.team) not in {row.team, *writing.composed.authority.teams}:
        raise unknown_team(values["team"])
    if values.get("lead") == "":  # nobody leads it any more
        values["lead"] = None
    if "status" in values:
        values["closed_at"] = (row.closed_at or writing.now) if values["status"] == CLOSED else None
    db.session.execute(update(table_of(Case)).where(Case.id == row.id).values(**values, revision=Case.revision + 1))


def require_team(authority: str, team: str) -> None:
    """:raises InvalidInputError: the authority has no such team."""
    if db.session.get(Team, (authority, team)) is None:
        raise unknown_team(team)


def unknown_team(team: str) -> InvalidInputError:
    return InvalidInputError({"team": [f"There is no team “{team}”."]})


def _close_down(writing: Writing, row: Case, step: Step) -> None:
    """Cancel what runs on a closed case, except for processes that still run on it (monitoring)."""
    closed = (step.case.status or row.status) == CLOSED
    news = step.case.status == CLOSED or step.status is not InstanceStatus.RUNNING
    if not (closed and news):
        return
    alive = select(Instance.id).where(
        Instance.case_id == row.id, Instance.status.in_((InstanceState.RUNNING, InstanceState.SUSPENDED))
    )
    _cancel(Deadline.case_id == row.id, Deadline.instance_id.not_in(alive), at=writing.now)


def _cancel(*conditions: ColumnElement[bool], at: datetime) -> None:
    """End what no longer applies; a breach stays on record, also one that nobody noticed yet."""
    missed = Deadline.breach_at <= at
    db.session.execute(
        update(table_of(Deadline))
        .where(OPEN, *conditions)
        .values(
            status=case((missed, DeadlineStatus.BREACHED.value), else_=DeadlineStatus.CANCELLED.value),
            ended_at=func.greatest(Deadline.base_at, at),
            breached_at=case((missed, func.coalesce(Deadline.breached_at, Deadline.breach_at))),
        )
    )


def own_deadlines(writing: Writing) -> ColumnElement[bool]:
    if writing.case_id is None:
        return Deadline.instance_id == writing.instance.id
    return Deadline.case_id == writing.case_id

"""What became of the urgent concerns that were raised on a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from service.access import Actor, Scope, require_scope, visible_cases
from service.errors import NotFoundError
from service.models import Case, Instance, Outbox, OutboxStatus, Task, TaskStatus, db
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed

CONCERN = "concern"  # the kind of process that answers urgent concerns


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something that was sent.  `channel`: its topic, such as mail.send; `sent_at` None: on its way."""

    name: str
    channel: str
    status: OutboxStatus
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody has to do about it.  `assignee` and `completed_by`: as they are called."""

    task_id: UUID
    name: str
    groups: tuple[str, ...]
    assignee: str | None
    status: TaskStatus
    due_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    completed_by: str | None


@dataclass(frozen=True, kw_only=True)
class ConcernState:
    """All that was done about the concerns on a case, in order; `open`: somebody has still to act."""

    case_id: UUID
    reference: str
    alerts: tuple[Alert, ...]
    answers: tuple[Answer, ...]

    @property
    def open(self) -> bool:
        return any(answer.status is TaskStatus.OPEN for answer in self.answers)


def concern_state(*, case_id: UUID, actor: Actor) -> ConcernState:
    """Alerts and tasks of the case's concerns.

    :raises NotFoundError: there is no case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    case = db.session.scalar(select(Case).where(Case.id == case_id, visible_cases(actor)))
    if case is None:
        raise NotFoundError("case", case_id)
    processes = _concern_processes(case_id)
    return ConcernState(
        case_id=case_id,
        reference=case.reference,
        alerts=_alerts(case_id, processes),
        answers=_answers(case_id, processes),
    )


def _concern_processes(case_id: UUID) -> frozenset[str]:
    """Ids of the processes that answer concerns, in the releases that the case runs on."""
    releases = db.session.scalars(select(Instance.release_id).where(Instance.case_id == case_id).distinct())
    return frozenset(
        process.id
        for release_id in releases
        for process in composed(release_id).release.processes.values()
        if process.kind == CONCERN
    )


def _alerts(case_id: UUID, processes: frozenset[str]) -> tuple[Alert, ...]:
    wanted = and_(Outbox.case_id == case_id, Outbox.process.in_(processes))
    rows = db.session.scalars(select(Outbox).where(wanted).order_by(Outbox.created_at, Outbox.id))
    return tuple(Alert(name=row.name, channel=row.topic, status=row.status, sent_at=row.done_at) for row in rows)


def _answers(case_id: UUID, processes: frozenset[str]) -> tuple[Answer, ...]:
    wanted = and_(Task.case_id == case_id, Task.process.in_(processes))
    rows = db.session.scalars(select(Task).where(wanted).order_by(Task.opened_at, Task.id)).all()
    names = user_names(name for row in rows for name in (row.assignee, row.completed_by))
    return tuple(
        Answer(
            task_id=row.id,
            name=row.name,
            groups=tuple(row.groups),
            assignee=names.get(row.assignee or "", row.assignee),
            status=row.status,
            due_at=row.due_at,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            completed_by=names.get(row.completed_by or "", row.completed_by),
        )
        for row in rows
    )

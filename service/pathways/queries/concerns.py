"""What became of the urgent concerns that were raised on a case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from sqlalchemy import and_, select

from service.access import Actor, Scope, require_scope, visible_cases, visible_tasks
from service.engine.release import ProcessInfo
from service.errors import NotFoundError
from service.models import Case, Instance, Notification, Outbox, OutboxStatus, Task, TaskStatus, User, db
from service.pathways.mails import TOPIC as MAIL_TOPIC
from service.pathways.queries.story_parts import NOTE_TOPIC
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed

CONCERN = "concern"  # the kind of process that answers urgent concerns


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """An address, the names of those whose account has it, and the role (its id) whose mailbox it is."""

    address: str
    names: tuple[str, ...]
    role: str | None


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something that was sent.  `channel`: its topic, such as mail.send; `sent_at` None: on its way."""

    name: str
    channel: str
    receivers: tuple[Receiver, ...]
    status: OutboxStatus
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Somebody who was told on the page of their notifications; `mailed_at` None: not by mail as well."""

    name: str
    at: datetime
    mailed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody has to do about it.  `assignee` and `completed_by`: as they are called.

    `open_to_reader`: whether who asks may open the task.
    """

    task_id: UUID
    open_to_reader: bool
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
    notices: tuple[Notice, ...]
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
    processes = frozenset(process.id for process in processes_of(case_id) if process.kind == CONCERN)
    answers = _answers(case_id, processes, actor)
    return ConcernState(
        case_id=case_id,
        reference=case.reference,
        alerts=_alerts(case_id, processes),
        notices=_notices([answer.task_id for answer in answers]),
        answers=answers,
    )


def processes_of(case_id: UUID) -> tuple[ProcessInfo, ...]:
    """The processes of the releases that the case runs on."""
    releases = db.session.scalars(select(Instance.release_id).where(Instance.case_id == case_id).distinct())
    return tuple(process for release_id in releases for process in composed(release_id).release.processes.values())


def _alerts(case_id: UUID, processes: frozenset[str]) -> tuple[Alert, ...]:
    """What was sent to somebody: a note on the record tells nobody."""
    wanted = and_(Outbox.case_id == case_id, Outbox.process.in_(processes), Outbox.topic != NOTE_TOPIC)
    rows = db.session.scalars(select(Outbox).where(wanted).order_by(Outbox.created_at, Outbox.id)).all()
    accounts = _accounts(address for row in rows for address in _listed(row.parameters.get("to")))
    return tuple(
        Alert(
            name=row.name,
            channel=row.topic,
            receivers=_receivers(row, accounts),
            status=row.status,
            sent_at=row.done_at,
        )
        for row in rows
    )


def _receivers(row: Outbox, accounts: Mapping[str, list[str]]) -> tuple[Receiver, ...]:
    """By the addresses, which the `roles` stand beside where the diagram names them; those of letters are words."""
    if row.topic != MAIL_TOPIC and "roles" not in row.parameters:
        return ()
    pairs = zip_longest(_listed(row.parameters.get("to")), _listed(row.parameters.get("roles")))
    return tuple(
        Receiver(address=address, names=tuple(accounts.get(address, ())), role=role)
        for address, role in pairs
        if address
    )


def _listed(given: object) -> list[str]:
    found = given if isinstance(given, list) else [given]
    return [each for each in found if isinstance(each, str)]


def _accounts(addresses: Iterable[str]) -> Mapping[str, list[str]]:
    """Names of people by their address; a mailbox may have several."""
    found: dict[str, list[str]] = {}
    wanted = select(User.email, User.display_name).where(User.email.in_(set(addresses)), User.active)
    for row in db.session.execute(wanted.order_by(User.display_name)):
        found.setdefault(row.email, []).append(row.display_name)
    return found


def _notices(task_ids: Sequence[UUID]) -> tuple[Notice, ...]:
    rows = db.session.execute(
        select(User.display_name, Notification.created_at, Notification.sent_at)
        .join(User, User.name == Notification.user_name)
        .where(Notification.task_id.in_(task_ids))
        .order_by(Notification.created_at, User.display_name)
    )
    return tuple(Notice(name=row.display_name, at=row.created_at, mailed_at=row.sent_at) for row in rows)


def _answers(case_id: UUID, processes: frozenset[str], actor: Actor) -> tuple[Answer, ...]:
    wanted = and_(Task.case_id == case_id, Task.process.in_(processes))
    found = select(Task, visible_tasks(actor).label("visible")).join(Case, Case.id == Task.case_id).where(wanted)
    visible = {row.Task: row.visible for row in db.session.execute(found.order_by(Task.opened_at, Task.id))}
    names = user_names(name for row in visible for name in (row.assignee, row.completed_by))
    return tuple(
        Answer(
            task_id=row.id,
            open_to_reader=seen,
            name=row.name,
            groups=tuple(row.groups),
            assignee=names.get(row.assignee or "", row.assignee),
            status=row.status,
            due_at=row.due_at,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            completed_by=names.get(row.completed_by or "", row.completed_by),
        )
        for row, seen in visible.items()
    )

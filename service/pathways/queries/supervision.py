"""When each worker's supervision is due.

A process says with its property `supervises` which answer of its start form names the worker; the standards that run on
it say when.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.library import Composed
from service.models import Deadline, Instance, InstanceState, Record, RecordVersion, Task, TaskStatus, db
from service.pathways.queries.paging import AnySelect
from service.pathways.releases import current_release

SUPERVISES = "supervises"


@dataclass(frozen=True, kw_only=True)
class Supervision:
    """The next standard of a worker's supervision; `task_id`: of the step that waits for somebody, if any."""

    due_at: datetime
    label: str
    task_id: UUID | None


def supervisions(authority: str) -> Mapping[str, Supervision]:
    """The most urgent supervision of each worker, by what the start form names them, in small letters."""
    found: dict[str, Supervision] = {}
    for process, answer in _kinds(current_release(authority).composed):
        for row in db.session.execute(_running(authority, process, answer)):
            supervision = Supervision(due_at=row.due_at, label=row.label, task_id=row.task_id)
            worker = str(row.worker or "").strip().casefold()
            if worker and (worker not in found or found[worker].due_at > supervision.due_at):
                found[worker] = supervision
    return found


def _kinds(composed: Composed) -> Iterator[tuple[str, str]]:
    for process in composed.release.processes.values():
        if SUPERVISES in process.properties:
            yield process.id, process.properties[SUPERVISES]


def _running(authority: str, process: str, answer: str) -> AnySelect:
    waiting = (
        select(Task.id)
        .where(Task.instance_id == Instance.id, Task.status == TaskStatus.OPEN)
        .order_by(Task.opened_at)
        .limit(1)
        .correlate(Instance)
        .scalar_subquery()
    )
    return (
        select(RecordVersion.answers[answer].astext.label("worker"), Deadline.due_at, Deadline.label)
        .add_columns(waiting.label("task_id"))
        .select_from(Instance)
        .join(Record, (Record.instance_id == Instance.id) & Record.task_id.is_(None))
        .join(RecordVersion, (RecordVersion.record_id == Record.id) & (RecordVersion.version == Record.version))
        .join(Deadline, (Deadline.instance_id == Instance.id) & Deadline.ended_at.is_(None))
        .where(Instance.authority == authority, Instance.process == process, Instance.status == InstanceState.RUNNING)
        .order_by(Deadline.due_at)
    )

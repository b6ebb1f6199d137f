"""Files that the answers of a task may refer to."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from service.models import Document, Task, db


@dataclass(frozen=True, kw_only=True)
class TaskFile:
    id: UUID
    file_name: str
    size: int  # bytes


def files_of(task: Task) -> tuple[TaskFile, ...]:
    """Those of the task itself and of its case.  The caller may see the task."""
    mine = Document.task_id == task.id
    there = mine if task.case_id is None else or_(mine, Document.case_id == task.case_id)
    rows = db.session.execute(
        select(Document.id, Document.file_name, Document.size)
        .where(there, Document.removed_at.is_(None))
        .order_by(Document.created_at)
    )
    return tuple(TaskFile(id=row.id, file_name=row.file_name, size=row.size) for row in rows)

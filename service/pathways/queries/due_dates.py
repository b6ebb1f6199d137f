"""Why tasks are due: the standard, what it counts from, its rule, and why it was missed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from service.models import Deadline, DeadlineStatus, Instance, OverdueReason, Task, db
from service.pathways.queries.paging import AnyRow
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class WhyDue:
    """`counts_from`: the event in words, which happened at `counted_at`.  `reason`: why it was missed, once said."""

    deadline_id: UUID
    label: str
    counts_from: str | None
    counted_at: datetime
    due_at: datetime
    rule: str | None
    rule_text: str | None
    missed: bool
    reason: str | None
    note: str | None


def why_due(tasks: Sequence[Task]) -> Mapping[UUID, WhyDue]:
    """The standard behind each task's due date, by the task's id, where there is one.  The caller may see the tasks."""
    dated = [task for task in tasks if task.due_at is not None]
    if not dated:
        return {}
    rows = _standards(dated)
    found = {task.id: _best(task, (row for row in rows if _same_place(task, row.Deadline))) for task in dated}
    return {task_id: _why(row) for task_id, row in found.items() if row is not None}


def _standards(tasks: Iterable[Task]) -> Sequence[AnyRow]:
    cases = {task.case_id for task in tasks if task.case_id is not None}
    instances = {task.instance_id for task in tasks if task.case_id is None}
    place = or_(Deadline.case_id.in_(cases), and_(Deadline.case_id.is_(None), Deadline.instance_id.in_(instances)))
    statement = (
        select(Deadline, OverdueReason.reason, OverdueReason.note, Instance.release_id)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(OverdueReason, OverdueReason.deadline_id == Deadline.id)
        .where(place, Deadline.ended_at.is_(None))
        .order_by(Deadline.due_at, Deadline.id)
    )
    return db.session.execute(statement.execution_options(populate_existing=True)).all()


def _same_place(task: Task, deadline: Deadline) -> bool:
    if task.case_id is not None:
        return deadline.case_id == task.case_id
    return deadline.case_id is None and deadline.instance_id == task.instance_id


def _best(task: Task, rows: Iterable[AnyRow]) -> AnyRow | None:
    """The standard that the task names and that is due with it; else one that is due with it, else one it names."""

    def fits(row: AnyRow) -> int:
        return 2 * int(row.Deadline.due_at == task.due_at) + int(row.Deadline.key in task.deadlines)

    best = max(rows, key=fits, default=None)
    return best if best is not None and fits(best) else None


def _why(row: AnyRow) -> WhyDue:
    deadline: Deadline = row.Deadline
    library = composed(row.release_id)
    standard = library.release.deadlines.get(deadline.key)
    rule = library.rules.rules.get(deadline.rule or "")
    return WhyDue(
        deadline_id=deadline.id,
        label=deadline.label,
        counts_from=library.rules.events.get(standard.start) if standard else None,
        counted_at=deadline.base_at,
        due_at=deadline.due_at,
        rule=deadline.rule,
        rule_text=rule.text if rule else None,
        missed=deadline.status is DeadlineStatus.BREACHED,
        reason=row.reason,
        note=row.note,
    )

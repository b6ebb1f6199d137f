"""What stays open when a process moves to another release, as that release has it.

Rows keep their ids, so drafts of answers, files, notifications, letters and the outbox go on belonging to them.  What
people changed by hand stays as they left it.  Timers keep their due times; those that the release does not have are
kept with the move (service.pathways.left_timers).  A standard that was missed, met or ended stays on record as it was;
one that runs counts by the new table.

Written once, and not touched by a move: history, decisions, records and letters name the release of their time;
schedules belong to the current release, not to running processes; sittings and their agendas name panels and cases,
never elements; what a case offers (service.pathways.queries.case_offers) is read from the release that it follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from service.clocks import DeadlineRule
from service.engine.step import ArmedTimer, AwaitedMessage, DeadlineMoved, Moved, OpenTask, Renamed, TaskChange
from service.library import Composed
from service.models import AwaitedMessage as AwaitedRow
from service.models import (
    Base,
    Deadline,
    DeadlineStatus,
    Incident,
    Instance,
    InstanceState,
    Outbox,
    Task,
    Timer,
    db,
    table_of,
)
from service.pathways.feel_json import to_json
from service.pathways.notify import tasks_handed_back
from service.pathways.writing.context import Writing
from service.pathways.writing.standards import OPEN, own_deadlines
from service.pathways.writing.waiting import hint_buffered

# whom a task is with, and by when: people and sittings change it after it was opened
_BY_HAND = ("assignee", "due_at", "follow_up_at", "priority", "users", "groups")
_WHOSE = frozenset({"assignee", "users", "groups"})


def write_moved(writing: Writing, moved: Moved, *, before: Composed) -> None:
    """Write what is otherwise in the release of `writing`; `before` is the release that was followed until now."""
    _change_tasks(writing, moved.tasks)
    _rename_timers(moved.timers)
    _await_otherwise(writing, moved.awaited)
    _rename(Outbox, moved.calls)
    _rename(Incident, moved.incidents)
    for deadline in moved.deadlines:
        _move_deadline(writing, deadline)
    _reword_deadlines(writing, before)


def _change_tasks(writing: Writing, changes: Sequence[TaskChange]) -> None:
    if not changes:
        return
    rows = db.session.scalars(select(Task).where(Task.id.in_([UUID(change.id) for change in changes])))
    tasks, offered = {str(task.id): task for task in rows}, []
    for change in changes:
        task = tasks[change.id]
        values = {name: value for name, value in _columns(change).items() if not _by_hand(task, change, name)}
        for name, value in values.items():
            setattr(task, name, value)
        task.revision += 1
        if _WHOSE & values.keys():
            offered.append(task.id)
    db.session.flush()
    tasks_handed_back(offered, by=writing.actor.name, now=writing.now)


def _columns(change: TaskChange) -> dict[str, object]:
    return {name: column(name, getattr(change.after, name)) for name in change.changed}


def column(name: str, value: object) -> object:
    """Return an attribute of an OpenTask as the column of that name has it."""
    if isinstance(value, tuple):
        return list(value)
    return to_json(value) if name == "prefill" and isinstance(value, Mapping) else value


def _by_hand(task: Task, change: TaskChange, name: str) -> bool:
    """Whether people have made this attribute of the task another one than the release said."""
    if name not in _BY_HAND:
        return False
    return is_by_hand(task, name, change.before)


def is_by_hand(task: Task, name: str, before: OpenTask | None) -> bool:
    """The same; where it cannot be told what the release said, whoever has the task keeps it."""
    if before is None:
        return name == "assignee" and task.assignee is not None
    return bool(getattr(task, name) != column(name, getattr(before, name)))


def _rename_timers(timers: Sequence[ArmedTimer]) -> None:
    _write(
        Timer,
        [
            {"own": UUID(each.id), "process": each.process, "element": each.element, "name": each.name}
            for each in timers
        ],
    )


def _rename(model: type[Outbox] | type[Incident], renamed: Sequence[Renamed]) -> None:
    _write(
        model,
        [
            {"own": UUID(each.id), "process": each.process, "element": each.element, "name": each.name}
            for each in renamed
        ],
    )


def _await_otherwise(writing: Writing, awaited: Sequence[AwaitedMessage]) -> None:
    rows: list[dict[str, object]] = [
        {
            "own": UUID(each.id),
            "process": each.process,
            "element": each.element,
            "message": each.message,
            "keys": dict(each.keys),
        }
        for each in awaited
    ]
    _write(AwaitedRow, rows)
    if rows:
        hint_buffered(writing)


def _write(model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    table = table_of(model)
    names = [name for name in rows[0] if name != "own"]
    statement = update(table).where(table.c.id == bindparam("own"))
    # a column's name cannot be that of a parameter of an UPDATE
    statement = statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
    db.session.execute(statement, [{"own": row["own"], **{f"new_{name}": row[name] for name in names}} for row in rows])


def _move_deadline(writing: Writing, moved: DeadlineMoved) -> None:
    """Let the running standard count by the new table.

    The same standard of the case may run already from there, begun by another process: then this one stays.
    """
    twin = aliased(Deadline)
    doubled = exists().where(
        twin.id != Deadline.id,
        twin.case_id == Deadline.case_id,
        twin.key == moved.key,
        twin.base_at == moved.base_at,
        twin.ended_at.is_(None),
    )
    db.session.execute(
        update(Deadline)
        .where(*running_deadlines(writing), Deadline.key == moved.key, ~doubled)
        .values(base_at=moved.base_at, due_at=moved.due_at, breach_at=moved.breach_at)
        .execution_options(synchronize_session=False)
    )


def running_deadlines(writing: Writing) -> tuple[ColumnElement[bool], ...]:
    """Condition over Deadline: it runs, is not missed, and is this process's or was left by one that has ended."""
    ended = exists().where(
        Instance.id == Deadline.instance_id,
        Instance.status.in_((InstanceState.COMPLETED, InstanceState.CANCELLED)),
    )
    return (
        own_deadlines(writing),
        or_(Deadline.instance_id == writing.instance.id, ended),
        Deadline.status == DeadlineStatus.RUNNING,
        Deadline.breach_at > writing.now,
    )


def _reword_deadlines(writing: Writing, before: Composed) -> None:
    """Let open standards bear the label and the rule that the new table gives them."""
    old, new = before.release.deadlines, writing.composed.release.deadlines
    for key in _reworded(old, new):
        db.session.execute(
            update(Deadline)
            .where(Deadline.instance_id == writing.instance.id, Deadline.key == key, OPEN)
            .values(_words(new[key]))
            .execution_options(synchronize_session=False)
        )


def _reworded(old: Mapping[str, DeadlineRule], new: Mapping[str, DeadlineRule]) -> Iterable[str]:
    return (key for key in old.keys() & new.keys() if _words(old[key]) != _words(new[key]))


def _words(rule: DeadlineRule) -> dict[str, object]:
    return {"label": rule.label, "rule": rule.rule or None, "enforcement": str(rule.enforcement)}

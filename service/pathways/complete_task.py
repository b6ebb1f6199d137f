"""Completing a task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.commands import CompleteTask
from service.engine.step import OpenTask, Step
from service.models import Draft, db
from service.pathways.apply import carry_out
from service.pathways.attached import Place, attach_to_case, require_own_files
from service.pathways.forms import check_answers
from service.pathways.idempotency import Idempotency
from service.pathways.late_papers import require_late_reason
from service.pathways.opened_task import OpenedTask, open_task, require_workable
from service.pathways.options import Subject
from service.pathways.records import Origin, write_record
from service.pathways.save_draft import require_draft
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class CompletedTask:
    """`next_tasks`: those that it opened and that the same person may work on."""

    task_id: str
    instance_id: str
    case_id: str | None
    record_id: str | None
    completed_by: str
    completed_at: datetime
    next_tasks: tuple[str, ...]


def complete_task(
    *,
    task_id: UUID,
    answers: Mapping[str, object],
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    if_draft: int | None = None,
    idempotency: Idempotency | None = None,
) -> CompletedTask:
    """Check the answers, keep them as a record and let the process go on.

    `if_draft`: the version of one's own draft that the answers were written on; None where drafts do not matter.
    The drafts of others stay until they have seen that it was done.

    :raises NotFoundError: there is no such task that the actor may see.
    :raises NotAllowedError: it is somebody else's.
    :raises TaskAlreadyCompletedError: with who did it, and when.
    :raises InvalidInputError: answers break the form's rules, or a request comes late and does not say why.
    :raises WrongStateError: it was cancelled, or its process is suspended.
    :raises StaleVersionError: the task or the draft was changed since.
    """
    require(actor, Capability.WORK, action="complete tasks")

    def work() -> CompletedTask:
        opened = open_task(task_id, actor, clock, if_revision=if_revision)
        require_workable(opened, action="complete this task")
        if if_draft is not None:
            require_draft(opened, answers, version=if_draft, actor=actor)
        return _complete(opened, answers, actor=actor, clock=clock)

    return transact_once(work, returns=CompletedTask, actor=actor, clock=clock, idempotency=idempotency)


def _complete(opened: OpenedTask, answers: Mapping[str, object], *, actor: Actor, clock: Clock) -> CompletedTask:
    task, running, now = opened.task, opened.running, clock.now()
    case = running.facts.case if task.form is not None else {}
    subject = Subject(authority=task.authority, case_id=task.case_id, item=task.item)
    checked = check_answers(running.composed, task.form, answers, case=case, subject=subject, now=now)
    place = Place(authority=task.authority, case_id=task.case_id, task_id=task.id)
    files = require_own_files(checked, place, actor=actor)
    command = CompleteTask(task_id=str(task.id), answers=checked.values, actor=actor.name)
    step = carry_out(running, command, actor=actor, clock=clock)
    late = require_late_reason(step, checked, running.composed, authority=task.authority, clock=clock)
    origin = Origin(element=task.element, task_id=task.id, item=task.item)
    record_id = write_record(running.instance, checked, origin, actor=actor, now=now)
    attach_to_case(files, task.case_id)
    if opened.has_draft:
        db.session.execute(delete(Draft).where(Draft.task_id == task.id, Draft.saved_by == actor.name))
    audit(
        actor,
        "complete task",
        f"task {task.id}",
        at=now,
        case_id=task.case_id,
        authority=task.authority,
        details={
            "element": task.element,
            "process": task.process,
            "record": str(record_id) if record_id else None,
            **({"late_reason": late} if late else {}),
        },
    )
    return CompletedTask(
        task_id=str(task.id),
        instance_id=str(task.instance_id),
        case_id=None if task.case_id is None else str(task.case_id),
        record_id=None if record_id is None else str(record_id),
        completed_by=actor.name,
        completed_at=now,
        next_tasks=next_tasks(step, actor),
    )


def next_tasks(step: Step, actor: Actor) -> tuple[str, ...]:
    """Ids of the tasks that the step opened for this person."""
    return tuple(task.id for task in step.opened if _is_for(task, actor))


def _is_for(task: OpenTask, actor: Actor) -> bool:
    if task.assignee is not None:
        return task.assignee == actor.name
    return actor.name in task.users or not actor.roles.isdisjoint(task.groups)

"""Keeping unfinished answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, StaleVersionError
from service.models import Draft, Task, db
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import OpenedTask, open_task, require_workable
from service.pathways.presence import touch
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class SavedDraft:
    task_id: str
    version: int
    saved_at: datetime


def save_draft(
    *,
    task_id: UUID,
    answers: Mapping[str, object],
    version: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> SavedDraft:
    """Replace the person's own draft, whose `version` they have seen (0: there was none); they have the task open.

    :raises StaleVersionError: they saved another one meanwhile, in another window.
    :raises InvalidInputError: the form does not ask for one of the answers, or the task has no form.
    """
    require(actor, Capability.WORK, action="save drafts")

    def work() -> SavedDraft:
        opened = open_task(task_id, actor, clock)
        require_workable(opened, action="work on this task")
        task = opened.task
        if task.form is None:
            raise InvalidInputError({}, "This task has no form.")
        stored = opened.running.composed.forms[task.form].draft(answers)
        touch(task.id, actor, clock.now())
        return _save(task, dict(stored), version=version, actor=actor, now=clock.now())

    return transact_once(work, returns=SavedDraft, actor=actor, clock=clock, idempotency=idempotency)


def require_draft(opened: OpenedTask, answers: Mapping[str, object], *, version: int, actor: Actor) -> None:
    """Make sure that sending `answers` throws nothing away that the person saved in another window.

    :raises StaleVersionError: they saved something else there.
    """
    task = opened.task
    if task.form is None:
        return
    draft = db.session.scalar(select(Draft).where(Draft.task_id == task.id, Draft.saved_by == actor.name))
    if (0 if draft is None else draft.version) == version:
        return
    form = opened.running.composed.forms[task.form]
    if draft is None or draft.answers != form.draft(answers):
        raise StaleVersionError("draft")


def _save(task: Task, answers: dict[str, object], *, version: int, actor: Actor, now: datetime) -> SavedDraft:
    draft = db.session.scalar(select(Draft).where(Draft.task_id == task.id, Draft.saved_by == actor.name))
    if (0 if draft is None else draft.version) != version:
        raise StaleVersionError("draft")
    if draft is None:
        draft = Draft(task_id=task.id, saved_by=actor.name, version=0)
        db.session.add(draft)
    draft.version += 1
    draft.answers = answers
    draft.saved_at = now
    return SavedDraft(task_id=str(task.id), version=draft.version, saved_at=now)

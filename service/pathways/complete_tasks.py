"""Completing several tasks of one kind with one answer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require, visible_tasks
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.forms import Form
from service.forms.lengths import only_question
from service.models import Case, Instance, Task, TaskStatus, db
from service.pathways.complete_task import complete_task
from service.pathways.idempotency import Idempotency
from service.pathways.reassign_tasks import Outcome, one_by_one, part_of
from service.pathways.releases import composed

MIXED = "Choose tasks of one kind at a time"
TOO_LONG = "These tasks ask more than one question. Open each of them"


def complete_tasks(
    *,
    task_ids: Sequence[UUID],
    answers: Mapping[str, object],
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> Outcome:
    """Complete each of the tasks with these answers; one that is refused keeps no other from being completed.

    :raises InvalidInputError: they are not of one kind, ask more than one question, or the answer breaks its rules.
    """
    require(actor, Capability.WORK, action="complete tasks")
    form = common_form(task_ids=task_ids, actor=actor)
    if form is not None:
        form.validate(answers, now=clock.now())

    def complete(task_id: UUID) -> object:
        once = part_of(idempotency, task_id)
        return complete_task(task_id=task_id, answers=answers, actor=actor, clock=clock, idempotency=once)

    return one_by_one(list(task_ids), complete)


def common_form(*, task_ids: Sequence[UUID], actor: Actor) -> Form | None:
    """The form of one question that all of these tasks ask; None where they ask nothing.

    :raises InvalidInputError: they are not of one kind, or ask more than one question.
    """
    rows = db.session.execute(
        select(Task.process, Task.element, Task.form, Instance.release_id)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.id.in_(task_ids), visible_tasks(actor), Task.status != TaskStatus.CANCELLED)
    ).all()
    if not rows:
        raise InvalidInputError({"task": ["Choose at least one task"]})
    if len({(row.process, row.element, row.form) for row in rows}) > 1:
        raise InvalidInputError({"task": [MIXED]})
    if rows[0].form is None:
        return None
    forms = [composed(row.release_id).forms[row.form] for row in rows]
    if any(only_question(form) is None for form in forms):
        raise InvalidInputError({"task": [TOO_LONG]})
    if len({only_question(form) for form in forms}) > 1:
        raise InvalidInputError({"task": [MIXED]})  # the question was changed between two releases
    return forms[0]

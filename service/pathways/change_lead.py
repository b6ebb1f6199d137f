"""Giving a family to another lead worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, actor_named, may_see_case, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, WrongStateError
from service.models import Case, Task, TaskStatus, db
from service.pathways.idempotency import Idempotency
from service.pathways.reassign_tasks import Outcome, one_by_one, part_of, reassign_tasks
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.successors import in_words, lacks, roles_to_lead
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class ChangedLead:
    case_id: str
    lead: str
    before: str | None
    revision: int


def change_lead(
    *, case_id: UUID, lead: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> ChangedLead:
    """Make `lead` (a user name) the lead worker of an open case.  No standard starts anew.

    :raises InvalidInputError: they hold no role that leads families, or may not see the case as it is: they are not of
        its team, or not named on it.
    :raises WrongStateError: the case is closed.
    """
    require(actor, Capability.ASSIGN, action="change lead workers")

    def work() -> ChangedLead:
        case = visible_case(case_id, actor, lock=True)
        if case.closed_at is not None:
            raise WrongStateError("The case", "closed", "Nobody has to lead it.")
        _require_fit(case, lead)
        before, case.lead = case.lead, lead
        case.revision += 1
        audit(
            actor,
            "change lead",
            f"case {case.reference}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"from": before, "to": lead},
        )
        return ChangedLead(case_id=str(case.id), lead=lead, before=before, revision=case.revision)

    return transact_once(work, returns=ChangedLead, actor=actor, clock=clock, idempotency=idempotency)


def reassign_families(
    *, to: Mapping[UUID, str], actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> tuple[Outcome, Outcome]:
    """Give each case to the lead (a user name) beside it, with the open tasks of the lead before.

    Returns what became of the families, and of their tasks: a task that the new lead may not have stays where it is.
    """
    require(actor, Capability.ASSIGN, action="change lead workers")
    tasks: dict[UUID, str] = {}

    def give(case_id: UUID) -> None:
        once = part_of(idempotency, case_id)
        changed = change_lead(case_id=case_id, lead=to[case_id], actor=actor, clock=clock, idempotency=once)
        if changed.before is not None and changed.before != changed.lead:
            tasks.update(dict.fromkeys(_tasks_of(changed.before, case_id), changed.lead))

    families = one_by_one(list(to), give)
    return families, reassign_tasks(to=tasks, actor=actor, clock=clock, idempotency=idempotency)


def _tasks_of(name: str, case_id: UUID) -> list[UUID]:
    theirs = select(Task.id).where(Task.case_id == case_id, Task.assignee == name, Task.status == TaskStatus.OPEN)
    return list(db.session.scalars(theirs.order_by(Task.opened_at, Task.id)))


def _require_fit(case: Case, name: str) -> None:
    person = actor_named(name)
    if person is None or person.authority != case.authority:
        raise InvalidInputError({"lead": ["Choose somebody who works here."]})
    needed = roles_to_lead(case.authority, case.lead)
    if lacks(name, needed=needed):
        roles = in_words(needed, case.authority)
        raise InvalidInputError(
            {"lead": [f"{person.display_name} leads no families. Choose somebody with the role {roles}."]}
        )
    if not may_see_case(person, case.id):
        raise InvalidInputError({"lead": [f"{person.display_name} may not see this case."]})

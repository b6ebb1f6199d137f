"""Instances, locked before they are read."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.access import Actor, visible_instances
from service.clocks.clock import Clock
from service.errors import NotFoundError, StaleVersionError, WrongStateError
from service.library import Composed
from service.models import Case, Instance, InstanceState, db
from service.pathways.facts import RowFacts
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class Running:
    """An instance whose row is locked until the transaction ends, and all that a command on it needs."""

    instance: Instance
    case: Case | None
    composed: Composed
    clock: Clock

    @cached_property
    def facts(self) -> RowFacts:
        """What was read once is not read again."""
        return RowFacts(case=self.case, instance_id=self.instance.id, composed=self.composed, clock=self.clock)


def locked(condition: ColumnElement[bool]) -> Instance | None:
    """The one instance that fits, locked.

    NO KEY UPDATE: rows that refer to the instance may still be written by others.
    """
    return db.session.scalar(
        select(Instance).where(condition).with_for_update(key_share=True).execution_options(populate_existing=True)
    )


def lock_instance(instance_id: UUID, clock: Clock) -> Running:
    """Lock the instance and load its case and release.

    :raises NotFoundError: there is none.
    """
    instance = locked(Instance.id == instance_id)
    if instance is None:
        raise NotFoundError("process", instance_id)
    return running(instance, clock)


def lock_visible_instance(instance_id: UUID, actor: Actor, clock: Clock, *, if_revision: int | None = None) -> Running:
    """The same for somebody who must be allowed to know of it.

    :raises NotFoundError: there is none that the actor may see.
    :raises StaleVersionError: it was changed since.
    """
    found = lock_instance(instance_id, clock)
    if not may_see_instance(actor, instance_id):
        raise NotFoundError("process", instance_id)
    if if_revision is not None and found.instance.revision != if_revision:
        raise StaleVersionError("process")
    return found


def may_see_instance(actor: Actor, instance_id: UUID) -> bool:
    visible = select(Instance.id).outerjoin(Case, Case.id == Instance.case_id)
    return db.session.scalar(visible.where(Instance.id == instance_id, visible_instances(actor))) is not None


def running(instance: Instance, clock: Clock) -> Running:
    """What belongs to an instance that is locked already."""
    case = None if instance.case_id is None else _fresh_case(instance.case_id)
    return Running(instance=instance, case=case, composed=composed(instance.release_id), clock=clock)


def _fresh_case(case_id: UUID) -> Case:
    """The case as it is now, whatever the session read before the lock."""
    return db.session.scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True)).one()


def require_running(instance: Instance) -> None:
    """:raises WrongStateError: it is suspended or has ended."""
    match instance.status:
        case InstanceState.RUNNING:
            return
        case InstanceState.SUSPENDED:
            raise WrongStateError("The process", "suspended", "Ask an operator to resume it.")
        case InstanceState.COMPLETED | InstanceState.CANCELLED:
            raise WrongStateError("The process", instance.status.value, "Nothing can be done on it any more.")

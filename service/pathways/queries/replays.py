"""Real processes that somebody may play again with a draft."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope
from service.models import Case, Instance, InstanceState, Release, db
from service.pathways.library_drafts import find_draft
from service.pathways.queries.paging import Order, Page, PageRequest, page_of
from service.pathways.replay_process import ENDED, replayable


@dataclass(frozen=True, kw_only=True)
class Replayable:
    """`ended_at` None: it still runs, and is played up to now."""

    instance_id: UUID
    case_id: UUID | None
    reference: str | None
    process: str
    status: InstanceState
    release: int
    started_at: datetime
    ended_at: datetime | None


def list_replayable(
    *, draft_id: UUID, process: str, actor: Actor, page: PageRequest, running: bool = False
) -> Page[Replayable]:
    """Those of the process that have ended (`running`: those that have not), begun last first.

    Only what the actor may see, and nothing of a restricted case.
    :raises NotFoundError: the actor's authority has no such draft.
    """
    require_scope(actor, Scope.INSTANCES_READ, action="replay processes")
    draft = find_draft(draft_id, actor)
    statement = (
        select(Instance, Case.reference, Release.number)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(
            Instance.authority == draft.authority,
            Instance.process == process,
            replayable(actor),
            Instance.status == InstanceState.RUNNING if running else Instance.status.in_(ENDED),
        )
    )
    order = Order(columns={"started_at": Instance.started_at}, default="-started_at", key=Instance.id)
    return page_of(statement, order, page, make=lambda row: _replayable(row.Instance, row.reference, row.number))


def counted_processes(*, draft_id: UUID, actor: Actor) -> tuple[str, ...]:
    """The processes of which there is something to replay."""
    draft = find_draft(draft_id, actor)
    found = (
        select(Instance.process)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.authority == draft.authority, replayable(actor))
        .distinct()
        .order_by(Instance.process)
    )
    return tuple(db.session.scalars(found))


def _replayable(instance: Instance, reference: str | None, release: int) -> Replayable:
    return Replayable(
        instance_id=instance.id,
        case_id=instance.case_id,
        reference=reference,
        process=instance.process,
        status=instance.status,
        release=release,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
    )

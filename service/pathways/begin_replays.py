"""Playing the real processes that have ended again with a draft, many at once; nothing is changed."""

from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import BulkKind, Case, Instance, db
from service.pathways.bulk_actions import Asked, BegunBulk, begin
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.replay_process import ENDED, replayable, require_process, require_to_replay
from service.pathways.transaction import transact_once

MOST = 500


def begin_replays(
    *,
    draft_id: UUID,
    process: str,
    actor: Actor,
    clock: Clock,
    limit: int = MOST,
    idempotency: Idempotency | None = None,
) -> BegunBulk:
    """Begin to play the processes of that kind that have ended and that the actor may see, begun last first.

    The draft is played as it is now: items that a job comes to after it was changed end as not begun.
    :raises InvalidInputError: the limit is not 1 to 500.
    :raises NotFoundError: the actor's authority has no such draft, or the draft no such process.
    :raises PublicationRefusedError: the draft cannot be read.
    """
    require_to_replay(actor)
    if not 1 <= limit <= MOST:
        raise InvalidInputError({"limit": [f"Ask for 1 to {MOST}."]})

    def work() -> BegunBulk:
        draft = find_draft(draft_id, actor)
        require_process(composed_of(drafted(draft)), process)
        newest = (
            select(Instance.id)
            .outerjoin(Case, Case.id == Instance.case_id)
            .where(
                Instance.authority == draft.authority,
                Instance.process == process,
                Instance.status.in_(ENDED),
                replayable(actor),
            )
            .order_by(Instance.started_at.desc(), Instance.id.desc())
            .limit(limit)
        )
        asked = Asked(
            kind=BulkKind.REPLAY,
            authority=draft.authority,
            draft_id=draft.id,
            draft_digest=draft.digest,
            newest_first=True,
        )
        return begin(asked, Instance.id.in_(db.session.scalars(newest).all()), actor=actor, clock=clock)

    return transact_once(work, returns=BegunBulk, actor=actor, clock=clock, idempotency=idempotency)

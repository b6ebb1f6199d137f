"""Taking one file out of a draft."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotFoundError, StaleVersionError
from service.pathways.draft_files import take_out_file
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import files_of, find_draft, require_open
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RemovedDraftFile:
    draft_id: str
    path: str
    revision: int
    status: str


def remove_draft_file(
    *,
    draft_id: UUID,
    path: str,
    if_match: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> RemovedDraftFile:
    """Take out the file whose content `if_match` (SHA-256 in hex) the actor has seen; its versions stay in the history.

    :raises NotFoundError: the draft has no such file.
    :raises FileRefusedError: it is shared with other authorities.
    :raises StaleVersionError: somebody else saved something else there meanwhile.
    :raises WrongStateError: the draft was published or discarded.
    """

    def work() -> RemovedDraftFile:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        there = files_of(draft).get(path)
        if there is None:
            raise NotFoundError("file", path)
        if there.sha256 != if_match:
            raise StaleVersionError("file")
        take_out_file(draft, path, actor=actor, clock=clock)
        return RemovedDraftFile(draft_id=str(draft.id), path=path, revision=draft.revision, status=draft.status.value)

    return transact_once(work, returns=RemovedDraftFile, actor=actor, clock=clock, idempotency=idempotency)

"""Reading the pack of a sitting as it was signed off; who read it is written down."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotAllowedError
from service.models import Document, DocumentContent, db
from service.pathways.panel_access import open_sitting
from service.pathways.queries.panels import note_reading, sitting_detail
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class SignedPack:
    content: bytes
    file_name: str


def read_signed_pack(*, sitting_id: UUID, actor: Actor, clock: Clock) -> SignedPack | None:
    """The file; None: the sitting is not signed off.

    :raises NotAllowedError: there is a family in it whose papers the reader may not see; a file cannot leave it out.
    """

    def read() -> SignedPack | None:
        opened = open_sitting(sitting_id, actor, clock)
        detail = sitting_detail(opened, actor, clock)
        if not opened.standing.reads or detail.unseen or any(item.withheld for item in detail.items):
            raise NotAllowedError("open the signed pack", "it holds the papers of a family that you may not see")
        document = db.session.get(Document, detail.pack_id) if detail.pack_id is not None else None
        content = db.session.get(DocumentContent, document.sha256) if document is not None else None
        if document is None or content is None or content.content is None:
            return None
        audit(
            actor,
            "read signed pack",
            f"sitting {sitting_id}",
            at=clock.now(),
            case_id=None,
            authority=opened.place.authority,
            details={"document": str(document.id)},
        )
        note_reading("read signed pack", detail, actor=actor, clock=clock)
        return SignedPack(content=content.content, file_name=document.file_name)

    return transact(read)

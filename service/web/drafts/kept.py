"""Files of a draft, as the views read and write them."""

from uuid import UUID

from service.errors import NotFoundError
from service.pathways.queries.drafts import DraftFileView, DraftView, draft_file
from service.pathways.save_draft_file import SavedDraftFile, save_draft_file
from service.web.requests import actor, clock


def content_of(draft_id: UUID, path: str) -> bytes:
    """The file as it stands in the draft; nothing where it is not there."""
    try:
        return draft_file(draft_id=draft_id, path=path, actor=actor())
    except NotFoundError:
        return b""


def file_of(draft: DraftView, path: str) -> DraftFileView:
    """The file in the draft; one that is not there counts as removed."""
    nothing = DraftFileView(path=path, state="removed", sha256=None, size=0, revision=draft.revision)
    return next((file for file in draft.files if file.path == path), nothing)


def save_file(draft_id: UUID, path: str, content: bytes, *, seen: str | None) -> SavedDraftFile:
    return save_draft_file(draft_id=draft_id, path=path, content=content, if_match=seen, actor=actor(), clock=clock())

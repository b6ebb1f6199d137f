"""Two people saved one file: both versions, and the choice between them.  Neither is lost."""

from dataclasses import dataclass

from flask import url_for

from service.library.difference import Difference
from service.pathways.queries.drafts import DraftFileView, DraftView
from service.pathways.queries.user_names import user_names
from service.web.changes.present import Words, words_of
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.texts import time_text


@dataclass(frozen=True, kw_only=True)
class ConflictPage:
    """`version`: SHA-256 of what stands in the draft now; empty where the file was removed.

    `words`: what the own version would change in that; empty where there are no words for it.
    """

    frame: DraftFrame
    happened: str
    path: str
    mine: str
    theirs: str
    version: str
    action: str
    words: tuple[Words, ...]


def conflict_page(
    draft: DraftView, file: DraftFileView, *, mine: str, theirs: str, changes: Difference | None
) -> ConflictPage:
    return ConflictPage(
        frame=frame_of(draft, ""),
        happened=happened(draft),
        path=file.path,
        mine=mine,
        theirs=theirs,
        version=file.sha256 or "",
        action=url_for("drafts.save", draft_id=draft.id, path=file.path),
        words=tuple(words_of(changes)) if changes and file.sha256 else (),
    )


def happened(draft: DraftView) -> str:
    by = user_names((draft.changed_by,)).get(draft.changed_by, draft.changed_by)
    return f"{by} changed this draft at {time_text(draft.changed_at)}, while you had this file open."


def stale_text(draft: DraftView) -> str:
    """What the bar of the page says when it cannot save by itself any more."""
    return f"{happened(draft)} Nothing is lost: press Save to see both versions and choose."

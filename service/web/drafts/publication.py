"""Choosing when an approved draft goes live, and what becomes of the cases that run."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from service.models import RunningCases
from service.pathways.queries.drafts import DraftView
from service.pathways.queries.running_releases import WaitingMove
from service.pathways.queries.user_names import user_names
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.moves.waits import waits_texts

NOW, LATER = "now", "later"
RUNNING = (
    (
        RunningCases.STAY,
        "New cases only",
        "Cases that run now stay with the release that they follow, to their end. You can still move them later.",
    ),
    (
        RunningCases.NEXT_STAGE,
        "Each case at its next stage",
        "A case finishes the stage that it is in as it was, and follows the new release from its next stage on.",
    ),
    (
        RunningCases.MOVE,
        "All that can, at once",
        "Every case that can move follows the new release at once. Due dates of open work may change.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class PublicationPage:
    """`approved_by`: who was the second pair of eyes.  `waits`: which processes wait to move, and will not any more."""

    frame: DraftFrame
    action: str
    digest: str
    approved_by: str
    change_note: str
    words: tuple[str, ...]
    running: tuple[dict[str, str], ...]
    impact_href: str
    waits: tuple[str, ...]


def publication_page(draft: DraftView, words: tuple[str, ...], waiting: Sequence[WaitingMove]) -> PublicationPage:
    standing = next((each.approver for each in draft.approvals if each.stands), "")
    return PublicationPage(
        frame=frame_of(draft, ""),
        action=url_for("drafts.publish", draft_id=draft.id),
        digest=draft.digest,
        approved_by=user_names((standing,)).get(standing, standing),
        change_note=draft.change_note or "",
        words=words,
        running=tuple({"value": each.value, "text": text, "hint": hint} for each, text, hint in RUNNING),
        impact_href=url_for("impact.show", draft_id=draft.id),
        waits=waits_texts(waiting),
    )

"""Putting a draft on top of the release that went live after it was begun."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from service.library.contents import entry_of
from service.pathways.queries.drafts import DraftView
from service.web.drafts.frame import DraftFrame, frame_of

OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A file that both have changed.  `field`: of the answer which of the two is kept."""

    field: str
    name: str
    path: str
    look_href: str


@dataclass(frozen=True, kw_only=True)
class RenewalPage:
    frame: DraftFrame
    action: str
    revision: int
    needed: bool
    conflicts: tuple[Conflict, ...]
    choices: tuple[dict[str, str], ...]


def renewal_page(draft: DraftView, names: Mapping[str, str]) -> RenewalPage:
    """`names`: of the files, by path."""
    return RenewalPage(
        frame=frame_of(draft, ""),
        action=url_for("drafts.renew", draft_id=draft.id),
        revision=draft.revision,
        needed=draft.is_behind,
        conflicts=tuple(
            Conflict(
                field=f"keep-{number}",
                name=names.get(path) or entry_of(path, b"").name,
                path=path,
                look_href=url_for("drafts.file", draft_id=draft.id, path=path),
            )
            for number, path in enumerate(draft.conflicts)
        ),
        choices=(
            {
                "value": OURS,
                "text": "Keep it as this draft has it",
                "hint": "The new release's change is undone.",
            },
            {"value": THEIRS, "text": "Take it as the new release has it", "hint": "Your change stays in the history."},
        ),
    )

"""What surrounds every page about a draft: what it is, how it stands, and the way to its other pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.pathways.queries.drafts import DraftView
from service.pathways.queries.user_names import user_names
from service.web.texts import moment_text

OVERVIEW, CHECKS, CHANGES, TRY, IMPACT, HISTORY = "overview", "checks", "changes", "try", "impact", "history"
_TABS = (
    (OVERVIEW, "Overview", "drafts.show"),
    (CHECKS, "Checks", "drafts.checks"),
    (CHANGES, "Changes", "changes.show"),
    (TRY, "Try it", "tryouts.index"),
    (IMPACT, "Impact", "impact.show"),
    (HISTORY, "History", "drafts.history"),
)
STATES = {
    "editing": ("Being changed", "blue"),
    "sent": ("Waits for approval", "orange"),
    "approved": ("Approved", "green"),
    "published": ("Published", "grey"),
    "discarded": ("Discarded", "grey"),
}
_CLOSED = {
    "published": "This draft was published. It can be read, and changed no more.",
    "discarded": "This draft was discarded. It can be read, and changed no more.",
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class TabLink:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class DraftFrame:
    """`notice`: what has to be known before anything is done with the draft; empty where nothing has."""

    draft_id: UUID
    title: str
    state: str
    tone: str
    facts: tuple[Fact, ...]
    tabs: tuple[TabLink, ...]
    notice: str
    notice_href: str | None
    editable: bool


def frame_of(draft: DraftView, current: str) -> DraftFrame:
    """`current`: the tab that is open, one of the constants of this module; "" where the page is none of them."""
    state, tone = state_of(draft.status)
    notice, href = _notice(draft)
    return DraftFrame(
        draft_id=draft.id,
        title=draft.title,
        state=state,
        tone=tone,
        facts=tuple(_facts(draft)),
        tabs=tuple(_tabs(draft.id, current)),
        notice=notice,
        notice_href=href,
        editable=draft.may_be_changed,
    )


def state_of(status: str) -> tuple[str, str]:
    """The words for it, and the colour that they are shown with."""
    return STATES[status]


def _facts(draft: DraftView) -> Iterator[Fact]:
    names = user_names((draft.owner, draft.changed_by))
    yield Fact(key="Begun by", value=names.get(draft.owner, draft.owner))
    yield Fact(key="Begun from", value=f"Release {draft.base}")
    by = names.get(draft.changed_by, draft.changed_by)
    yield Fact(key="Last changed", value=f"{moment_text(draft.changed_at)} by {by}")


def _tabs(draft_id: UUID, current: str) -> Iterator[TabLink]:
    for tab, text, endpoint in _TABS:
        yield TabLink(text=text, href=url_for(endpoint, draft_id=draft_id), current=tab == current)


def _notice(draft: DraftView) -> tuple[str, str | None]:
    if draft.status in _CLOSED:
        return _CLOSED[draft.status], None
    if draft.is_behind:
        text = f"Another release was published after this draft was begun from release {draft.base}."
        return text, url_for("drafts.renewal", draft_id=draft.id)
    if draft.status in {"sent", "approved"}:
        return "Any change to this draft takes back that it was sent or approved.", None
    return "", None

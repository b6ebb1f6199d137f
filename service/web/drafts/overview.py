"""A draft as a whole: what to do next with it, and what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from service.library.contents import Entry, entry_of, kind_of
from service.pathways.queries.draft_checks import DraftFindings
from service.pathways.queries.drafts import DraftFileView, DraftView
from service.web.drafts.files import KINDS, STATES, TONES, at, counted, outline_href
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.pages import Link
from service.web.procedure.listing import Group, Ways, groups_of
from service.web.texts import listed

MOST_WORDS = 12


@dataclass(frozen=True, kw_only=True)
class Next:
    """What to do next.  `action`: the button; None where somebody else is to do something."""

    title: str
    text: str
    action: Link | None = None
    others: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangedFile:
    name: str
    kind: str
    state: str
    tone: str
    links: tuple[Link, ...]
    restore_href: str  # of a file that was removed


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """`words`: what changes, the most important first; `more`: how many sentences are left out."""

    frame: DraftFrame
    next: Next
    found: str
    found_href: str
    changed: tuple[ChangedFile, ...]
    words: tuple[str, ...]
    more: str
    changes_href: str
    contents: tuple[Group, ...]
    tools: tuple[Link, ...]
    discard_href: str


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known about a draft besides itself.

    `approvers`, `publishers`: who may approve it, and publish it as it was approved, by display name.
    """

    found: DraftFindings
    approvers: tuple[str, ...]
    publishers: tuple[str, ...]
    words: tuple[str, ...]
    contents: tuple[Entry, ...]


def overview_page(draft: DraftView, situation: Situation) -> OverviewPage:
    errors = len(situation.found.errors)
    changed = tuple(file for file in draft.files if file.state != "same")
    names = {entry.path: entry.name for entry in situation.contents}
    left_out = len(situation.words) - MOST_WORDS
    return OverviewPage(
        frame=frame_of(draft, "overview"),
        next=next_step(draft, errors=errors, approvers=situation.approvers, publishers=situation.publishers),
        found=counted(errors, len(situation.found.findings) - errors),
        found_href=url_for("drafts.checks", draft_id=draft.id),
        changed=tuple(_changed(draft, file, names) for file in changed),
        words=situation.words[:MOST_WORDS],
        more=f"and {left_out} more" if left_out > 0 else "",
        changes_href=url_for("changes.show", draft_id=draft.id),
        contents=_contents(draft, situation.contents),
        tools=tuple(_tools(draft)),
        discard_href=url_for("drafts.discarding", draft_id=draft.id) if draft.may_be_changed else "",
    )


def next_step(draft: DraftView, *, errors: int, approvers: Sequence[str], publishers: Sequence[str] = ()) -> Next:
    if draft.status == "published":
        release = Link("See the release", url_for("procedure.release", release_id=draft.release_id))
        return Next(title="Published", text="Nothing is left to do here.", action=release)
    if draft.status == "discarded":
        return Next(title="Discarded", text="Nothing of it will be published. It can still be read.")
    if draft.is_behind:
        text = (
            "Another release went live after this draft was begun. Put the draft on top of it; nothing of it is lost."
        )
        return Next(
            title="Bring it up to date",
            text=text,
            action=Link("Bring it up to date", url_for("drafts.renewal", draft_id=draft.id)),
        )
    return _editing(draft, errors) if draft.status == "editing" else _offered(draft, approvers, publishers)


def _offered(draft: DraftView, approvers: Sequence[str], publishers: Sequence[str]) -> Next:
    return _approved(draft, publishers) if _is_approved(draft) else _sent(draft, approvers)


def _is_approved(draft: DraftView) -> bool:
    return draft.may_be_published or any(each.stands for each in draft.approvals)


def _editing(draft: DraftView, errors: int) -> Next:
    if all(file.state == "same" for file in draft.files):
        return Next(
            title="Make your changes",
            text="This draft is what is live now. Choose below what you want to change. It saves itself as you go.",
        )
    others = tuple(
        Link(text, url_for(endpoint, draft_id=draft.id))
        for text, endpoint in (
            ("See what it changes", "changes.show"),
            ("Try it on made-up families", "tryouts.index"),
            ("See which cases it affects", "impact.show"),
        )
    )
    if errors:
        return Next(
            title="Mend what the checks find",
            text=f"The checks find {counted(errors, 0)}. A draft with errors cannot be sent for approval.",
            action=Link("See what to mend", url_for("drafts.checks", draft_id=draft.id)),
            others=others,
        )
    return Next(
        title="Send it for approval",
        text="When you are done, another process owner looks at it. You can change it until it is published.",
        action=Link("Send it for approval", url_for("drafts.approval", draft_id=draft.id)),
        others=others,
    )


def _sent(draft: DraftView, approvers: Sequence[str]) -> Next:
    if draft.may_decide:
        return Next(
            title="It waits for your approval",
            text="You had no hand in it, so you can be the second pair of eyes.",
            action=Link("Look at it and decide", url_for("drafts.approval", draft_id=draft.id)),
        )
    look = Link("See what was sent", url_for("drafts.approval", draft_id=draft.id))
    return Next(title="It waits for approval", text=waiting_text(approvers), others=(look,))


def _approved(draft: DraftView, publishers: Sequence[str]) -> Next:
    look = Link("See the approval", url_for("drafts.approval", draft_id=draft.id))
    if not draft.may_be_published:
        return Next(title="It waits to be published", text=unpublished_text(publishers), others=(look,))
    return Next(
        title="Publish it",
        text="It is approved as it is now. Choose when it goes live, and what becomes of running cases.",
        action=Link("Publish", url_for("drafts.publication", draft_id=draft.id)),
        others=(look,),
    )


def unpublished_text(publishers: Sequence[str]) -> str:
    """Why whoever asks cannot publish it, and who can."""
    why = "A program or an operator had a hand in it, so somebody else than who approved it publishes it."
    if not publishers:
        return f"{why} Nobody else can: ask for another process owner; an administrator gives people the role."
    return f"{why} {listed(publishers, last='or')} can publish it. They have been told."


def waiting_text(approvers: Sequence[str]) -> str:
    if not approvers:
        return (
            "Nobody can approve it: every process owner had a hand in it, or has a password that somebody who had one "
            "may know. They can choose one of their own on the page of their account. Or ask for another process "
            "owner; an administrator gives people the role."
        )
    return f"{listed(approvers, last='or')} can approve it. They have been told."


def _tools(draft: DraftView) -> list[Link]:
    found = [Link("Add a file", url_for("drafts.new", draft_id=draft.id))] if draft.may_be_changed else []
    return [*found, Link("Download it as a folder, or upload one", url_for("folders.show", draft_id=draft.id))]


def _changed(draft: DraftView, file: DraftFileView, names: dict[str, str]) -> ChangedFile:
    removed = file.state == "removed"
    restore = at("drafts.restore", draft.id, file.path) if removed and draft.may_be_changed else ""
    text = "Change" if draft.may_be_changed else "Look"
    history = Link("Earlier versions", at("drafts.history", draft.id, file.path))
    return ChangedFile(
        name=names.get(file.path) or entry_of(file.path, b"").name,
        kind=KINDS[kind_of(file.path)],
        state=STATES[file.state],
        tone=TONES[file.state],
        links=(history,) if removed else (Link(text, at("drafts.file", draft.id, file.path)), history),
        restore_href=restore,
    )


def _contents(draft: DraftView, entries: tuple[Entry, ...]) -> tuple[Group, ...]:
    states = {file.path: file.state for file in draft.files}

    def links(entry: Entry) -> list[Link]:
        beside = outline_href(draft.id, entry.path, entry.kind)
        text = "Change" if draft.may_be_changed and not entry.shared else "Look"
        own = Link(text, url_for("drafts.file", draft_id=draft.id, path=entry.path))
        return [own, *([Link("As a list", beside)] if beside else [])]

    def tags(entry: Entry) -> list[tuple[str, str]]:
        state = states.get(entry.path, "same")
        return [(STATES[state], TONES[state])] if state in TONES else []

    return groups_of(entries, Ways(links=links, tags=tags))

"""Sending a draft for approval, and the second pair of eyes on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from service.pathways.queries.drafts import ApprovalView, DraftView
from service.pathways.queries.user_names import user_names
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.drafts.overview import ChangedFile, OverviewPage
from service.web.pages import Link
from service.web.procedure.present import Names, Row
from service.web.texts import moment_text

SUGGESTED = 10  # sentences of the change note
DECISIONS = {"approved": ("Approved", "green"), "returned": ("Given back", "orange")}


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    decision: str
    tone: str
    by: str
    when: str
    reason: str
    about: str  # whether it is about the draft as it is now


@dataclass(frozen=True, kw_only=True)
class ApprovalPage:
    """`may_send`, `may_decide`: what whoever asks can do now; `cannot`: why not, where they would expect it."""

    frame: DraftFrame
    rows: tuple[Row, ...]
    change_note: str
    words: tuple[str, ...]
    changed: tuple[ChangedFile, ...]
    found: str
    ways: tuple[Link, ...]
    decisions: tuple[DecisionLine, ...]
    may_send: bool
    may_decide: bool
    may_approve: bool
    cannot: str
    suggestion: str
    revision: int
    digest: str
    send_action: str
    decide_action: str
    publish_href: str


def approval_page(draft: DraftView, overview: OverviewPage, words: Sequence[str], *, errors: int) -> ApprovalPage:
    names = user_names((draft.sent_by, *(each.approver for each in draft.approvals), *draft.authors))
    editing = draft.status == "editing"
    return ApprovalPage(
        frame=frame_of(draft, ""),
        rows=() if editing else tuple(_rows(draft, names)),
        change_note="" if editing else draft.change_note or "",
        words=tuple(words),
        changed=overview.changed,
        found=overview.found,
        ways=tuple(_ways(draft)),
        decisions=tuple(_decision(each, names, draft) for each in draft.approvals),
        may_send=editing and not errors and not draft.is_behind and bool(overview.changed),
        may_decide=draft.may_decide,
        may_approve=draft.status == "sent",
        cannot=_cannot(draft, overview, errors=errors),
        suggestion=draft.change_note or "\n".join(words[:SUGGESTED]),
        revision=draft.revision,
        digest=draft.digest,
        send_action=url_for("drafts.send", draft_id=draft.id),
        decide_action=url_for("drafts.decide", draft_id=draft.id),
        publish_href=url_for("drafts.publication", draft_id=draft.id) if draft.may_be_published else "",
    )


def _cannot(draft: DraftView, overview: OverviewPage, *, errors: int) -> str:
    if draft.status == "editing":
        if not overview.changed:
            return "Nothing in this draft differs from the live release yet."
        if draft.is_behind:
            return "Bring the draft up to date first: another release went live after it was begun."
        return "Mend the errors first: a draft with errors cannot be published." if errors else ""
    undecided = draft.status == "sent" and not draft.may_decide
    unpublished = draft.status == "approved" and not draft.may_be_published
    return overview.next.text if undecided or unpublished else ""


def _rows(draft: DraftView, names: Names) -> Iterator[Row]:
    if draft.sent_by and draft.sent_at:
        by = names.get(draft.sent_by, draft.sent_by)
        yield Row(key="Sent for approval", value=f"{moment_text(draft.sent_at)} by {by}")
    yield Row(key="Changed by", value=", ".join(names.get(name, name) for name in draft.authors))
    if draft.reason:
        yield Row(key="Why", value=draft.reason)


def _ways(draft: DraftView) -> Iterator[Link]:
    for text, endpoint in (
        ("Everything that changes, with drawings and tables", "changes.show"),
        ("Everything that the checks find", "drafts.checks"),
        ("Try it on made-up families", "tryouts.index"),
        ("See which cases it affects", "impact.show"),
    ):
        yield Link(text, url_for(endpoint, draft_id=draft.id))


def _decision(each: ApprovalView, names: Names, draft: DraftView) -> DecisionLine:
    text, tone = DECISIONS[each.decision]
    return DecisionLine(
        decision=text,
        tone=tone,
        by=names.get(each.approver, each.approver),
        when=moment_text(each.at),
        reason=each.reason or "",
        about="" if each.digest == draft.digest else "The draft was changed after that.",
    )

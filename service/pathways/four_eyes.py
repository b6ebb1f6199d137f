"""Two pairs of eyes on a draft: who had a hand in it, who may therefore not approve it, and whose approval stands."""

from collections.abc import Collection

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability
from service.errors import NotAllowedError
from service.models import ApiClient, Approval, ApprovalDecision, DraftVersion, LibraryDraft, User, db
from service.pathways.accounts import Users, given_by, token_givers
from service.pathways.notify import able

_KNOWN = "whoever made an account, or set its password, knows the password until its owner chooses another"


def authors_of(draft: LibraryDraft) -> tuple[str, ...]:
    """Whoever had a hand in the draft: began it, changed it, or asked for its approval."""
    changed = db.session.scalars(select(DraftVersion.by).where(DraftVersion.draft_id == draft.id).distinct()).all()
    return tuple(sorted({draft.owner, *changed, *([draft.sent_by] if draft.sent_by else [])}))


def hands_in(draft: LibraryDraft) -> frozenset[str]:
    """Its authors, and whoever gave a program among them its token: a person, or a program that a person gave one."""
    hands: set[str] = set()
    makers = set(authors_of(draft))
    while makers - hands:
        hands |= makers
        makers = {giver for givers in token_givers(hands, draft.authority).values() for giver in givers}
    return frozenset(hands)


def may_not_approve(draft: LibraryDraft) -> frozenset[str]:
    """Who had a hand in the draft, and process owners who may be the same person under another name."""
    hands = hands_in(draft)
    return _maybe_one_person(hands, draft) | _given_meanwhile(hands, draft)


def may_approve(draft: LibraryDraft, actor: Actor) -> bool:
    """Whether the actor, a process owner, is a second person to the draft."""
    return actor.kind is ActorKind.USER and actor.name not in may_not_approve(draft)


def _given_meanwhile(hands: Collection[str], draft: LibraryDraft) -> frozenset[str]:
    """Whose account one of them had in hand since the draft was begun."""
    return given_by(hands, authority=draft.authority, since=draft.created_at)


def _maybe_one_person(names: Collection[str], draft: LibraryDraft) -> frozenset[str]:
    """These, and process owners whose account one of them can use, or who can use one of theirs.

    Both may also be used by a third process owner. An administrator who is none may make all accounts of an authority:
    they cannot approve in their own name, and who has an account from them is no other person for that.
    """
    owners = set(
        db.session.scalars(select(User.name).where(User.authority == draft.authority, able(Capability.PUBLISH)))
    )
    users = Users.of({*names, *owners}, authority=draft.authority, since=draft.created_at)
    shared = users.behind(names) & {*names, *owners}
    return frozenset({*names, *(owner for owner in owners if users.behind({owner}) & shared)})


def approval_of(draft: LibraryDraft) -> Approval | None:
    """The approval of exactly what the draft is now, by somebody who had no hand in it; a later decision undoes it."""
    last = db.session.scalar(
        select(Approval)
        .where(Approval.draft_id == draft.id, Approval.revision == draft.revision, Approval.digest == draft.digest)
        .order_by(Approval.position.desc())
        .limit(1)
    )
    if last is None or last.decision is not ApprovalDecision.APPROVED or last.approver in hands_in(draft):
        return None
    return last


def require_no_hand(draft: LibraryDraft, actor: Actor, *, action: str) -> None:
    """:raises NotAllowedError: the actor had a hand in the draft, or may be the same person as somebody who had."""
    hands = hands_in(draft)
    if actor.name in hands:
        raise NotAllowedError(action, "you had a hand in it, and a second person approves")
    if actor.name in _maybe_one_person(hands, draft):
        raise NotAllowedError(action, f"one person may use your account and one that had a hand in it, for {_KNOWN}")
    if actor.name in _given_meanwhile(hands, draft):
        raise NotAllowedError(action, "somebody who had a hand in it made your account, or set its password, meanwhile")


def require_second_person(draft: LibraryDraft, approval: Approval, actor: Actor) -> None:
    """Of what a program had a hand in, one person alone makes nothing live.

    :raises NotAllowedError: a program would publish it, or the person who approved it, maybe under another name.
    """
    action, why = "publish this draft", "a program had a hand in it, and"
    if may_publish(draft, approval, actor):
        return
    if actor.kind is not ActorKind.USER:
        raise NotAllowedError(action, f"{why} a person has to publish it")
    if actor.name == approval.approver:
        raise NotAllowedError(action, f"{why} somebody else than who approved it publishes it")
    raise NotAllowedError(action, f"{why} one person may use your account and that which approved it, for {_KNOWN}")


def may_publish(draft: LibraryDraft, approval: Approval, actor: Actor) -> bool:
    """Whether a process owner, or a program with the scope, is not barred from publishing what was approved so."""
    if not needs_second_person(draft):
        return True
    return actor.kind is ActorKind.USER and actor.name not in may_not_publish(draft, approval)


def may_not_publish(draft: LibraryDraft, approval: Approval) -> frozenset[str]:
    """People who may not: of what a program had a hand in, who approved it, maybe under another name."""
    return _maybe_one_person({approval.approver}, draft) if needs_second_person(draft) else frozenset()


def needs_second_person(draft: LibraryDraft) -> bool:
    """Whether somebody among the authors is no person: a program, or an operator at the command line."""
    authors = authors_of(draft)
    program = select(ApiClient.name).where(ApiClient.authority == draft.authority)
    people = select(User.name).where(User.authority == draft.authority, User.name.not_in(program))
    return len(set(db.session.scalars(people.where(User.name.in_(authors))))) < len(authors)

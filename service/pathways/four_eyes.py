"""Two pairs of eyes on a draft: who had a hand in it, who may therefore not approve it, and whose approval stands."""

from collections.abc import Collection

from sqlalchemy import select

from service.access import Actor, ActorKind, authority_stream
from service.errors import NotAllowedError
from service.models import ApiClient, Approval, ApprovalDecision, Audit, DraftVersion, LibraryDraft, User, db
from service.pathways.people import ADDED, SET_PASSWORD, name_in


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
        makers = _makers(hands, draft.authority)
    return frozenset(hands)


def _makers(names: Collection[str], authority: str) -> set[str]:
    """Who made these programs."""
    return set(
        db.session.scalars(
            select(ApiClient.created_by).where(ApiClient.authority == authority, ApiClient.name.in_(sorted(names)))
        )
    )


def may_not_approve(draft: LibraryDraft) -> frozenset[str]:
    """Who had a hand in the draft, and whose account one of those made, or could sign in to, since it was begun."""
    hands = hands_in(draft)
    return hands | _accounts_of(hands, draft)


def may_approve(draft: LibraryDraft, actor: Actor) -> bool:
    """Whether the actor, a process owner, is a second person to the draft."""
    return actor.kind is ActorKind.USER and actor.name not in may_not_approve(draft)


def _accounts_of(hands: Collection[str], draft: LibraryDraft) -> frozenset[str]:
    found = db.session.scalars(
        select(Audit.subject).where(
            Audit.stream == authority_stream(draft.authority),
            Audit.actor_kind.in_([kind.value for kind in ActorKind]),
            Audit.actor_id.in_(sorted({*hands, *_ids(User, hands), *_ids(ApiClient, hands)})),
            Audit.action.in_((ADDED, SET_PASSWORD)),
            Audit.at >= draft.created_at,
        )
    )
    return frozenset(map(name_in, found))


def _ids(table: type[User | ApiClient], names: Collection[str]) -> set[str]:
    return {str(each) for each in db.session.scalars(select(table.id).where(table.name.in_(sorted(names))))}


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


def require_second_person(draft: LibraryDraft, approval: Approval, actor: Actor) -> None:
    """Of what a program had a hand in, one person alone makes nothing live.

    :raises NotAllowedError: a program would publish it, or the person who approved it.
    """
    if not _is_of_programs(draft):
        return
    action = "publish this draft"
    if actor.kind is not ActorKind.USER:
        raise NotAllowedError(action, "a program had a hand in it, and a person has to publish it")
    if actor.name == approval.approver:
        raise NotAllowedError(action, "a program had a hand in it, and somebody else than who approved it publishes it")


def _is_of_programs(draft: LibraryDraft) -> bool:
    """Whether somebody among the authors is no person: a program, or an operator at the command line."""
    authors = authors_of(draft)
    program = select(ApiClient.name).where(ApiClient.authority == draft.authority)
    people = select(User.name).where(User.authority == draft.authority, User.name.not_in(program))
    return len(set(db.session.scalars(people.where(User.name.in_(authors))))) < len(authors)

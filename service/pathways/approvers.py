"""Who may be the second pair of eyes on a draft, and who may publish it then."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, literal, select

from service.access import Capability
from service.models import Approval, LibraryDraft, Role, User, db
from service.pathways.four_eyes import may_not_approve, may_not_publish
from service.pathways.notify import able


def approvers_of(draft: LibraryDraft) -> Mapping[str, str]:
    """Display names by user name: process owners of the authority who may approve it."""
    return process_owners(draft.authority, besides=may_not_approve(draft))


def publishers_of(draft: LibraryDraft, approval: Approval) -> Mapping[str, str]:
    """Display names by user name: process owners of the authority who may publish what was approved so."""
    return process_owners(draft.authority, besides=may_not_publish(draft, approval))


def process_owners(authority: str, *, besides: Collection[str] = ()) -> Mapping[str, str]:
    """Display names by user name: everybody of the authority who can sign in and publish."""
    found = db.session.execute(
        select(User.name, User.display_name)
        .where(User.authority == authority, User.active, User.name.not_in(besides))
        .where(able(Capability.PUBLISH))
        .order_by(User.display_name)
    )
    return {row.name: row.display_name for row in found}


def publishing_roles(authority: str) -> Sequence[str]:
    """Ids of the authority's roles that can publish."""
    can = literal(Capability.PUBLISH.value) == func.any(Role.capabilities)
    return db.session.scalars(select(Role.id).where(Role.authority == authority, can).order_by(Role.id)).all()

"""Who may be the second pair of eyes on a draft."""

from collections.abc import Mapping

from sqlalchemy import select

from service.access import Capability
from service.models import LibraryDraft, User, db
from service.pathways.four_eyes import may_not_approve
from service.pathways.notify import able


def approvers_of(draft: LibraryDraft) -> Mapping[str, str]:
    """Display names by user name: process owners of the authority who may approve it."""
    found = db.session.execute(
        select(User.name, User.display_name)
        .where(User.authority == draft.authority, User.active, User.name.not_in(may_not_approve(draft)))
        .where(able(Capability.PUBLISH))
        .order_by(User.display_name)
    )
    return {row.name: row.display_name for row in found}

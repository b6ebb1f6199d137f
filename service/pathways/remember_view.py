"""Remembering how somebody last looked at a list."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor, ActorKind
from service.models import ViewSetting, db
from service.pathways.transaction import transact

LONGEST = 500


def remembered_view(*, view: str, actor: Actor) -> str:
    """The query of the list's address, as the person left it; "" where there is none."""
    if actor.kind is not ActorKind.USER:
        return ""
    own = select(ViewSetting.query).where(ViewSetting.user_id == UUID(actor.id), ViewSetting.view == view)
    return db.session.scalar(own) or ""


def remember_view(*, view: str, query: str, actor: Actor) -> None:
    """Keep the query of the list's address for the next time; what is too long to be kept is left as it was.

    It is a matter of taste and says nothing about a family, so it is not audited.
    """
    if actor.kind is not ActorKind.USER or len(query) > LONGEST or remembered_view(view=view, actor=actor) == query:
        return

    def work() -> None:
        values = {"user_id": UUID(actor.id), "view": view, "query": query}
        statement = insert(ViewSetting).values(values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["user_id", "view"], set_={"query": query}))

    transact(work)

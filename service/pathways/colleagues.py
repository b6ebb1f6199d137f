"""Whose work somebody looks after: the people of their own teams, or everybody's where they are in none."""

from sqlalchemy import ColumnElement, and_, exists, select, true

from service.access import Actor, ActorKind, Capability, require
from service.errors import NotAllowedError, NotFoundError
from service.models import Membership, User, db


def colleagues(actor: Actor) -> ColumnElement[bool]:
    """Condition over User: people with an account whom the actor may look after."""
    own = and_(User.active, true() if actor.authority is None else User.authority == actor.authority)
    if actor.sees_everything or not actor.teams:
        return own
    together = exists().where(Membership.user_id == User.id, Membership.team.in_(sorted(actor.teams)))
    return and_(own, together)


def colleague(name: str, actor: Actor) -> User:
    """The person of that user name, locked.  :raises NotFoundError: the actor looks after nobody of that name."""
    found = select(User).where(User.name == name, colleagues(actor)).with_for_update()
    user = db.session.scalar(found.execution_options(populate_existing=True))
    if user is None:
        raise NotFoundError("person called", name)
    return user


def has_overview(actor: Actor) -> bool:
    """Whether a person shares out work, or answers for it."""
    return actor.may(Capability.ASSIGN) or actor.may(Capability.READ_REPORTS)


def require_overview(actor: Actor, *, action: str) -> None:
    """Let those pass who share out work, and those who answer for it.

    :raises NotAllowedError: anybody else.
    """
    if actor.kind is ActorKind.CLIENT:
        require(actor, Capability.READ_REPORTS, action=action)
    elif not has_overview(actor):
        raise NotAllowedError(action, "none of your roles shares out work or reads reports")

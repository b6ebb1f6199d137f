"""From a session or a token to an actor, in one statement."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from service.access.actor import Actor, ActorKind, Capability, Scope
from service.access.tokens import token_hash
from service.models import ApiClient, Membership, Role, User, UserRole, db


def actor_of_user(user_id: UUID, session_key: str) -> Actor | None:
    """The person whose session this is, with today's roles; None when the session was ended or the account closed."""
    return _actor(User.id == user_id, User.session_key == session_key)


def actor_named(name: str) -> Actor | None:
    """The person with that user name, unless the account is closed."""
    return _actor(User.name == name)


def actor_of_client(token: str, now: datetime) -> Actor | None:
    """The client whose token this is; None when it is unknown, expired or revoked."""
    return _client(ApiClient.token_hash == token_hash(token), now)


def actor_again(actor: Actor, now: datetime) -> Actor | None:
    """Who that is, with what they may do today; None when the account was closed, or the token has run out."""
    match actor.kind:
        case ActorKind.SYSTEM:
            return actor
        case ActorKind.CLIENT:
            return _client(ApiClient.id == UUID(actor.id), now)
        case ActorKind.USER:
            return _actor(User.id == UUID(actor.id))


def _client(condition: ColumnElement[bool], now: datetime) -> Actor | None:
    row = db.session.execute(
        select(ApiClient.id, ApiClient.name, ApiClient.authority, ApiClient.scopes).where(
            condition, ApiClient.expires_at > now, ApiClient.revoked_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        return None
    return Actor(
        kind=ActorKind.CLIENT,
        id=str(row.id),
        name=row.name,
        display_name=row.name,
        authority=row.authority,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
    )


def _actor(*conditions: ColumnElement[bool]) -> Actor | None:
    held = select(UserRole.role).where(UserRole.user_id == User.id)
    can = (
        select(func.unnest(Role.capabilities))
        .join(UserRole, (UserRole.authority == Role.authority) & (UserRole.role == Role.id))
        .where(UserRole.user_id == User.id)
    )
    teams = select(Membership.team).where(Membership.user_id == User.id)
    row = db.session.execute(
        select(
            User.id,
            User.name,
            User.display_name,
            User.authority,
            func.array(held.scalar_subquery()).label("roles"),
            func.array(can.scalar_subquery()).label("capabilities"),
            func.array(teams.scalar_subquery()).label("teams"),
        ).where(User.active, *conditions)
    ).one_or_none()
    if row is None:
        return None
    capabilities = frozenset(Capability(name) for name in row.capabilities)
    return Actor(
        kind=ActorKind.USER,
        id=str(row.id),
        name=row.name,
        display_name=row.display_name,
        authority=row.authority,
        roles=frozenset(row.roles),
        teams=frozenset(row.teams),
        capabilities=capabilities | {Capability.WORK} if row.roles else capabilities,
    )

"""People and clients, and who one is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from service.access import Actor, ActorKind, Capability, require
from service.models import ApiClient, Membership, User, UserRole
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class Me:
    """The actor, as a page or a client may show it."""

    kind: ActorKind
    id: str
    name: str
    display_name: str
    authority: str | None
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    capabilities: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UserView:
    id: UUID
    name: str
    display_name: str
    email: str | None
    active: bool
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ClientView:
    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None


def me(*, actor: Actor) -> Me:
    return Me(
        kind=actor.kind,
        id=actor.id,
        name=actor.name,
        display_name=actor.display_name,
        authority=actor.authority,
        roles=tuple(sorted(actor.roles)),
        teams=tuple(sorted(actor.teams)),
        capabilities=tuple(sorted(actor.capabilities)),
        scopes=tuple(sorted(actor.scopes)),
    )


def list_users(*, actor: Actor, page: PageRequest) -> Page[UserView]:
    """People of the authority; also for those who assign, who have to know whom to name."""
    if not actor.may(Capability.ASSIGN):
        require(actor, Capability.MANAGE_USERS, action="list people")
    roles = select(UserRole.role).where(UserRole.user_id == User.id).order_by(UserRole.role)
    teams = select(Membership.team).where(Membership.user_id == User.id).order_by(Membership.team)
    statement = select(
        User,
        func.array(roles.scalar_subquery()).label("roles"),
        func.array(teams.scalar_subquery()).label("teams"),
    ).where(_own(actor, User.authority))
    columns = {"name": User.name, "display_name": User.display_name}
    order = Order(columns=columns, default="name", key=User.id)
    return page_of(statement.execution_options(populate_existing=True), order, page, make=_user)


def list_clients(*, actor: Actor, page: PageRequest) -> Page[ClientView]:
    """API clients of the authority, without their tokens."""
    require(actor, Capability.MANAGE_USERS, action="list clients")
    statement = select(ApiClient).where(_own(actor, ApiClient.authority))
    order = Order(columns={"name": ApiClient.name}, default="name", key=ApiClient.id)
    return page_of(statement.execution_options(populate_existing=True), order, page, make=_client)


def _own(actor: Actor, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return true() if actor.authority is None else column == actor.authority


def _user(row: AnyRow) -> UserView:
    user: User = row.User
    return UserView(
        id=user.id,
        name=user.name,
        display_name=user.display_name,
        email=user.email,
        active=user.active,
        roles=tuple(row.roles),
        teams=tuple(row.teams),
        created_at=user.created_at,
        last_login_at=user.last_login_at,
    )


def _client(row: AnyRow) -> ClientView:
    client: ApiClient = row.ApiClient
    return ClientView(
        id=client.id,
        name=client.name,
        scopes=tuple(client.scopes),
        created_at=client.created_at,
        created_by=client.created_by,
        expires_at=client.expires_at,
        revoked_at=client.revoked_at,
    )

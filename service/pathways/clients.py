"""API clients: made with a token that is shown once, and revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, new_token, require, require_scope, token_hash
from service.clocks.clock import Clock
from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.models import ApiClient, User, db
from service.pathways.idempotency import Idempotency, remember, remembered
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact, transact_once


@dataclass(frozen=True, kw_only=True)
class NewClient:
    client_id: str
    name: str
    token: str


@dataclass(frozen=True, kw_only=True)
class RevokedClient:
    client_id: str


def add_client(
    *,
    name: str,
    scopes: Sequence[Scope],
    expires_at: datetime,
    actor: Actor,
    clock: Clock,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> NewClient:
    """Make a client.  Its token is in the answer and nowhere else, so this cannot be replayed.

    A client makes no client with more scopes than its own.
    :raises InvalidInputError: no scope, an expiry that is past, or a name that is a person's.
    :raises ConflictError: a client was made under this key before.
    """
    require(actor, Capability.MANAGE_USERS, action="add clients")
    if actor.kind is ActorKind.CLIENT:
        for scope in scopes:
            require_scope(actor, scope, action="add clients")
    _check(scopes, expires_at, clock)

    def work() -> NewClient:
        acting = acting_authority(actor, authority, action="add clients")
        _require_new_key(idempotency, actor=actor, clock=clock)
        if db.session.scalar(select(User.id).where(User.name == name)) is not None:
            # what is done is signed with a name; nobody must take a program's work for a person's
            raise InvalidInputError({"name": [f"{name} is the name of a person."]})
        token = new_token()
        client = ApiClient(
            id=uuid4(),
            authority=acting,
            name=name,
            token_hash=token_hash(token),
            scopes=sorted(set(scopes)),
            created_at=clock.now(),
            created_by=actor.name,
            expires_at=expires_at,
        )
        db.session.add(client)
        db.session.flush()
        if idempotency is not None:
            remember(idempotency, actor=actor, result=RevokedClient(client_id=str(client.id)))
        _audit("add client", client, {"scopes": client.scopes}, actor=actor, clock=clock)
        return NewClient(client_id=str(client.id), name=name, token=token)

    return transact(work)


def revoke_client(
    *, client_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> RevokedClient:
    """Make the client's token worthless; revoking twice changes nothing.

    :raises NotFoundError: the authority has no such client.
    """
    require(actor, Capability.MANAGE_USERS, action="revoke clients")

    def work() -> RevokedClient:
        client = db.session.scalar(select(ApiClient).where(ApiClient.id == client_id).with_for_update())
        if client is None or actor.authority not in {None, client.authority}:
            raise NotFoundError("client", client_id)
        if client.revoked_at is None:
            client.revoked_at = clock.now()
            _audit("revoke client", client, {}, actor=actor, clock=clock)
        return RevokedClient(client_id=str(client.id))

    return transact_once(work, returns=RevokedClient, actor=actor, clock=clock, idempotency=idempotency)


def _require_new_key(idempotency: Idempotency | None, *, actor: Actor, clock: Clock) -> None:
    if idempotency is None:
        return
    before = remembered(idempotency, actor=actor, now=clock.now(), returns=RevokedClient)
    if before is not None:
        raise ConflictError(f"Under this key the client {before.client_id} was made; its token was shown then.")


def _check(scopes: Sequence[Scope], expires_at: datetime, clock: Clock) -> None:
    if not scopes:
        raise InvalidInputError({"scopes": ["Name at least one scope."]})
    if expires_at <= clock.now():
        raise InvalidInputError({"expires_at": ["This is past."]})


def _audit(action: str, client: ApiClient, details: dict[str, object], *, actor: Actor, clock: Clock) -> None:
    audit(
        actor,
        action,
        f"client {client.name}",
        at=clock.now(),
        case_id=None,
        authority=client.authority,
        details=details,
    )

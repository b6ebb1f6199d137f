"""People who sign in: added, changed, given a new password."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete, insert, select

from service.access import Actor, Capability, check_password, hash_password, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError
from service.models import ApiClient, Membership, Role, Team, User, UserRole, db
from service.pathways.hand_back import hand_back_everything
from service.pathways.idempotency import Idempotency
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact, transact_once

SHORTEST_PASSWORD = 12
ADDED, SET_PASSWORD = "add person", "set password"  # in the audit
_SUBJECT = "user "


@dataclass(frozen=True, kw_only=True)
class SavedUser:
    user_id: str
    name: str


def add_user(
    *,
    name: str,
    display_name: str,
    password: str,
    roles: Sequence[str],
    actor: Actor,
    clock: Clock,
    teams: Sequence[str] = (),
    email: str | None = None,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> SavedUser:
    """Give somebody an account.

    :raises InvalidInputError: the name is taken, the password is short, or a role or team is unknown.
    """
    require(actor, Capability.MANAGE_USERS, action="add people")
    _check_password(password)

    def work() -> SavedUser:
        acting = acting_authority(actor, authority, action="add people")
        if db.session.scalar(select(User.id).where(User.name == name)) is not None:
            raise InvalidInputError({"name": [f"{name} is taken."]})
        if db.session.scalar(
            select(ApiClient.id).where(ApiClient.name == name, ApiClient.authority == acting).limit(1)
        ):
            raise InvalidInputError({"name": [f"{name} is the name of a program."]})
        user = User(
            id=uuid4(),
            name=name,
            authority=acting,
            display_name=display_name,
            email=email,
            password_hash=hash_password(password),
            active=True,
            session_key=_session_key(),
            created_at=clock.now(),
        )
        db.session.add(user)
        db.session.flush()
        _give_roles(user, roles)
        _give_teams(user, teams)
        _audit(ADDED, user, {"roles": sorted(roles), "teams": sorted(teams)}, actor=actor, clock=clock)
        return SavedUser(user_id=str(user.id), name=name)

    return transact_once(work, returns=SavedUser, actor=actor, clock=clock, idempotency=idempotency)


def change_user(
    *,
    name: str,
    actor: Actor,
    clock: Clock,
    roles: Sequence[str] | None = None,
    teams: Sequence[str] | None = None,
    active: bool | None = None,
    display_name: str | None = None,
    idempotency: Idempotency | None = None,
) -> SavedUser:
    """Change what is given; closing an account ends its sessions and hands back its tasks and cases.

    :raises NotFoundError: the authority has nobody of that name.
    :raises InvalidInputError: a role or team is unknown.
    """
    require(actor, Capability.MANAGE_USERS, action="change people")

    def work() -> SavedUser:
        user = _locked(name, actor)
        if roles is not None:
            _give_roles(user, roles)
        if teams is not None:
            _give_teams(user, teams)
        if active is not None:
            user.active = active
        if active is False:
            user.session_key = _session_key()
            user.calendar_token_hash = None
            hand_back_everything(name, actor=actor, clock=clock)
        if display_name is not None:
            user.display_name = display_name
        changed = {"roles": roles, "teams": teams, "active": active, "display_name": display_name}
        details = {key: list(value) if isinstance(value, tuple) else value for key, value in changed.items()}
        _audit("change person", user, details, actor=actor, clock=clock)
        return SavedUser(user_id=str(user.id), name=name)

    return transact_once(work, returns=SavedUser, actor=actor, clock=clock, idempotency=idempotency)


def set_password(
    *, name: str, password: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> SavedUser:
    """Give a new password, one's own or, for those who manage people, anybody's; it ends every session.

    :raises NotFoundError: the authority has nobody of that name.
    :raises InvalidInputError: it is short, or it is one's own and the one that one has.
    """
    if actor.name != name:
        require(actor, Capability.MANAGE_USERS, action="set passwords")
    _check_password(password)

    def work() -> SavedUser:
        user = _locked(name, actor)
        if actor.name == name and check_password(user.password_hash, password):  # somebody else may know it
            raise InvalidInputError({"password": ["Choose another password than the one that you have."]})
        user.password_hash = hash_password(password)
        user.session_key = _session_key()
        _audit(SET_PASSWORD, user, {}, actor=actor, clock=clock)
        return SavedUser(user_id=str(user.id), name=name)

    return transact_once(work, returns=SavedUser, actor=actor, clock=clock, idempotency=idempotency)


def end_sessions(*, name: str, actor: Actor, clock: Clock) -> None:
    """Sign somebody out everywhere: a cookie that was copied is worth nothing any more.

    :raises NotFoundError: the authority has nobody of that name.
    """
    if actor.name != name:
        require(actor, Capability.MANAGE_USERS, action="end sessions")

    def work() -> None:
        user = _locked(name, actor)
        user.session_key = _session_key()
        _audit("end sessions", user, {}, actor=actor, clock=clock)

    transact(work)


def account(name: str) -> str:
    """Return what the audit calls somebody's account."""
    return f"{_SUBJECT}{name}"


def name_in(subject: str) -> str:
    """Return whose account it is that the audit names so."""
    return subject.removeprefix(_SUBJECT)


def _locked(name: str, actor: Actor) -> User:
    user = db.session.scalar(select(User).where(User.name == name).with_for_update())
    if user is None or actor.authority not in {None, user.authority}:
        raise NotFoundError("person called", name)
    return user


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError({"password": [f"Use at least {SHORTEST_PASSWORD} characters."]})


def _session_key() -> str:
    return secrets.token_urlsafe(24)


def _give_roles(user: User, roles: Sequence[str]) -> None:
    known = set(db.session.scalars(select(Role.id).where(Role.authority == user.authority)))
    _require_known("roles", roles, known)
    db.session.execute(delete(UserRole).where(UserRole.user_id == user.id))
    rows = [{"user_id": user.id, "authority": user.authority, "role": role} for role in sorted(set(roles))]
    if rows:
        db.session.execute(insert(UserRole), rows)


def _give_teams(user: User, teams: Sequence[str]) -> None:
    known = set(db.session.scalars(select(Team.id).where(Team.authority == user.authority)))
    _require_known("teams", teams, known)
    db.session.execute(delete(Membership).where(Membership.user_id == user.id))
    rows = [{"user_id": user.id, "authority": user.authority, "team": team} for team in sorted(set(teams))]
    if rows:
        db.session.execute(insert(Membership), rows)


def _require_known(field: str, given: Sequence[str], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise InvalidInputError({field: [f"There is no {name}." for name in unknown]})


def _audit(action: str, user: User, details: Mapping[str, object], *, actor: Actor, clock: Clock) -> None:
    audit(
        actor,
        action,
        account(user.name),
        at=clock.now(),
        case_id=None,
        authority=user.authority,
        details=details,
    )

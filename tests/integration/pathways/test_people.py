from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Capability, Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooManyAttemptsError,
)
from service.models import ApiClient, Audit, IdempotencyKey, User, db
from service.pathways.clients import add_client, revoke_client
from service.pathways.housekeeping import tidy
from service.pathways.idempotency import Idempotency
from service.pathways.identify import actor_of_session, actor_of_token
from service.pathways.people import add_user, change_user, set_password
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.people import list_clients, list_users, me
from service.pathways.sign_in import SignedIn, sign_in
from tests.integration.builders import PASSWORD, client, later, person


def signed_in(clock: VirtualClock, name: str = "worker.west", password: str = PASSWORD, address: str = "10.0.0.1"):
    return sign_in(name=name, password=password, address=address, clock=clock)


def actor_of(session: SignedIn):
    return actor_of_session(user_id=session.user_id, session_key=session.session_key)


def test_signing_in_gives_a_session_with_roles_teams_and_capabilities(rolled_back: Flask, clock: VirtualClock):
    actor = actor_of(signed_in(clock, "manager.west"))

    assert actor is not None
    assert (actor.name, actor.authority) == ("manager.west", "test")
    assert (actor.roles, actor.teams) == ({"manager"}, {"west"})
    assert actor.capabilities == {Capability.WORK, Capability.ASSIGN, Capability.APPROVE}
    assert me(actor=actor).roles == ("manager",)


def test_somebody_without_a_role_can_do_nothing(rolled_back: Flask, clock: VirtualClock):
    actor = actor_of(signed_in(clock, "guest.one"))

    assert actor is not None
    assert actor.capabilities == frozenset()


@pytest.mark.parametrize(("name", "password"), [("worker.west", "wrong password"), ("nobody.here", PASSWORD)])
def test_a_wrong_name_or_password_is_refused_in_the_same_words(
    rolled_back: Flask, clock: VirtualClock, name: str, password: str
):
    with pytest.raises(NotSignedInError, match="The name or the password is wrong"):
        signed_in(clock, name, password)


def test_after_five_failures_even_the_right_password_is_refused_for_a_while(rolled_back: Flask, clock: VirtualClock):
    for _ in range(5):
        with pytest.raises(NotSignedInError):
            signed_in(clock, password="wrong password")

    with pytest.raises(TooManyAttemptsError):
        signed_in(clock)
    later(clock, minutes=16)
    assert signed_in(clock).name == "worker.west"


def test_an_address_that_tries_many_names_is_refused(rolled_back: Flask, clock: VirtualClock):
    for number in range(20):
        with pytest.raises(NotSignedInError):
            signed_in(clock, f"guess.{number}", "wrong password")

    with pytest.raises(TooManyAttemptsError):
        signed_in(clock)
    assert signed_in(clock, address="10.0.0.2").name == "worker.west"


def test_signing_in_forgets_earlier_failures_and_so_does_time(rolled_back: Flask, clock: VirtualClock):
    for _ in range(4):
        with pytest.raises(NotSignedInError):
            signed_in(clock, password="wrong password")
    signed_in(clock)
    with pytest.raises(NotSignedInError):
        signed_in(clock, password="wrong password")
    later(clock, days=2)

    assert tidy(clock=clock) == 1


def test_refused_and_successful_logins_are_audited(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotSignedInError):
        signed_in(clock, password="wrong password")
    signed_in(clock)

    actions = db.session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)).all()
    assert actions == ["sign in", "refuse sign in"]


def test_a_new_password_ends_every_session(rolled_back: Flask, clock: VirtualClock):
    session = signed_in(clock)

    set_password(name="worker.west", password="another long one", actor=person("worker.west"), clock=clock)

    assert actor_of(session) is None
    assert actor_of(signed_in(clock, password="another long one")) is not None


def test_the_password_that_one_was_given_does_not_become_an_own_one(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(InvalidInputError, match="Some answers"):
        set_password(name="worker.west", password=PASSWORD, actor=person("worker.west"), clock=clock)

    actions = db.session.scalars(select(Audit.action).where(Audit.actor_name == "worker.west")).all()
    assert "set password" not in actions


def test_a_closed_account_is_nobody(rolled_back: Flask, clock: VirtualClock):
    session = signed_in(clock)

    change_user(name="worker.west", active=False, actor=person("admin.one"), clock=clock)

    assert actor_of(session) is None
    with pytest.raises(NotSignedInError):
        signed_in(clock)


def test_a_session_that_was_made_up_is_nobody(rolled_back: Flask):
    user_id = db.session.scalars(select(User.id).where(User.name == "worker.west")).one()

    assert actor_of_session(user_id=str(user_id), session_key="guess") is None
    assert actor_of_session(user_id="no id", session_key="guess") is None


def test_roles_and_teams_change_at_once(rolled_back: Flask, clock: VirtualClock):
    session = signed_in(clock)

    change_user(name="worker.west", roles=["manager"], teams=["east"], actor=person("admin.one"), clock=clock)

    actor = actor_of(session)
    assert actor is not None
    assert (actor.roles, actor.teams) == ({"manager"}, {"east"})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "worker.west"}, "name"),
        ({"password": "short"}, "password"),
        ({"roles": ["nothing"]}, "roles"),
        ({"teams": ["nowhere"]}, "teams"),
    ],
)
def test_a_person_is_not_added_with(rolled_back: Flask, clock: VirtualClock, changed: dict[str, object], field: str):
    about = {"name": "new.one", "display_name": "New One", "password": PASSWORD, "roles": ["worker"], "teams": ["west"]}

    with pytest.raises(InvalidInputError) as refused:
        add_user(**(about | changed), actor=person("admin.one"), clock=clock)

    assert set(refused.value.errors) == {field}
    assert db.session.scalar(select(User.id).where(User.name == "new.one")) is None


def test_only_those_who_manage_people_do(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError):
        change_user(name="worker.west", roles=["administrator"], actor=person("worker.west"), clock=clock)
    with pytest.raises(NotAllowedError):
        set_password(name="admin.one", password=PASSWORD, actor=person("worker.west"), clock=clock)
    with pytest.raises(NotFoundError):
        change_user(name="worker.west", active=False, actor=system_actor(authority="elsewhere"), clock=clock)


def test_a_client_is_known_by_its_token_until_it_expires_or_is_revoked(rolled_back: Flask, clock: VirtualClock):
    made = add_client(
        name="mosaic",
        scopes=[Scope.CASES_READ],
        expires_at=clock.now() + timedelta(days=30),
        actor=person("admin.one"),
        clock=clock,
    )
    actor = actor_of_token(token=made.token, clock=clock)
    assert actor is not None
    assert (actor.name, actor.authority, actor.scopes) == ("mosaic", "test", {Scope.CASES_READ})
    assert actor_of_token(token="ehp_guess", clock=clock) is None

    revoke_client(client_id=UUID(made.client_id), actor=person("admin.one"), clock=clock)

    assert actor_of_token(token=made.token, clock=clock) is None


def test_an_expired_token_is_nobody(rolled_back: Flask, clock: VirtualClock):
    made = add_client(
        name="mosaic",
        scopes=[Scope.CASES_READ],
        expires_at=clock.now() + timedelta(days=1),
        actor=person("admin.one"),
        clock=clock,
    )
    later(clock, days=1)

    assert actor_of_token(token=made.token, clock=clock) is None


def test_a_token_is_kept_as_a_hash_only(rolled_back: Flask, clock: VirtualClock):
    made = add_client(
        name="mosaic",
        scopes=[Scope.CASES_READ],
        expires_at=clock.now() + timedelta(days=1),
        actor=person("admin.one"),
        clock=clock,
    )

    row = db.session.scalars(select(ApiClient)).one()
    assert made.token.encode() not in row.token_hash
    listed = list_clients(actor=person("admin.one"), page=PageRequest()).items
    assert [one.name for one in listed] == ["mosaic"]


def test_a_client_hands_out_no_scope_it_does_not_have(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match="releases:publish"):
        add_client(
            name="more",
            scopes=[Scope.USERS_MANAGE, Scope.RELEASES_PUBLISH],
            expires_at=clock.now() + timedelta(days=1),
            actor=client(Scope.USERS_MANAGE),
            clock=clock,
        )


def test_those_who_assign_can_list_people(rolled_back: Flask):
    names = [user.name for user in list_users(actor=person("manager.west"), page=PageRequest(limit=3)).items]

    assert names == ["admin.one", "director.one", "door.one"]
    with pytest.raises(NotAllowedError):
        list_users(actor=person("worker.west"), page=PageRequest())


def test_no_program_has_the_name_of_a_person_nor_a_person_that_of_a_program(rolled_back: Flask, clock: VirtualClock):
    about = {"scopes": [Scope.CASES_READ], "expires_at": clock.now() + timedelta(days=1), "clock": clock}
    admin = person("admin.one")

    with pytest.raises(InvalidInputError):
        add_client(name="worker.west", actor=admin, **about)
    add_client(name="mosaic", actor=admin, **about)
    with pytest.raises(InvalidInputError):
        add_user(name="mosaic", display_name="M", password=PASSWORD, roles=[], actor=admin, clock=clock)


def test_a_key_makes_one_client_and_shows_its_token_once(rolled_back: Flask, clock: VirtualClock):
    about = {"scopes": [Scope.CASES_READ], "expires_at": clock.now() + timedelta(days=1), "clock": clock}
    key = Idempotency(key="k", fingerprint="add mosaic")
    made = add_client(name="mosaic", actor=person("admin.one"), idempotency=key, **about)

    with pytest.raises(ConflictError, match=made.client_id):
        add_client(name="mosaic", actor=person("admin.one"), idempotency=key, **about)

    assert db.session.scalars(select(ApiClient.name)).all() == ["mosaic"]
    stored = db.session.scalars(select(IdempotencyKey.result)).all()
    assert made.token not in str(stored)

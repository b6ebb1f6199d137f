import pytest

from service.access import (
    SCOPE_FOR,
    Actor,
    ActorKind,
    Capability,
    Scope,
    check_password,
    hash_password,
    new_token,
    require,
    require_client,
    require_scope,
    system_actor,
    token_hash,
)
from service.errors import NotAllowedError
from service.library import CAPABILITIES


def actor(kind: ActorKind, **given: object) -> Actor:
    about = {"id": "1", "name": "one", "display_name": "One", "authority": "test", **given}
    return Actor(kind=kind, **about)  # type: ignore[arg-type]


def test_a_person_needs_the_capability():
    manager = actor(ActorKind.USER, capabilities=frozenset({Capability.ASSIGN}))

    require(manager, Capability.ASSIGN, action="assign tasks")

    with pytest.raises(NotAllowedError, match="publish"):
        require(manager, Capability.PUBLISH, action="publish releases")


@pytest.mark.parametrize("capability", list(Capability))
def test_a_client_needs_the_scope_that_stands_for_the_capability(capability: Capability):
    scope = SCOPE_FOR[capability]

    require(actor(ActorKind.CLIENT, scopes=frozenset({scope})), capability, action="do it")

    with pytest.raises(NotAllowedError, match=scope):
        require(actor(ActorKind.CLIENT, scopes=frozenset(Scope) - {scope}), capability, action="do it")


def test_people_are_not_bound_by_scopes_and_the_system_by_nothing():
    require_scope(actor(ActorKind.USER), Scope.CASES_READ, action="read")
    require_scope(system_actor(), Scope.CASES_READ, action="read")
    require(system_actor(), Capability.OPERATE, action="operate")


def test_what_is_for_programs_is_refused_to_people_who_do_not_operate():
    require_client(actor(ActorKind.CLIENT, scopes=frozenset({Scope.EXTERNAL_TASKS})), Scope.EXTERNAL_TASKS, action="x")
    require_client(
        actor(ActorKind.USER, capabilities=frozenset({Capability.OPERATE})), Scope.EXTERNAL_TASKS, action="x"
    )

    with pytest.raises(NotAllowedError):
        require_client(actor(ActorKind.USER), Scope.EXTERNAL_TASKS, action="x")
    with pytest.raises(NotAllowedError):
        require_client(actor(ActorKind.CLIENT), Scope.EXTERNAL_TASKS, action="x")


def test_the_library_and_the_service_know_the_same_capabilities():
    assert set(CAPABILITIES) == {capability.value for capability in Capability}


def test_a_password_is_kept_as_a_hash_that_only_it_fits():
    kept = hash_password("a long test password")

    assert kept.startswith("$argon2id$")
    assert check_password(kept, "a long test password")
    assert not check_password(kept, "another password")
    assert not check_password("no hash at all", "a long test password")


def test_tokens_are_long_random_and_recognisable():
    one, two = new_token(), new_token()

    assert one != two
    assert one.startswith("ehp_")
    assert len(one) >= 40
    assert token_hash(one) != token_hash(two)
    assert len(token_hash(one)) == 32

"""What an actor may do in general; which objects they may do it to is `visibility`."""

from collections.abc import Mapping

from service.access.actor import Actor, ActorKind, Capability, Scope
from service.errors import NotAllowedError

# What a client's token must be good for where a person needs the capability.
SCOPE_FOR: Mapping[Capability, Scope] = {
    Capability.WORK: Scope.TASKS_WRITE,
    Capability.START_CASES: Scope.CASES_WRITE,
    Capability.SEE_ALL_CASES: Scope.CASES_READ,
    Capability.ASSIGN: Scope.TASKS_WRITE,
    Capability.OPERATE: Scope.INSTANCES_OPERATE,
    Capability.PUBLISH: Scope.RELEASES_PUBLISH,
    Capability.APPROVE: Scope.TASKS_WRITE,
    Capability.MANAGE_USERS: Scope.USERS_MANAGE,
    Capability.READ_REPORTS: Scope.REPORTS_READ,
}


def require(actor: Actor, capability: Capability, *, action: str) -> None:
    """Let people with the capability, clients with its scope and the system pass.

    :raises NotAllowedError: anybody else.
    """
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, SCOPE_FOR[capability], action=action)
    elif not actor.may(capability):
        raise NotAllowedError(action, f"none of your roles includes “{capability.value}”")


def require_scope(actor: Actor, scope: Scope, *, action: str) -> None:
    """Let clients with the scope pass; people are not bound by scopes.

    :raises NotAllowedError: a client without it.
    """
    if actor.kind is ActorKind.CLIENT and scope not in actor.scopes:
        raise NotAllowedError(action, f"this token lacks the scope “{scope.value}”")


def require_client(actor: Actor, scope: Scope, *, action: str) -> None:
    """Let clients with the scope pass, and operators, but nobody else.

    :raises NotAllowedError: anybody else.
    """
    if actor.kind is ActorKind.USER and not actor.may(Capability.OPERATE):
        raise NotAllowedError(action, "this is for programs and operators")
    require_scope(actor, scope, action=action)

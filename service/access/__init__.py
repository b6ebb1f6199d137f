"""Identity, roles, who may see and do what, and the audit trail."""

from service.access.actor import Actor, ActorKind, Capability, Scope, system_actor
from service.access.audit import (
    AuditEntry,
    Verification,
    authority_stream,
    case_stream,
    streams,
    verify_stream,
    write_audit,
)
from service.access.identity import actor_again, actor_named, actor_of_client, actor_of_user
from service.access.login import LoginOutcome, Refusal, try_login
from service.access.passwords import check_password, hash_password
from service.access.permissions import SCOPE_FOR, require, require_client, require_scope
from service.access.tokens import new_token, token_hash
from service.access.visibility import (
    may_open_restricted,
    may_see_case,
    visible_cases,
    visible_instances,
    visible_tasks,
    workable_tasks,
)

__all__ = [
    "SCOPE_FOR",
    "Actor",
    "ActorKind",
    "AuditEntry",
    "Capability",
    "LoginOutcome",
    "Refusal",
    "Scope",
    "Verification",
    "actor_again",
    "actor_named",
    "actor_of_client",
    "actor_of_user",
    "authority_stream",
    "case_stream",
    "check_password",
    "hash_password",
    "may_open_restricted",
    "may_see_case",
    "new_token",
    "require",
    "require_client",
    "require_scope",
    "streams",
    "system_actor",
    "token_hash",
    "try_login",
    "verify_stream",
    "visible_cases",
    "visible_instances",
    "visible_tasks",
    "workable_tasks",
    "write_audit",
]

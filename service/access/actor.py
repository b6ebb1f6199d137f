"""Who acts, and what they may do in general."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    CLIENT = "client"
    SYSTEM = "system"  # our own jobs, and operators at the command line


class Capability(StrEnum):
    """What a role can do besides its tasks (`can` in authority.yaml)."""

    WORK = "work"  # implied for every role
    START_CASES = "start_cases"
    SEE_ALL_CASES = "see_all_cases"
    ASSIGN = "assign"
    OPERATE = "operate"
    PUBLISH = "publish"
    APPROVE = "approve"
    MANAGE_USERS = "manage_users"
    READ_REPORTS = "read_reports"


class Scope(StrEnum):
    """What a token may be used for."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    MESSAGES_WRITE = "messages:write"
    INSTANCES_READ = "instances:read"
    INSTANCES_OPERATE = "instances:operate"
    RELEASES_READ = "releases:read"
    RELEASES_PUBLISH = "releases:publish"
    EXTERNAL_TASKS = "external-tasks"
    USERS_MANAGE = "users:manage"
    REPORTS_READ = "reports:read"
    AUDIT_READ = "audit:read"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """`name` is the user name of a person, the name of a client.  `authority` None: every authority (the system)."""

    kind: ActorKind
    id: str
    name: str
    display_name: str
    authority: str | None
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    capabilities: frozenset[Capability] = frozenset()
    scopes: frozenset[Scope] = frozenset()

    def may(self, capability: Capability) -> bool:
        return self.kind is ActorKind.SYSTEM or capability in self.capabilities

    def has(self, scope: Scope) -> bool:
        return self.kind is ActorKind.SYSTEM or scope in self.scopes

    @property
    def sees_everything(self) -> bool:
        """Every case of the authority that is not restricted."""
        return self.kind is not ActorKind.USER or bool(
            self.capabilities & {Capability.SEE_ALL_CASES, Capability.OPERATE}
        )


def system_actor(name: str = "system", authority: str | None = None) -> Actor:
    """The service itself, or an operator at its command line."""
    return Actor(kind=ActorKind.SYSTEM, id=name, name=name, display_name=name, authority=authority)

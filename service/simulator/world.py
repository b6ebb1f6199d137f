"""What a scenario runs against: a release with its forms and the names of its roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.release import Release
from service.forms import Form
from service.library import Composed
from service.reporting.definitions import Report


@dataclass(frozen=True, kw_only=True)
class World:
    authority: str
    release: Release
    forms: Mapping[str, Form]
    roles: Mapping[str, str]  # id -> name
    teams: Mapping[str, str]
    prefix: str  # of case references
    reports: Mapping[str, Report] = field(default_factory=dict)

    @classmethod
    def of(cls, composed: Composed) -> "World":
        return cls(
            authority=composed.authority.id,
            release=composed.release,
            forms=composed.forms,
            roles={role.id: role.name for role in composed.authority.roles.values()},
            teams={team.id: team.name for team in composed.authority.teams.values()},
            prefix=composed.authority.prefix,
            reports=composed.reports,
        )

    def role(self, role: str) -> str:
        return self.roles.get(role, role)

"""What a scenario runs against: a release with its forms and the names of its roles."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.engine.release import Release
from service.forms import Form


@dataclass(frozen=True, kw_only=True)
class World:
    authority: str
    release: Release
    forms: Mapping[str, Form]
    roles: Mapping[str, str]  # id -> name
    teams: Mapping[str, str]
    prefix: str  # of case references

    def role(self, role: str) -> str:
        return self.roles.get(role, role)

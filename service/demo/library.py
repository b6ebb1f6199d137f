"""What `demo` in authority.yaml asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from service.clocks import WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    user: str
    name: str
    roles: tuple[str, ...]
    team: str | None


@dataclass(frozen=True, kw_only=True)
class DemoCase:
    """A case that is made by replaying a scenario until the task `until` is open; None: to its end."""

    scenario: str  # stem of a file in scenarios/
    until: str | None  # name of a task
    family: str
    team: str | None


@dataclass(frozen=True, kw_only=True)
class DemoLibrary:
    authority: str
    people: tuple[DemoPerson, ...]
    cases: tuple[DemoCase, ...]
    calendar: WorkingCalendar
    files: Mapping[str, bytes]

    def scenario(self, name: str) -> tuple[bytes, str]:
        """Return content and path of the scenario file.

        :raises KeyError: there is no such file.
        """
        path = f"processes/{self.authority}/scenarios/{name}.yaml"
        return self.files[path], path


def read_demo(authority: str, files: Mapping[str, bytes]) -> DemoLibrary:
    """Read what the library asks for; `files` is the whole library of the authority."""
    settings = yaml.safe_load(files[f"processes/{authority}/authority.yaml"])
    calendar = yaml.safe_load(files[f"processes/{authority}/calendar.yaml"])
    demo = settings.get("demo") or {}
    return DemoLibrary(
        authority=authority,
        people=tuple(_person(entry) for entry in _entries(demo, "people")),
        cases=tuple(_case(entry) for entry in _entries(demo, "cases")),
        calendar=WorkingCalendar.from_mapping(calendar),
        files=files,
    )


def _entries(demo: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    entries = demo.get(key) or []
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _person(entry: Mapping[str, object]) -> DemoPerson:
    roles = entry.get("roles")
    return DemoPerson(
        user=str(entry["user"]),
        name=str(entry["name"]),
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        team=_optional(entry, "team"),
    )


def _case(entry: Mapping[str, object]) -> DemoCase:
    return DemoCase(
        scenario=str(entry["scenario"]),
        until=_optional(entry, "until"),
        family=str(entry["family"]),
        team=_optional(entry, "team"),
    )


def _optional(entry: Mapping[str, object], key: str) -> str | None:
    return str(entry[key]) if entry.get(key) is not None else None

"""Roles, teams and the people of the demonstration, as authority.yaml names them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from service.library.notes import Notes

# The same as service.access.Capability; a test compares the two.
CAPABILITIES = (
    "work",
    "start_cases",
    "see_all_cases",
    "assign",
    "operate",
    "publish",
    "approve",
    "manage_users",
    "read_reports",
)
ID = re.compile(r"[a-z][a-z0-9_]*")
USER = re.compile(r"[a-z][a-z0-9_.-]*")


@dataclass(frozen=True, kw_only=True)
class Role:
    id: str
    name: str
    can: frozenset[str]  # `work` is among them always
    rules: tuple[str, ...] = ()  # rule ids that having this role carries out


@dataclass(frozen=True, kw_only=True)
class Team:
    id: str
    name: str
    localities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    user: str
    name: str
    roles: tuple[str, ...]
    team: str | None = None


def read_roles(value: object, notes: Notes) -> Mapping[str, Role]:
    roles: dict[str, Role] = {}
    for entry in _entries(value, "roles", notes, keys=("id", "name", "can", "rules")):
        id_, can = str(entry.get("id") or ""), _words(entry, "can", notes)
        _check_id(id_, roles, notes, kind="role")
        for capability in can:
            if capability not in CAPABILITIES:
                message = f'The role {id_} can "{capability}", which nobody can.'
                remedy = f"Known are: {', '.join(CAPABILITIES)}."
                notes.add("capability-unknown", message, remedy=remedy, element=id_)
        rules = _words(entry, "rules", notes)
        roles[id_] = Role(id=id_, name=str(entry.get("name") or id_), can=frozenset({"work", *can}), rules=rules)
    return roles


def read_teams(value: object, notes: Notes) -> Mapping[str, Team]:
    teams: dict[str, Team] = {}
    for entry in _entries(value, "teams", notes, keys=("id", "name", "localities", "rules")):
        id_ = str(entry.get("id") or "")
        _check_id(id_, teams, notes, kind="team")
        teams[id_] = Team(
            id=id_,
            name=str(entry.get("name") or id_),
            localities=_words(entry, "localities", notes),
            rules=_words(entry, "rules", notes),
        )
    return teams


def read_people(
    value: object, notes: Notes, *, roles: Mapping[str, Role], teams: Mapping[str, Team]
) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    for entry in _entries(value, "demo.people", notes, keys=("user", "name", "roles", "team")):
        user, team = str(entry.get("user") or ""), entry.get("team")
        if not USER.fullmatch(user) or user in people:
            message = f'"{user}" cannot be a user name, or stands twice.'
            notes.add("user-unusable", message, remedy="Use small letters, digits, dots, each name once.", element=user)
        held = _words(entry, "roles", notes)
        for role in held:
            if role not in roles:
                message = f'{user} has the role "{role}", which does not exist.'
                notes.add("role-unknown", message, remedy="Add the role, or correct its id.", element=user)
        if team is not None and team not in teams:
            message = f'{user} is in the team "{team}", which does not exist.'
            notes.add("team-unknown", message, remedy="Add the team, or correct its id.", element=user)
        people[user] = Person(
            user=user, name=str(entry.get("name") or user), roles=held, team=None if team is None else str(team)
        )
    return tuple(people.values())


def _entries(value: object, what: str, notes: Notes, *, keys: Collection[str]) -> Iterator[Mapping[str, object]]:
    """Yield the mappings of a list; keys that nobody reads are noted."""
    if value is not None and not isinstance(value, list):
        notes.add("authority-value", f"{what} is no list.", remedy="Write a list, one line each.", element=what)
        return
    for entry in value or ():
        if not isinstance(entry, dict):
            notes.add("authority-value", f"{what} holds {entry!r}.", remedy="Write {id: …, name: …}.", element=what)
            continue
        for key in sorted(str(key) for key in entry.keys() - set(keys)):
            remedy = f"Known are: {', '.join(keys)}."
            notes.add("authority-key-unknown", f'Nobody reads "{key}" in {what}.', remedy=remedy, element=what)
        yield entry


def _words(entry: Mapping[str, object], key: str, notes: Notes) -> tuple[str, ...]:
    value = entry.get(key) or []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    notes.add("authority-value", f"{key} is no list of texts: {value!r}.", remedy="Write [one, two].", element=key)
    return ()


def _check_id(id_: str, taken: Collection[str], notes: Notes, *, kind: str) -> None:
    if not ID.fullmatch(id_):
        remedy = "Use small letters, digits and _."
        notes.add(f"{kind}-id", f'"{id_}" cannot be the id of a {kind}.', remedy=remedy, element=id_)
    elif id_ in taken:
        notes.add(f"{kind}-twice", f"The {kind} {id_} stands twice.", remedy="Remove one of them.", element=id_)

"""One person for each role, with a password that is made once and kept in a file that only its owner can read."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.demo.library import DemoLibrary, DemoPerson
from service.models import User, db
from service.pathways.people import add_user, set_password

PASSWORDS = "demo-passwords"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_LENGTH = 14  # of 31 letters: 69 bits


@dataclass(frozen=True, kw_only=True)
class DemoLogin:
    authority: str
    user: str
    password: str
    roles: str


class Passwords:
    """The file: one line a person, `authority user password`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self._known = {user: password for _, user, password in (line.split() for line in lines)}

    def of(self, user: str) -> str | None:
        return self._known.get(user)

    def make(self, authority: str, user: str) -> str:
        """Make a password and write it down before it is used."""
        password = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        kept = self._path.read_text().splitlines() if self._path.exists() else []
        lines = [line for line in kept if line.split()[1] != user] + [f"{authority} {user} {password}"]
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write("\n".join(lines) + "\n")
        self._known[user] = password
        return password


def ensure_people(
    library: DemoLibrary, *, passwords: Passwords, actor: Actor, clock: Clock
) -> tuple[tuple[DemoLogin, ...], bool]:
    """Add the people who are missing; return how everybody signs in, and whether nobody was there before."""
    there = set(db.session.scalars(select(User.name).where(User.authority == library.authority)))
    db.session.rollback()
    added = [person for person in library.people if person.user not in there]
    for person in added:
        _add(
            person, library.authority, password=passwords.make(library.authority, person.user), actor=actor, clock=clock
        )
    for person in library.people:
        if passwords.of(person.user) is None:  # the file was lost
            password = passwords.make(library.authority, person.user)
            set_password(name=person.user, password=password, actor=actor, clock=clock)
    known: Mapping[str, str | None] = {person.user: passwords.of(person.user) for person in library.people}
    logins = tuple(
        DemoLogin(
            authority=library.authority,
            user=person.user,
            password=known[person.user] or "",
            roles=", ".join(person.roles) + (f" ({person.team})" if person.team else ""),
        )
        for person in library.people
    )
    return logins, bool(added) and len(added) == len(library.people)


def _add(person: DemoPerson, authority: str, *, password: str, actor: Actor, clock: Clock) -> None:
    add_user(
        name=person.user,
        display_name=person.name,
        password=password,
        roles=person.roles,
        teams=(person.team,) if person.team else (),
        authority=authority,
        actor=actor,
        clock=clock,
    )

"""Who else can use an account: whoever made it, or set its password last, until its owner has set one of their own.

A program is used by whoever gave it its token.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from service.access import ActorKind, authority_stream
from service.models import ApiClient, Audit, db
from service.pathways.people import ADDED, SET_PASSWORD, account, name_in


@dataclass(frozen=True, kw_only=True)
class Users:
    """By the names of people and programs: who else can use the account or token, directly."""

    others: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, names: Iterable[str], *, authority: str, since: datetime) -> "Users":
        """Of these, and of those who can use their accounts, and so on.

        Accounts made at the command line count after that moment: whoever has that needs no account to do anything.
        """
        known: dict[str, Collection[str]] = {}
        asked = set(names)
        while asked:
            found = defaultdict(set, token_givers(asked, authority))
            for name, giver in _password_givers(asked, authority, since).items():
                found[name].add(giver)
            known |= {name: found[name] for name in asked}
            asked = {giver for name in asked for giver in known[name]} - known.keys()
        return cls(others=known)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """These, and whoever can use their accounts, directly or through other accounts."""
        reached: set[str] = set()
        new = set(names)
        while new:
            reached |= new
            new = {giver for name in new for giver in self.others[name]} - reached
        return frozenset(reached)


def token_givers(names: Collection[str], authority: str) -> dict[str, set[str]]:
    """By the names of programs: who made them."""
    rows = db.session.execute(
        select(ApiClient.name, ApiClient.created_by).where(
            ApiClient.authority == authority, ApiClient.name.in_(sorted(names))
        )
    )
    givers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        givers[row.name].add(row.created_by)
    return givers


def given_by(names: Collection[str], *, authority: str, since: datetime) -> frozenset[str]:
    """User names of those whose account one of these made, or set the password of, since then; whatever came later.

    An own password chosen afterwards shows nothing: whoever had the account in hand then may have chosen it.
    """
    given = db.session.execute(
        select(Audit.subject, Audit.actor_name).where(
            Audit.stream == authority_stream(authority),
            Audit.action.in_(_actions()),
            Audit.actor_name.in_(sorted(names)),
            or_(Audit.at > since, and_(Audit.at == since, Audit.actor_kind != ActorKind.SYSTEM)),
        )
    )
    return frozenset(name_in(row.subject) for row in given if name_in(row.subject) != row.actor_name)


def _password_givers(names: Collection[str], authority: str, since: datetime) -> dict[str, str]:
    """By user names: who gave it the password that it has, unless that was its owner."""
    last = db.session.execute(
        select(Audit.subject, Audit.actor_kind, Audit.actor_name, Audit.at)
        .ext(distinct_on(Audit.subject))
        .where(
            Audit.stream == authority_stream(authority),
            Audit.action.in_(_actions()),
            Audit.subject.in_(sorted(map(account, names))),
        )
        .order_by(Audit.subject, Audit.position.desc())
    )
    return {
        name_in(row.subject): row.actor_name
        for row in last
        if row.actor_name != name_in(row.subject) and (row.actor_kind != ActorKind.SYSTEM or row.at > since)
    }


def _actions() -> BindParameter[Collection[str]]:
    """Written out, so that the index over these entries alone is used."""
    return bindparam("actions", (ADDED, SET_PASSWORD), expanding=True, literal_execute=True)

"""Which roles somebody needs to take over from somebody else: to cover while they are away, or to lead their families.

No roles needed means that anybody will do.
"""

from collections.abc import Iterable

from sqlalchemy import select

from service.access import actor_named
from service.models import Role, User, UserRole, db
from service.pathways.queries.allocations import allocating_steps
from service.pathways.releases import current_release


def roles_of(user: str) -> frozenset[str]:
    """Of a user name, also of somebody who has left."""
    found = select(UserRole.role).join(User, User.id == UserRole.user_id).where(User.name == user)
    return frozenset(db.session.scalars(found))


def roles_to_lead(authority: str, before: str | None) -> frozenset[str]:
    """Those that the release offers where it allocates families, and those of the lead before (a user name)."""
    asked = allocating_steps(current_release(authority).composed).values()
    offered = {
        role for question in asked if question is not None for role in question.properties.get("roles", "").split()
    }
    return frozenset(offered) | (roles_of(before) if before is not None else frozenset())


def are_enough(roles: Iterable[str], *, needed: frozenset[str]) -> bool:
    return not needed or not needed.isdisjoint(roles)


def lacks(user: str, *, needed: frozenset[str]) -> bool:
    """Whether the person of that user name has none of these roles."""
    person = actor_named(user)
    return person is None or not are_enough(person.roles, needed=needed)


def in_words(roles: frozenset[str], authority: str) -> str:
    """Their names: "Worker or Manager"."""
    names = db.session.scalars(select(Role.name).where(Role.authority == authority, Role.id.in_(sorted(roles))))
    return " or ".join(sorted(names))

"""The people somebody may give work to, or look for in a list."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select, true

from service.access import Actor
from service.clocks.clock import Clock
from service.models import Membership, User, UserRole, db
from service.pathways.queries.absences import AbsenceView, absences_of


@dataclass(frozen=True, kw_only=True)
class Worker:
    """`absence`: the one that lasts, else the next one."""

    user: str
    name: str
    roles: frozenset[str]
    teams: frozenset[str]
    absence: AbsenceView | None


def workers(*, actor: Actor, clock: Clock) -> tuple[Worker, ...]:
    """People of the actor's teams and those who serve the whole authority, by name; everybody where they are in none.

    Only names, roles and absences: it says nothing about what anybody works on.
    """
    roles = select(UserRole.role).where(UserRole.user_id == User.id)
    teams = select(Membership.team).where(Membership.user_id == User.id)
    member = exists().where(Membership.user_id == User.id)
    near = or_(member.where(Membership.team.in_(sorted(actor.teams))), ~member) if actor.teams else true()
    rows = db.session.execute(
        select(User.name, User.display_name)
        .add_columns(func.array(roles.scalar_subquery()).label("roles"))
        .add_columns(func.array(teams.scalar_subquery()).label("teams"))
        .where(and_(User.active, User.authority == actor.authority, near), exists().where(UserRole.user_id == User.id))
        .order_by(User.display_name, User.name)
    ).all()
    away = absences_of({row.name for row in rows}, now=clock.now())
    return tuple(
        Worker(
            user=row.name,
            name=row.display_name,
            roles=frozenset(row.roles),
            teams=frozenset(row.teams),
            absence=away.get(row.name),
        )
        for row in rows
    )

"""How much each worker carries: families and children, by the time that they work."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, distinct, exists, func, or_, select, true

from service.access import Actor, visible_cases, visible_tasks
from service.clocks.clock import Clock
from service.models import Case, CasePerson, Membership, Person, PersonKind, Task, TaskStatus, User, UserRole, db
from service.pathways.colleagues import colleagues, require_overview
from service.pathways.overdue import overdue
from service.pathways.queries.absences import AbsenceView, absences_of
from service.pathways.queries.paging import AnyRow, AnySelect
from service.pathways.queries.supervision import Supervision, supervisions
from service.pathways.releases import current_release
from service.pathways.standing import acting_authority


@dataclass(frozen=True, kw_only=True)
class WorkerLoad:
    """One worker.  Counted are open cases and tasks that the reader may see, and no others.

    `account`: False for a lead who does not sign in here.  `per_full_time`: families for each full-time equivalent;
    None where somebody works no hours.  `absence`: the one that lasts, else the next one.
    """

    user: str
    name: str
    account: bool
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    full_time_equivalent: Decimal
    families: int
    children: int
    per_full_time: Decimal | None
    open_tasks: int
    overdue_tasks: int
    absence: AbsenceView | None
    supervision: Supervision | None


@dataclass(frozen=True, kw_only=True)
class _Led:
    families: int = 0
    children: int = 0


@dataclass(frozen=True, kw_only=True)
class _Held:
    tasks: int = 0
    overdue: int = 0


@dataclass(frozen=True, kw_only=True)
class _Figures:
    """By user name; supervisions by user name or by name, in small letters."""

    led: Mapping[str, _Led]
    held: Mapping[str, _Held]
    away: Mapping[str, AbsenceView]
    due: Mapping[str, Supervision]


_TENTH = Decimal("0.1")


def caseloads(*, actor: Actor, clock: Clock, team: str | None = None) -> tuple[WorkerLoad, ...]:
    """The actor's colleagues, of one team if one is given, and leads without an account, by name.

    For people who assign or who read reports.  :raises NotAllowedError: anybody else.
    """
    require_overview(actor, action="see caseloads")
    authority = acting_authority(actor, None, action="see caseloads")
    people = db.session.execute(_people(actor, team)).all()
    figures = _Figures(
        led=_led(actor, team),
        held=_held(actor, clock, authority),
        away=absences_of({row.name for row in people}, now=clock.now()),
        due=supervisions(authority),
    )
    known = set(db.session.scalars(select(User.name).where(User.name.in_(figures.led.keys()))))
    loads = [_load(row, figures=figures) for row in people]
    return (*loads, *(_stranger(name, figures.led[name]) for name in sorted(figures.led.keys() - known)))


def _led(actor: Actor, team: str | None) -> Mapping[str, _Led]:
    in_team = true() if team is None else Case.team == team
    rows = db.session.execute(
        select(Case.lead, func.count(distinct(Case.id)).label("families"), func.count(Person.id).label("children"))
        .outerjoin(CasePerson, and_(CasePerson.case_id == Case.id, CasePerson.left_on.is_(None)))
        .outerjoin(Person, and_(Person.id == CasePerson.person_id, Person.kind == PersonKind.CHILD))
        .where(visible_cases(actor), Case.closed_at.is_(None), Case.lead.is_not(None), in_team)
        .group_by(Case.lead)
    )
    return {row.lead: _Led(families=row.families, children=row.children) for row in rows}


def _held(actor: Actor, clock: Clock, authority: str) -> Mapping[str, _Held]:
    calendar = current_release(authority).composed.release.calendar
    late = overdue(Task.due_at, now=clock.now(), calendar=calendar)
    rows = db.session.execute(
        select(Task.assignee, func.count().label("tasks"), func.count().filter(late).label("overdue"))
        .outerjoin(Case, Case.id == Task.case_id)
        .where(visible_tasks(actor), Task.status == TaskStatus.OPEN, Task.assignee.is_not(None))
        .group_by(Task.assignee)
    )
    return {row.assignee: _Held(tasks=row.tasks, overdue=row.overdue) for row in rows}


def _people(actor: Actor, team: str | None) -> AnySelect:
    roles = select(UserRole.role).where(UserRole.user_id == User.id).order_by(UserRole.role)
    teams = select(Membership.team).where(Membership.user_id == User.id).order_by(Membership.team)
    return (
        select(User.name, User.display_name, User.full_time_equivalent)
        .add_columns(func.array(roles.scalar_subquery()).label("roles"))
        .add_columns(func.array(teams.scalar_subquery()).label("teams"))
        .where(colleagues(actor), _works_in(team, actor))
        .order_by(User.display_name, User.name)
    )


def _works_in(team: str | None, actor: Actor) -> ColumnElement[bool]:
    """People of that team; without one everybody who is in a team or leads a case."""
    member = exists().where(Membership.user_id == User.id)
    if team is not None:
        return member.where(Membership.team == team)
    return or_(member, exists().where(Case.lead == User.name, Case.closed_at.is_(None), visible_cases(actor)))


def _load(row: AnyRow, *, figures: _Figures) -> WorkerLoad:
    led, held = figures.led.get(row.name, _Led()), figures.held.get(row.name, _Held())
    return WorkerLoad(
        user=row.name,
        name=row.display_name,
        account=True,
        roles=tuple(row.roles),
        teams=tuple(row.teams),
        full_time_equivalent=row.full_time_equivalent,
        families=led.families,
        children=led.children,
        per_full_time=per_full_time(led.families, row.full_time_equivalent),
        open_tasks=held.tasks,
        overdue_tasks=held.overdue,
        absence=figures.away.get(row.name),
        supervision=figures.due.get(row.name.casefold()) or figures.due.get(row.display_name.casefold()),
    )


def _stranger(name: str, led: _Led) -> WorkerLoad:
    return WorkerLoad(
        user=name,
        name=name,
        account=False,
        roles=(),
        teams=(),
        full_time_equivalent=Decimal(0),
        families=led.families,
        children=led.children,
        per_full_time=None,
        open_tasks=0,
        overdue_tasks=0,
        absence=None,
        supervision=None,
    )


def per_full_time(families: int, full_time_equivalent: Decimal) -> Decimal | None:
    """Families for each full-time equivalent, to one decimal place."""
    return (families / full_time_equivalent).quantize(_TENTH) if full_time_equivalent else None

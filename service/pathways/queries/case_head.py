"""What stands on top of every page about a case: who it is about, how it stands, what presses."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from service.access import Actor, Scope, require_scope, visible_cases
from service.access.visibility import URGENT_CONCERN
from service.errors import NotFoundError
from service.models import (
    Case,
    CasePerson,
    Deadline,
    DeadlineStatus,
    Family,
    Instance,
    InstanceState,
    Person,
    PersonKind,
    Task,
    TaskStatus,
    Team,
    User,
    db,
)
from service.pathways.queries.paging import AnyRow


@dataclass(frozen=True, kw_only=True)
class HeadPerson:
    """`status`: a child's own, where it differs from the family's; `language`: an interpreter is needed."""

    id: UUID
    name: str
    known_as: str | None
    kind: PersonKind
    date_of_birth: date | None
    expected_on: date | None
    language: str | None
    status: str | None
    left_on: date | None


@dataclass(frozen=True, kw_only=True)
class NextDeadline:
    """The standard that presses most: the oldest that was missed and is still to be done, else the next one."""

    label: str
    due_at: datetime
    missed: bool


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """`paused`: it is open and all its processes are suspended.  `lead_name`: as they are called; `lead` without."""

    id: UUID
    reference: str
    family: str
    status: str
    outcome: str | None
    stage: str | None
    team: str | None
    team_name: str | None
    lead: str | None
    lead_name: str | None
    consent: str | None
    restricted: bool
    episode: int
    previous_case_id: UUID | None
    record_link: str | None
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    people: tuple[HeadPerson, ...]
    next_deadline: NextDeadline | None
    urgent: bool
    paused: bool

    @property
    def children(self) -> tuple[HeadPerson, ...]:
        """Those whom the case is about now."""
        return tuple(each for each in self.people if each.kind is PersonKind.CHILD and each.left_on is None)


def case_head(*, case_id: UUID, actor: Actor) -> CaseHead:
    """:raises NotFoundError: there is no such case that the actor may see."""
    require_scope(actor, Scope.CASES_READ, action="read cases")
    row = _row(case_id, actor)
    case: Case = row.Case
    return CaseHead(
        id=case.id,
        reference=case.reference,
        family=row.family,
        status=case.status,
        outcome=case.outcome,
        stage=case.stage,
        team=case.team,
        team_name=row.team_name,
        lead=case.lead,
        lead_name=row.lead_name or case.lead,
        consent=case.consent,
        restricted=case.restricted,
        episode=case.episode,
        previous_case_id=case.previous_case_id,
        record_link=case.record_link,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        revision=case.revision,
        people=_people(case.id),
        next_deadline=_next_deadline(case.id),
        urgent=_urgent(case.id),
        paused=case.closed_at is None and _paused(case.id),
    )


def _row(case_id: UUID, actor: Actor) -> AnyRow:
    row = db.session.execute(
        select(
            Case,
            Family.name.label("family"),
            Team.name.label("team_name"),
            User.display_name.label("lead_name"),
        )
        .join(Family, Family.id == Case.family_id)
        .outerjoin(Team, and_(Team.authority == Case.authority, Team.id == Case.team))
        .outerjoin(User, and_(User.authority == Case.authority, User.name == Case.lead))
        .where(Case.id == case_id, visible_cases(actor))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFoundError("case", case_id)
    return row


def _people(case_id: UUID) -> tuple[HeadPerson, ...]:
    rows = db.session.execute(
        select(Person, CasePerson)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case_id)
        .order_by(CasePerson.position)
        .execution_options(populate_existing=True)
    )
    return tuple(_person(row.Person, row.CasePerson) for row in rows)


def _person(person: Person, on_case: CasePerson) -> HeadPerson:
    return HeadPerson(
        id=person.id,
        name=person.name,
        known_as=person.known_as,
        kind=person.kind,
        date_of_birth=person.date_of_birth,
        expected_on=person.expected_on,
        language=person.language,
        status=on_case.status,
        left_on=on_case.left_on,
    )


def _next_deadline(case_id: UUID) -> NextDeadline | None:
    deadline = db.session.scalar(
        select(Deadline)
        .where(Deadline.case_id == case_id, Deadline.ended_at.is_(None))
        .order_by(Deadline.due_at, Deadline.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if deadline is None:
        return None
    return NextDeadline(label=deadline.label, due_at=deadline.due_at, missed=deadline.status is DeadlineStatus.BREACHED)


def _urgent(case_id: UUID) -> bool:
    waits = select(Task.id).where(
        Task.case_id == case_id, Task.process == URGENT_CONCERN, Task.status == TaskStatus.OPEN
    )
    return db.session.scalar(waits.limit(1)) is not None


def _paused(case_id: UUID) -> bool:
    rows = db.session.execute(
        select(Instance.status, func.count()).where(Instance.case_id == case_id).group_by(Instance.status)
    )
    counts = {InstanceState(row[0]): int(row[1]) for row in rows}
    return bool(counts.get(InstanceState.SUSPENDED)) and not counts.get(InstanceState.RUNNING)

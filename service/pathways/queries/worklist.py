"""The work that waits for somebody: their own, their team's, what is free, what others have to do, what comes up.

Only tasks that the person may see are listed or counted.  A page costs as much as its rows: what is said about them is
read for the rows of the page alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, case, exists, func, select
from sqlalchemy.orm import aliased

from service.access import Actor, visible_tasks, workable_tasks
from service.access.visibility import URGENT_CONCERN
from service.clocks.clock import Clock
from service.forms.lengths import only_question
from service.models import Case, CasePerson, Family, Instance, Person, Task, TaskStatus, User, db
from service.pathways.queries.due_dates import WhyDue, why_due
from service.pathways.queries.paging import AnyRow, AnySelect, Column, Order, Page, PageRequest, page_of
from service.pathways.queries.work_filters import WorkFilter, narrowed
from service.pathways.queries.work_views import Reader, View, could_do, in_view
from service.pathways.releases import composed

_FAR = timedelta(days=365_000)  # sorts urgent concerns before everything, and what has no due date after it


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One row.  `covering`: whose work it is, where the reader sees it because they cover for them.

    `answerable`: it asks one question or none, and can be completed from a list.  `interpreter`: somebody in the family
    needs one.
    """

    id: UUID
    name: str
    element: str
    process: str
    item: str | None
    stage: str | None
    status: TaskStatus
    due_at: datetime | None
    follow_up_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    priority: int
    revision: int
    urgent: bool
    case_id: UUID | None
    case_reference: str | None
    family: str | None
    team: str | None
    assignee: str | None
    assignee_name: str | None
    groups: tuple[str, ...]
    offered_to: tuple[str, ...]
    covering: str | None
    why: WhyDue | None
    restricted: bool
    consent: str | None
    interpreter: bool
    may_claim: bool
    may_put_back: bool
    may_take_over: bool
    may_work: bool
    answerable: bool


_Assignee = aliased(User)
_URGENT = Task.process == URGENT_CONCERN
_ORDER = case(
    (_URGENT, func.coalesce(Task.due_at, Task.opened_at) - _FAR),
    (Task.due_at.is_(None), Task.opened_at + _FAR),
    else_=Task.due_at,
)
DEFAULT_SORT = "due"
SORTS: Mapping[str, Column] = {
    "due": _ORDER,
    "family": func.lower(func.coalesce(Family.name, ""), type_=Text()),
    "case": func.coalesce(Case.reference, ""),
    "task": func.lower(Task.name, type_=Text()),
    "stage": func.lower(func.coalesce(Task.stage, Case.stage, ""), type_=Text()),
    "assignee": func.coalesce(_Assignee.display_name, ""),
    "priority": -Task.priority,
    "age": Task.opened_at,
    "done": Task.ended_at,
}


def worklist(*, actor: Actor, clock: Clock, view: View, filters: WorkFilter, page: PageRequest) -> Page[WorkItem]:
    """One page of a view: urgent concerns, overdue, due today, then by date; by age where nothing is due."""
    reader = Reader.of(actor, clock)
    statement = _rows(reader).where(*in_view(view, reader), *narrowed(filters, reader))
    default = "-done" if view is View.DONE else DEFAULT_SORT
    found = page_of(statement, Order(columns=SORTS, default=default, key=Task.id), page, make=lambda row: row)
    return Page(items=_items(found.items, reader), next_cursor=found.next_cursor)


def tasks_for(*, actor: Actor, clock: Clock, task_ids: tuple[UUID, ...]) -> tuple[WorkItem, ...]:
    """Those of the tasks that are open and that the actor may see, in the order of the lists."""
    reader = Reader.of(actor, clock)
    statement = _rows(reader).where(Task.id.in_(task_ids), Task.status == TaskStatus.OPEN, visible_tasks(actor))
    return _items(db.session.execute(statement.order_by(_ORDER, Task.id)).all(), reader)


def work_counts(*, actor: Actor, clock: Clock) -> Mapping[View, int]:
    """How much there is in each view, without filters; one statement."""
    reader = Reader.of(actor, clock)
    counted = (
        select(func.count())
        .select_from(Task)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(_Assignee, _Assignee.name == Task.assignee)
    )
    columns = [counted.where(*in_view(view, reader)).scalar_subquery().label(view.value) for view in View]
    row = db.session.execute(select(*columns)).one()
    return dict(zip(View, row, strict=True))


def _rows(reader: Reader) -> AnySelect:
    interpreter = exists().where(
        CasePerson.case_id == Case.id,
        CasePerson.left_on.is_(None),
        Person.id == CasePerson.person_id,
        Person.language.is_not(None),
    )
    return (
        select(
            Task,
            Case.reference,
            Case.team,
            Case.stage.label("case_stage"),
            Case.restricted,
            Case.consent,
            Family.name.label("family"),
            Instance.release_id,
            _Assignee.display_name.label("assignee_name"),
            workable_tasks(reader.actor).label("workable"),
            interpreter.label("interpreter"),
            could_do(reader.actor).label("could_do"),
        )
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Family, Family.id == Case.family_id)
        .outerjoin(_Assignee, _Assignee.name == Task.assignee)
        .execution_options(populate_existing=True)
    )


def _items(rows: Sequence[AnyRow], reader: Reader) -> tuple[WorkItem, ...]:
    why = why_due([row.Task for row in rows])
    return tuple(_item(row, why.get(row.Task.id), reader) for row in rows)


def _item(row: AnyRow, why: WhyDue | None, reader: Reader) -> WorkItem:
    task: Task = row.Task
    is_open, actor = task.status is TaskStatus.OPEN, reader.actor
    covering = task.assignee in reader.covered and bool(row.could_do) and is_open
    library = composed(row.release_id)
    roles = library.authority.roles
    return WorkItem(
        id=task.id,
        name=task.name,
        element=task.element,
        process=task.process,
        item=task.item,
        stage=task.stage or row.case_stage,
        status=task.status,
        due_at=task.due_at,
        follow_up_at=task.follow_up_at,
        opened_at=task.opened_at,
        ended_at=task.ended_at,
        priority=task.priority,
        revision=task.revision,
        urgent=task.process == URGENT_CONCERN,
        case_id=task.case_id,
        case_reference=row.reference,
        family=row.family,
        team=row.team,
        assignee=task.assignee,
        assignee_name=row.assignee_name or task.assignee,
        groups=tuple(task.groups),
        offered_to=tuple(roles[role].name if role in roles else role for role in task.groups),
        covering=row.assignee_name if covering else None,
        why=why,
        restricted=bool(row.restricted),
        consent=row.consent,
        interpreter=bool(row.interpreter),
        may_claim=is_open and task.assignee is None and bool(row.workable),
        may_put_back=is_open and task.assignee == actor.name and bool(task.groups or task.users),
        may_take_over=covering,
        may_work=is_open and bool(row.workable),
        answerable=task.form is None or only_question(library.forms.get(task.form)) is not None,
    )

"""The standards of one case: what they count from, how they stand, why they were missed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, may_see_case, require_scope
from service.errors import NotFoundError
from service.models import Deadline, DeadlineStatus, Instance, OverdueReason
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class CaseDeadline:
    """`counts_from`: the event in words, which happened at `base_at`.  `reason`: why it was missed, once said."""

    id: UUID
    label: str
    rule: str | None
    rule_text: str | None
    counts_from: str | None
    base_at: datetime
    due_at: datetime
    status: DeadlineStatus
    ended_at: datetime | None
    breached_at: datetime | None
    reason: str | None
    note: str | None
    reason_by: str | None


def case_deadlines(*, case_id: UUID, actor: Actor, page: PageRequest, still_open: bool) -> Page[CaseDeadline]:
    """Those that still run (missed ones too) with `still_open`, else those that are over; by due date.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read deadlines")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    statement = (
        select(Deadline, OverdueReason, Instance.release_id)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(OverdueReason, OverdueReason.deadline_id == Deadline.id)
        .where(Deadline.case_id == case_id)
        .execution_options(populate_existing=True)
    )
    statement = statement.where(Deadline.ended_at.is_(None) if still_open else Deadline.ended_at.is_not(None))
    found = page_of(
        statement,
        Order(columns={"due_at": Deadline.due_at}, default="due_at", key=Deadline.id),
        page,
        make=lambda row: row,
    )
    names = user_names(row.OverdueReason.by for row in found.items if row.OverdueReason is not None)
    return Page(items=tuple(_view(row, dict(names)) for row in found.items), next_cursor=found.next_cursor)


def _view(row: AnyRow, names: dict[str, str]) -> CaseDeadline:
    deadline: Deadline = row.Deadline
    said: OverdueReason | None = row.OverdueReason
    library = composed(row.release_id)
    standard = library.release.deadlines.get(deadline.key)
    rules = [library.rules.rules[rule].text for rule in (deadline.rule or "").split() if rule in library.rules.rules]
    return CaseDeadline(
        id=deadline.id,
        label=deadline.label,
        rule=deadline.rule,
        rule_text=" ".join(rules) or None,
        counts_from=library.rules.events.get(standard.start) if standard else None,
        base_at=deadline.base_at,
        due_at=deadline.due_at,
        status=deadline.status,
        ended_at=deadline.ended_at,
        breached_at=deadline.breached_at,
        reason=said.reason if said else None,
        note=said.note if said else None,
        reason_by=names.get(said.by, said.by) if said else None,
    )

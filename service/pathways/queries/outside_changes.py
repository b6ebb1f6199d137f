"""What process owners and operators changed of the processes of a case: moves, skipped steps, stops, and why.

It stands in the audit trail of the case, and nowhere else as a whole.
"""

from uuid import UUID

from sqlalchemy import String, Subquery, Text, Uuid, and_, bindparam, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from service.access import case_stream
from service.models import CHANGES_FROM_OUTSIDE, Audit, Incident, Instance

MOVED, REDIRECTED, SKIPPED, STOPPED = CHANGES_FROM_OUTSIDE
_OF_PROCESS, _OF_INCIDENT = "process ", "incident "


def outside_changes(case_id: UUID) -> Subquery:
    """Columns: key, at, action, subject, reason, actor, instance_id, started, process, element, first, parts.

    `subject`: the number of the release, the step it was moved to (its id), or the name of the step that was left out.
    `first`: 1, and more for further processes of the case that moved by the same action, which has one `key`.
    `parts`: the processes that moved by it, apart by spaces, where others of the case that ran then did not.
    """
    told = bindparam("told", CHANGES_FROM_OUTSIDE, type_=String(), expanding=True, literal_execute=True)
    by_process = case(
        (Audit.subject.startswith(_OF_PROCESS), cast(func.substr(Audit.subject, len(_OF_PROCESS) + 1), Uuid))
    )
    moved = Audit.action == MOVED
    of_many = case((moved, Audit.details["action"].astext))
    key = func.coalesce(of_many, cast(Audit.id, Text))
    subject = case((moved, Audit.details["to"].astext), else_=func.coalesce(Incident.name, Audit.details["to"].astext))
    first = func.row_number().over(partition_by=key, order_by=(Instance.started_at, Instance.id))
    ran = aliased(Instance)
    others = ran.case_id == case_id, ran.started_at <= Audit.at, or_(ran.ended_at.is_(None), ran.ended_at > Audit.at)
    running = select(func.count()).select_from(ran).where(*others).correlate(Audit).scalar_subquery()
    together = func.count().over(partition_by=key)
    parts = func.string_agg(Instance.process, " ").over(partition_by=key)
    return (
        select(
            key.label("key"),
            Audit.at.label("at"),
            Audit.action.label("action"),
            subject.label("subject"),
            Audit.details["reason"].astext.label("reason"),
            Audit.actor_name.label("actor"),
            Instance.id.label("instance_id"),
            Instance.process.label("started"),
            func.coalesce(Incident.process, Instance.process).label("process"),
            case((moved, None), else_=func.coalesce(Incident.element, Audit.details["to"].astext)).label("element"),
            first.label("first"),
            case((and_(moved, together < running), parts)).label("parts"),
        )
        .outerjoin(Incident, Audit.subject == func.concat(literal(_OF_INCIDENT), Incident.id))
        .join(Instance, Instance.id == func.coalesce(Incident.instance_id, by_process))
        .where(Audit.stream == case_stream(case_id), Audit.action.in_(told), Instance.case_id == case_id)
        .subquery()
    )

"""What people may start that is about no one case, because its diagrams offer it to their roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, require_scope, workable_tasks
from service.clocks import local_day
from service.engine.release import ProcessInfo, StartEvent
from service.errors import NotFoundError
from service.forms import Form, OptionLists
from service.library import Composed
from service.models import Case, Task, TaskStatus, db
from service.pathways.options import Subject, options_for
from service.pathways.queries.supervision import SUPERVISES
from service.pathways.releases import current_release
from service.pathways.starting import WITHOUT_CASE


@dataclass(frozen=True, kw_only=True)
class FreeStart:
    """`supervises`: the answer of its form that names a worker, where it is a worker's supervision that starts."""

    process: str
    event: str
    name: str
    help: str | None
    form: str | None
    supervises: str | None


@dataclass(frozen=True, kw_only=True)
class FreeStartForm:
    start: FreeStart
    form: Form | None
    options: OptionLists


def free_starts(actor: Actor) -> tuple[FreeStart, ...]:
    """By name."""
    if actor.kind is not ActorKind.USER or actor.authority is None or not actor.may(Capability.WORK):
        return ()
    try:
        composed = current_release(actor.authority).composed
    except NotFoundError:
        return ()
    return tuple(sorted(_offered(composed, actor), key=lambda start: start.name))


def supervision_start(actor: Actor) -> FreeStart | None:
    """The way in which the actor starts a worker's supervision, if they do."""
    return next((start for start in free_starts(actor) if start.supervises), None)


def free_start_form(*, process: str, event: str, actor: Actor, now: datetime) -> FreeStartForm:
    """What one of them asks.  :raises NotFoundError: it is not offered to the actor."""
    wanted = (each for each in free_starts(actor) if (each.process, each.event) == (process, event))
    start = next(wanted, None)
    if start is None or actor.authority is None:
        raise NotFoundError("start", event)
    composed = current_release(actor.authority).composed
    form = None if start.form is None else composed.forms[start.form]
    subject = Subject(authority=actor.authority, case_id=None)
    today = local_day(now, composed.release.calendar.zone)
    return FreeStartForm(
        start=start, form=form, options={} if form is None else options_for(form, subject, today=today)
    )


def own_tasks_of(instance_id: UUID, *, actor: Actor) -> tuple[UUID, ...]:
    """Open tasks of a process outside any case that the actor has, or may take."""
    require_scope(actor, Scope.TASKS_READ, action="read tasks")
    found = (
        select(Task.id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.instance_id == instance_id, Task.case_id.is_(None), Task.authority == actor.authority)
        .where(Task.status == TaskStatus.OPEN, workable_tasks(actor))
        .order_by(Task.opened_at, Task.id)
    )
    return tuple(db.session.scalars(found))


def _offered(composed: Composed, actor: Actor) -> Iterator[FreeStart]:
    for process in composed.release.processes.values():
        by_hand = [start for start in process.start_events if start.message is None and start.timer is None]
        for start in by_hand if process.kind in WITHOUT_CASE else ():
            if actor.roles & set(process.elements[start.id].words("offered_to")):
                yield _free_start(process, start, alone=len(by_hand) == 1)


def _free_start(process: ProcessInfo, start: StartEvent, *, alone: bool) -> FreeStart:
    element = process.elements[start.id]
    return FreeStart(
        process=process.id,
        event=start.id,
        name=process.name if alone or not start.name else f"{process.name}: {start.name}",
        help=element.properties.get("instructions") or element.documentation,
        form=start.form,
        supervises=process.properties.get(SUPERVISES),
    )

"""Processes that start by the calendar: timer start events."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from service.access import system_actor
from service.clocks.clock import Clock
from service.engine.schedules import next_start
from service.errors import PathwaysError
from service.models import Schedule, db, table_of
from service.pathways.facts import DiaryFacts
from service.pathways.releases import LoadedRelease, keep_current, starting_release
from service.pathways.standing import audit
from service.pathways.starting import StartRequest, start_process
from service.pathways.tell_of_work import start_goes_on, start_is_stuck
from service.pathways.transaction import transact

log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)  # after a start that failed


@dataclass(frozen=True, kw_only=True)
class RanSchedule:
    """`instance_id` None: the start failed, `next_at` is the next attempt; the reason is in the schedule's row."""

    instance_id: str | None
    next_at: datetime | None


def run_schedule(*, schedule_id: UUID, clock: Clock) -> RanSchedule | None:
    """Start the process if its moment has come, and compute the next one.

    None: not due, or somebody else starts it right now.  However late it is, it starts once, not once for each moment
    that was missed.
    """

    def work() -> RanSchedule | None:
        now = clock.now()
        authority = db.session.scalar(select(Schedule.authority).where(Schedule.id == schedule_id))
        if authority is None:
            return None
        keep_current(authority)  # before the schedule, which a publication plans anew
        schedule = db.session.scalar(
            select(Schedule)
            .where(Schedule.id == schedule_id, Schedule.next_at <= now)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if schedule is None:
            return None
        release = starting_release(schedule.authority)
        schedule.claimed_until = None
        schedule.attempts = 0  # this one comes to an end
        try:
            with db.session.begin_nested():
                instance_id = _start(schedule, release, clock)
                next_at = _next(release, schedule.process, schedule.start_event, after=now)
        except PathwaysError as error:
            log.exception("process not started by its calendar", extra={"schedule": str(schedule_id)})
            start_is_stuck(schedule, now=now)
            schedule.last_error, schedule.next_at = str(error), now + RETRY
            return RanSchedule(instance_id=None, next_at=schedule.next_at)
        if schedule.last_error is not None:
            start_goes_on(schedule, now=now)
        schedule.last_at, schedule.next_at, schedule.last_error = now, next_at, None
        return RanSchedule(instance_id=instance_id, next_at=next_at)

    return transact(work)


def plan(authority: str, release: LoadedRelease, clock: Clock) -> None:
    """Make the schedules those of this release; what is due already still starts, and what failed is tried at once.

    :raises PathwaysError: a start event's moment cannot be computed.
    """
    starts = _timer_starts(release)
    gone = Schedule.id.not_in(_kept(authority, starts))
    db.session.execute(delete(Schedule).where(Schedule.authority == authority, gone))
    now, before = clock.now(), table_of(Schedule).c
    for process, event in starts:
        next_at = _next(release, process, event, after=now)
        statement = insert(Schedule).values(
            id=uuid4(), authority=authority, release_id=release.id, process=process, start_event=event, next_at=next_at
        )
        due = (before.next_at <= now, before.next_at)  # nobody has come to it yet
        failed = (before.last_error.is_not(None), now)
        renewed = {
            "release_id": release.id,
            "next_at": case(due, failed, else_=statement.excluded.next_at),
            "last_error": None,
            "claimed_until": None,
            "attempts": 0,
        }
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["authority", "process", "start_event"], set_=renewed)
        )


def require_schedules(release: LoadedRelease, at: datetime) -> None:
    """Make sure that what starts by the calendar can be planned at that moment.

    :raises PathwaysError: a start event's moment cannot be computed.
    """
    for process, event in _timer_starts(release):
        _next(release, process, event, after=at)


def plan_again(authority: str, release: LoadedRelease, clock: Clock) -> None:
    """Compute every next moment anew, because the diary changed; what is due already, or failed, still starts."""
    now = clock.now()
    ahead = or_(Schedule.next_at > now, Schedule.next_at.is_(None)) & Schedule.last_error.is_(None)
    for process, event in _timer_starts(release):
        db.session.execute(
            update(Schedule)
            .where(Schedule.authority == authority, Schedule.process == process, Schedule.start_event == event, ahead)
            .values(next_at=_next(release, process, event, after=now))
            .execution_options(synchronize_session=False)
        )


def _start(schedule: Schedule, release: LoadedRelease, clock: Clock) -> str:
    actor = system_actor("schedule", schedule.authority)
    request = StartRequest(
        release=release,
        authority=schedule.authority,
        process=schedule.process,
        event=schedule.start_event,
        case=None,
        payload={},
    )
    instance, _ = start_process(request, actor=actor, clock=clock)
    audit(
        actor,
        "start process",
        f"process {instance.id}",
        at=clock.now(),
        case_id=None,
        authority=schedule.authority,
        details={"process": schedule.process, "planned": None if schedule.next_at is None else str(schedule.next_at)},
    )
    return str(instance.id)


def _next(release: LoadedRelease, process: str, event: str, *, after: datetime) -> datetime | None:
    diary = DiaryFacts(release.composed.release.authority, now=after)
    return next_start(release.composed.release, process, event, after, facts=diary)


def _timer_starts(release: LoadedRelease) -> list[tuple[str, str]]:
    return [
        (info.id, event.id)
        for info in release.composed.release.processes.values()
        for event in info.start_events
        if event.timer is not None
    ]


def _kept(authority: str, starts: list[tuple[str, str]]) -> list[UUID]:
    rows = db.session.execute(
        select(Schedule.id, Schedule.process, Schedule.start_event).where(Schedule.authority == authority)
    )
    return [row.id for row in rows if (row.process, row.start_event) in starts]

"""Work that nobody came to the end of, put off: it is tried once an hour from now on, and people are told."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from service.clocks.clock import Clock
from service.models import Message, MessageStatus, Release, Schedule, db
from service.pathways.attempts import IN_VAIN, MOST_ATTEMPTS
from service.pathways.tell_of_procedure import release_is_stuck
from service.pathways.tell_of_work import message_is_stuck, start_is_stuck
from service.pathways.transaction import transact

RETRY = timedelta(hours=1)
_ONE_LEFT = MOST_ATTEMPTS - 1


def put_off_message(*, message_id: UUID, clock: Clock) -> None:
    """Say that the message cannot be delivered; nothing where it was meanwhile."""

    def work() -> None:
        message = db.session.scalar(
            select(Message)
            .where(Message.id == message_id, Message.status == MessageStatus.PENDING, Message.attempts > MOST_ATTEMPTS)
            .with_for_update()
        )
        if message is not None:
            message.attempts, message.claimed_until = _ONE_LEFT, clock.now() + RETRY
            message_is_stuck(message, now=clock.now())

    transact(work)


def put_off_schedule(*, schedule_id: UUID, clock: Clock) -> None:
    """Say that the process cannot be started by its calendar; nothing where it was meanwhile."""

    def work() -> None:
        schedule = db.session.scalar(
            select(Schedule).where(Schedule.id == schedule_id, Schedule.attempts > MOST_ATTEMPTS).with_for_update()
        )
        if schedule is not None:
            schedule.attempts, schedule.claimed_until = _ONE_LEFT, clock.now() + RETRY
            start_is_stuck(schedule, now=clock.now())
            schedule.last_error = IN_VAIN

    transact(work)


def put_off_release(*, release_id: UUID, clock: Clock) -> None:
    """Say that the planned release cannot go live; nothing where it did meanwhile."""

    def work() -> None:
        release = db.session.scalar(
            select(Release)
            .where(Release.id == release_id, Release.is_planned, Release.attempts > MOST_ATTEMPTS)
            .with_for_update()
        )
        if release is not None:
            release.attempts, release.claimed_until = _ONE_LEFT, clock.now() + RETRY
            release_is_stuck(release, now=clock.now())
            release.last_error = IN_VAIN

    transact(work)

"""Saying that somebody is away, and who covers for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks import local_day, start_of_day
from service.clocks.clock import Clock
from service.clocks.moments import next_day
from service.errors import InvalidInputError, NotFoundError
from service.models import Absence, User, db
from service.pathways.colleagues import colleague, colleagues
from service.pathways.idempotency import Idempotency
from service.pathways.queries.absences import standing
from service.pathways.releases import current_release
from service.pathways.standing import audit
from service.pathways.successors import in_words, lacks, roles_of
from service.pathways.transaction import transact_once

LONGEST = timedelta(days=2 * 366)
LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class RecordedAbsence:
    absence_id: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, kw_only=True)
class CancelledAbsence:
    absence_id: str


def record_absence(
    *,
    user: str,
    first: date,
    last: date,
    actor: Actor,
    clock: Clock,
    reason: str | None = None,
    cover: str | None = None,
    idempotency: Idempotency | None = None,
) -> RecordedAbsence:
    """Write down that a person is away from the first to the last day, both included.  No due date moves.

    For their own absence, and for those who assign.  Covering gives no access: what the cover person may not see stays
    with whoever is away.  The cover person has one of their roles.
    :raises InvalidInputError: the days or the cover person cannot be right.
    :raises NotFoundError: the actor looks after nobody of that name.
    """
    if user != actor.name:
        require(actor, Capability.ASSIGN, action="record absences")

    def work() -> RecordedAbsence:
        person = colleague(user, actor)
        zone = current_release(person.authority).composed.release.calendar.zone
        _check_days(first, last, today=local_day(clock.now(), zone))
        _check_reason(reason)
        absence = Absence(
            id=uuid4(),
            user_id=person.id,
            from_at=start_of_day(first, zone),
            until_at=start_of_day(next_day(last), zone),
            reason=reason or None,
            cover=cover or None,
            recorded_by=actor.name,
            recorded_at=clock.now(),
        )
        if _is_away(person, absence, now=clock.now()):
            raise InvalidInputError({"last": ["They are recorded as away in that time already"]})
        if cover:
            _check_cover(person, absence, now=clock.now())
        db.session.add(absence)
        _audit("record absence", person, absence, actor=actor, clock=clock)
        return RecordedAbsence(absence_id=str(absence.id), from_at=absence.from_at, until_at=absence.until_at)

    return transact_once(work, returns=RecordedAbsence, actor=actor, clock=clock, idempotency=idempotency)


def cancel_absence(
    *, absence_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> CancelledAbsence:
    """End an absence now, or take back one that is to come.  The entry stays.

    :raises NotFoundError: there is none, it is over, or it is nobody's whom the actor looks after.
    """

    def work() -> CancelledAbsence:
        found = db.session.execute(
            select(Absence, User)
            .join(User, User.id == Absence.user_id)
            .where(Absence.id == absence_id, colleagues(actor), standing(clock.now()))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise NotFoundError("absence", absence_id)
        absence, person = found
        if person.name != actor.name:
            require(actor, Capability.ASSIGN, action="cancel absences")
        absence.cancelled_at = clock.now()
        _audit("cancel absence", person, absence, actor=actor, clock=clock)
        return CancelledAbsence(absence_id=str(absence.id))

    return transact_once(work, returns=CancelledAbsence, actor=actor, clock=clock, idempotency=idempotency)


def _check_days(first: date, last: date, *, today: date) -> None:
    if last < first:
        raise InvalidInputError({"last": ["The last day must be the same as or after the first"]})
    if last < today:
        raise InvalidInputError({"last": ["The last day must be today or in the future"]})
    if last - first > LONGEST:
        raise InvalidInputError({"last": ["The absence must be two years or less"]})


def _check_reason(reason: str | None) -> None:
    if reason and len(reason) > LONGEST_REASON:
        raise InvalidInputError({"reason": [f"Reason must be {LONGEST_REASON} characters or fewer"]})


def _check_cover(person: User, absence: Absence, *, now: datetime) -> None:
    if absence.cover == person.name:
        raise InvalidInputError({"cover": ["Choose somebody else to cover"]})
    found = select(User).where(User.name == absence.cover, User.active, User.authority == person.authority)
    covering = db.session.scalar(found)
    if covering is None:
        raise InvalidInputError({"cover": ["Choose somebody who works here"]})
    needed = roles_of(person.name)
    if lacks(covering.name, needed=needed):
        raise InvalidInputError({"cover": [_cannot_cover(person, covering, needed)]})
    if _is_away(covering, absence, now=now):
        raise InvalidInputError({"cover": ["They are away themselves in that time. Choose somebody else"]})


def _cannot_cover(person: User, covering: User, needed: frozenset[str]) -> str:
    who = f"{covering.display_name} could not do the tasks of {person.display_name}"
    return (
        f"{who}. Choose somebody with the role {in_words(needed, person.authority)}, or nobody, and reassign the tasks"
    )


def _is_away(person: User, absence: Absence, *, now: datetime) -> bool:
    meeting = select(Absence.id).where(
        Absence.user_id == person.id,
        standing(now),
        Absence.from_at < absence.until_at,
        Absence.until_at > absence.from_at,
    )
    return db.session.scalar(meeting.limit(1)) is not None


def _audit(action: str, person: User, absence: Absence, *, actor: Actor, clock: Clock) -> None:
    """The reason may say something about somebody's health, and is not written into the trail."""
    audit(
        actor,
        action,
        f"user {person.name}",
        at=clock.now(),
        case_id=None,
        authority=person.authority,
        details={
            "absence": str(absence.id),
            "from": absence.from_at.isoformat(),
            "until": absence.until_at.isoformat(),
            "cover": absence.cover,
        },
    )

"""Who was at a sitting, and which interests they declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import Attendance, Attending, DeclaredInterest, Sitting, User, db
from service.pathways.agenda import Entry, agenda_of, take_up
from service.pathways.idempotency import Idempotency
from service.pathways.panel_access import Changing, change_sitting, may_see_entry, seen_cases
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

LONGEST_NAME = 120
LONGEST_INTEREST = 1000


@dataclass(frozen=True, kw_only=True)
class RecordedAttendance:
    attendance_id: str
    sitting_id: str


def record_attendance(
    *,
    sitting_id: UUID,
    name: str,
    role: str,
    status: Attending,
    actor: Actor,
    clock: Clock,
    attendance_id: UUID | None = None,
    interest: str = "",
    items: Sequence[str] = (),
    hidden: bool = False,
    idempotency: Idempotency | None = None,
) -> RecordedAttendance:
    """Write down one person, or change what was written down (`attendance_id`).

    `name`: a user name, or the name of somebody without an account.  `items`: keys of the items in which they declared
    the interest; `hidden`: they asked not to be shown these families' pages.
    :raises InvalidInputError: no name, an interest without an item, an item without saying what the interest is, or
        papers to be hidden from somebody without an account.
    :raises WrongStateError: the sitting is frozen.
    """

    def work() -> RecordedAttendance:
        changing = change_sitting(sitting_id, actor, clock, action="record attendance")
        _require_sound(name, interest, items)
        row = _row(changing, attendance_id)
        agenda = _Agenda.of(changing, actor, clock)
        _require_known(row, agenda)
        user = _user(name, changing.sitting.authority)
        if hidden and user is None:
            raise InvalidInputError({"hidden": ["Papers can be kept only from people who have an account"]})
        row.name, row.user_name = (name.strip(), None) if user is None else (user.display_name, user.name)
        row.role, row.status = role.strip() or None, status
        row.interest = interest.strip() or None
        row.recorded_by, row.recorded_at = actor.name, clock.now()
        db.session.add(row)
        db.session.flush()
        _declare(row, items, agenda, hidden=hidden)
        audit(
            actor,
            "record attendance",
            f"sitting {changing.sitting.id}",
            at=clock.now(),
            case_id=None,
            authority=changing.sitting.authority,
            details={"person": row.name, "status": status.value, "interests": len(items)},
        )
        return RecordedAttendance(attendance_id=str(row.id), sitting_id=str(changing.sitting.id))

    return transact_once(work, returns=RecordedAttendance, actor=actor, clock=clock, idempotency=idempotency)


def remove_attendance(
    *, sitting_id: UUID, attendance_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> RecordedAttendance:
    """Take somebody off the list who was put on it by mistake."""

    def work() -> RecordedAttendance:
        changing = change_sitting(sitting_id, actor, clock, action="record attendance")
        row = _row(changing, attendance_id)
        _require_known(row, _Agenda.of(changing, actor, clock))
        db.session.execute(delete(DeclaredInterest).where(DeclaredInterest.attendance_id == row.id))
        db.session.delete(row)
        audit(
            actor,
            "remove attendance",
            f"sitting {changing.sitting.id}",
            at=clock.now(),
            case_id=None,
            authority=changing.sitting.authority,
            details={"person": row.name},
        )
        return RecordedAttendance(attendance_id=str(attendance_id), sitting_id=str(changing.sitting.id))

    return transact_once(work, returns=RecordedAttendance, actor=actor, clock=clock, idempotency=idempotency)


def _require_sound(name: str, interest: str, items: Sequence[str]) -> None:
    errors: dict[str, Sequence[str]] = {}
    if not name.strip():
        errors["name"] = ["Enter a name"]
    elif len(name) > LONGEST_NAME:
        errors["name"] = [f"Use {LONGEST_NAME} characters or fewer"]
    if items and not interest.strip():
        errors["interest"] = ["Enter what the interest is"]
    if len(interest) > LONGEST_INTEREST:
        errors["interest"] = [f"Use {LONGEST_INTEREST} characters or fewer"]
    if interest.strip() and not items:
        errors["items"] = ["Choose the item that the interest is in"]
    if errors:
        raise InvalidInputError(errors)


def _row(changing: Changing, attendance_id: UUID | None) -> Attendance:
    if attendance_id is None:
        return Attendance(id=uuid4(), sitting_id=changing.sitting.id)
    row = db.session.get(Attendance, attendance_id, populate_existing=True)
    if row is None or row.sitting_id != changing.sitting.id:
        raise NotFoundError("attendance", attendance_id)
    return row


def _user(name: str, authority: str) -> User | None:
    return db.session.scalar(select(User).where(User.name == name.strip(), User.authority == authority))


@dataclass(frozen=True, kw_only=True)
class _Agenda:
    """`known`: the items of it that whoever writes may see."""

    sitting: Sitting
    entries: tuple[Entry, ...]
    known: tuple[Entry, ...]
    at: datetime

    @classmethod
    def of(cls, changing: Changing, actor: Actor, clock: Clock) -> "_Agenda":
        entries = agenda_of(changing.opened.place, changing.opened.composed, now=clock.now())
        seen = seen_cases(actor, entries)
        known = tuple(entry for entry in entries if may_see_entry(entry, changing.opened.standing, seen))
        return cls(sitting=changing.sitting, entries=entries, known=known, at=clock.now())


def _require_known(row: Attendance, agenda: _Agenda) -> None:
    """Nobody writes over an interest that they were not shown."""
    declared = select(DeclaredInterest.item_id).where(DeclaredInterest.attendance_id == row.id)
    if not set(db.session.scalars(declared)) <= {entry.item_id for entry in agenda.known}:
        raise NotAllowedError(
            "change what is written down about this person",
            "they declared an interest in a family that you may not see; ask somebody who may",
        )


def _declare(row: Attendance, keys: Sequence[str], agenda: _Agenda, *, hidden: bool) -> None:
    db.session.execute(delete(DeclaredInterest).where(DeclaredInterest.attendance_id == row.id))
    if not keys:
        return
    if not set(keys) <= {entry.key for entry in agenda.known}:
        raise InvalidInputError({"items": ["Choose items of this agenda"]})
    rows = take_up(agenda.sitting, agenda.entries, now=agenda.at)
    for key in dict.fromkeys(keys):
        db.session.add(DeclaredInterest(attendance_id=row.id, item_id=rows[key].id, hidden=hidden))

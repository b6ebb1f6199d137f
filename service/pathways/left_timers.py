"""Timers that a process has left behind by moving between releases, as they are kept with its moves."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.engine.migration import Left, Likeness, Place
from service.engine.reading.elements import Occasion, TimerKind
from service.models import Json, ReleaseMove, db


def left_by(instance_id: UUID) -> tuple[Left, ...]:
    """Return what the process has left behind: its last move says all of it."""
    moves = select(ReleaseMove.left).where(ReleaseMove.instance_id == instance_id).order_by(ReleaseMove.id.desc())
    return tuple(_read(each) for each in db.session.scalar(moves.limit(1)) or ())


def left_as_json(left: Iterable[Left]) -> list[Json]:
    """Write it for `left_by`."""
    return [
        {
            "host": each.host,
            "process": each.place.process,
            "element": each.place.element,
            "name": each.likeness.name,
            "interrupting": each.likeness.interrupting,
            "timer": each.likeness.timer,
            "due_at": None if each.due_at is None else each.due_at.isoformat(),
            "anchor": None if each.anchor is None else each.anchor.isoformat(),
        }
        for each in left
    ]


def _read(kept: Json) -> Left:
    return Left(
        host=str(kept["host"]),
        place=Place(str(kept["process"]), str(kept["element"])),
        likeness=Likeness(
            name=str(kept["name"]),
            interrupting=kept["interrupting"] is True,
            occasion=Occasion.TIMER,
            waits_for=None,
            timer=TimerKind(str(kept["timer"])),
        ),
        due_at=_moment(kept["due_at"]),
        anchor=_moment(kept["anchor"]),
    )


def _moment(kept: object) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(str(kept))

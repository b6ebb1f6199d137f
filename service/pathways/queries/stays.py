"""How long each step of a process was there, read from its history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.engine.step import HistoryState
from service.models import History, db


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A step under one name, from `since` to `until` (None: it is there still).

    A move may rename a step that is open: then it is two stays, both entered when the first was.
    """

    process: str
    element: str
    name: str
    kind: str
    entered_at: datetime
    ended_at: datetime | None
    since: datetime
    until: datetime | None


def stays_of(instance_id: UUID) -> tuple[Stay, ...]:
    """Every step of the process, the first entered first; what only passes through is there for a moment."""
    rows = db.session.scalars(select(History).where(History.instance_id == instance_id).order_by(History.id))
    tokens: dict[str, list[Stay]] = {}
    for row in rows:
        stays = tokens.setdefault(row.task_id, [])
        if row.state == HistoryState.ENTERED.value:
            _enter(stays, row)
        else:
            _end(stays, row)
    return tuple(sorted(_all(tokens), key=lambda stay: (stay.since, stay.element)))


def _all(tokens: dict[str, list[Stay]]) -> Iterator[Stay]:
    return (stay for stays in tokens.values() for stay in stays)


def _enter(stays: list[Stay], row: History) -> None:
    if stays and stays[-1].until is None:  # renamed
        before = stays[-1]
        stays[-1] = replace(before, until=row.at)
        stays.append(replace(_stay(row), entered_at=before.entered_at))
    else:
        stays.append(_stay(row))


def _end(stays: list[Stay], row: History) -> None:
    if not stays or stays[-1].until is not None:
        stays.append(replace(_stay(row), until=row.at))
    last = stays[-1]
    still = [number for number, stay in enumerate(stays) if stay.entered_at == last.entered_at]
    for number in still:
        stays[number] = replace(stays[number], ended_at=row.at)
    stays[-1] = replace(stays[-1], until=row.at)


def _stay(row: History) -> Stay:
    return Stay(
        process=row.process,
        element=row.element,
        name=row.name,
        kind=row.kind,
        entered_at=row.at,
        ended_at=None,
        since=row.at,
        until=None,
    )

"""Which release a process followed when: what is past is told in the words of its time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.models import Instance, ReleaseMove, Task, db


@dataclass(frozen=True, kw_only=True)
class Period:
    """How long a process followed a release; `until` None: it does so still."""

    instance: Instance
    release_id: UUID
    since: datetime
    until: datetime | None


def periods_of_case(case_id: UUID) -> tuple[Period, ...]:
    """Of each process of the case, the first process first."""
    instances = db.session.scalars(
        select(Instance)
        .where(Instance.case_id == case_id)
        .order_by(Instance.started_at, Instance.id)
        .execution_options(populate_existing=True)
    ).all()
    moves = _moves({instance.id for instance in instances})
    return tuple(each for instance in instances for each in _periods(instance, moves.get(instance.id, ())))


def releases_of(instance_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
    """Every release that each of these processes has followed, the present one first."""
    rows = db.session.execute(select(Instance.id, Instance.release_id).where(Instance.id.in_(instance_ids)))
    moves = _moves(instance_ids)
    return {
        row.id: tuple(dict.fromkeys([row.release_id, *(move.from_id for move in reversed(moves.get(row.id, [])))]))
        for row in rows
    }


def release_of_task(task: Task, present: UUID) -> UUID:
    """Return the release whose words the task has: of those that its process followed, the last while it was open.

    `present`: which the process follows now.
    """
    if task.ended_at is None:
        return present
    after = (ReleaseMove.instance_id == task.instance_id, ReleaseMove.at > task.ended_at)
    earlier = db.session.scalar(select(ReleaseMove.from_id).where(*after).order_by(ReleaseMove.id).limit(1))
    return earlier or present


def _moves(instance_ids: Collection[UUID]) -> dict[UUID, list[ReleaseMove]]:
    found: dict[UUID, list[ReleaseMove]] = {}
    moves = select(ReleaseMove).where(ReleaseMove.instance_id.in_(instance_ids)).order_by(ReleaseMove.id)
    for move in db.session.scalars(moves):
        found.setdefault(move.instance_id, []).append(move)
    return found


def _periods(instance: Instance, moves: Sequence[ReleaseMove]) -> Iterator[Period]:
    since, release_id = instance.started_at, moves[0].from_id if moves else instance.release_id
    for move in moves:
        yield Period(instance=instance, release_id=release_id, since=since, until=move.at)
        since, release_id = move.at, move.to_id
    yield Period(instance=instance, release_id=release_id, since=since, until=instance.ended_at)

"""Giving many tasks to other people at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, PathwaysError
from service.pathways.hand_over import hand_over
from service.pathways.idempotency import Idempotency

MOST = 200  # at once; each is a transaction of its own


@dataclass(frozen=True, kw_only=True)
class Refused:
    id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was done of many things that were asked for, and why the others were not."""

    done: tuple[UUID, ...]
    refused: tuple[Refused, ...]


def reassign_tasks(
    *, to: Mapping[UUID, str], actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> Outcome:
    """Give each task to the person (a user name) beside it; one that cannot be given stays where it is.

    Each is checked by itself: the person holds the task's role and may see the case already.  Due dates stay.
    """
    require(actor, Capability.WORK, action="reassign tasks")

    def give(task_id: UUID) -> object:
        once = part_of(idempotency, task_id)
        return hand_over(task_id=task_id, assignee=to[task_id], actor=actor, clock=clock, idempotency=once)

    return one_by_one(list(to), give)


def one_by_one(ids: Sequence[UUID], do: Callable[[UUID], object]) -> Outcome:
    """Do each; what is refused does not keep the others from being done.

    :raises InvalidInputError: these are too many.
    """
    if len(ids) > MOST:
        raise InvalidInputError({"task": [f"Choose {MOST} or fewer at a time"]})
    done: list[UUID] = []
    refused: list[Refused] = []
    for each in ids:
        try:
            do(each)
        except PathwaysError as error:
            refused.append(Refused(id=each, reason=reason_of(error)))
        else:
            done.append(each)
    return Outcome(done=tuple(done), refused=tuple(refused))


def reason_of(error: PathwaysError) -> str:
    if isinstance(error, InvalidInputError) and error.errors:
        return " ".join(text for texts in error.errors.values() for text in texts)
    return str(error)


def part_of(idempotency: Idempotency | None, id_: UUID) -> Idempotency | None:
    """The key of one of the many things that a request asks for."""
    if idempotency is None:
        return None
    return Idempotency(key=f"{idempotency.key}:{id_}", fingerprint=idempotency.fingerprint)

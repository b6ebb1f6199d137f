"""Processes that run and in which nothing can happen any more, or has not although it should have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.pathways.queries.paging import Page, PageRequest

OVERDUE_AFTER = timedelta(minutes=5)
AWAITED_FOR = timedelta(days=30)


class StuckReason(StrEnum):
    INCIDENT = "incident"  # nothing can go on: a gateway waits for what cannot come
    TIMER = "timer"  # it was due and has not fired
    CALL = "call"  # a service was called in vain, again and again
    NOBODY = "nobody"  # a task is offered to nobody who is there
    MESSAGE = "message"  # an answer has been awaited for long


@dataclass(frozen=True, kw_only=True)
class StuckFilter:
    reason: StuckReason | None = None
    process: str | None = None


@dataclass(frozen=True, kw_only=True)
class StuckView:
    """One reason of one process.  `message`: the reason in plain words.  `since`: from when on it is stuck."""

    instance_id: UUID
    process: str
    process_name: str
    case_id: UUID | None
    case_reference: str | None
    reason: StuckReason
    element: str
    name: str
    message: str
    since: datetime
    subject_id: UUID  # of the incident, timer, call, task or awaited message


def list_stuck(*, actor: Actor, clock: Clock, filters: StuckFilter, page: PageRequest) -> Page[StuckView]:
    """Reasons why processes are stuck, the longest first.

    :raises NotAllowedError: the actor may not read processes.
    """
    raise NotImplementedError

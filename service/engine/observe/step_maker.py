"""Make the Step of a turn: what is open now against what was open before, and what happened between."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from service.engine.observe.journal import Journal
from service.engine.observe.openings import Openings, openings
from service.engine.state import save
from service.engine.step import CaseUpdate, Closed, Ending, InstanceStatus, Step
from service.engine.stuck import note_stuck


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Opened = TypeVar("_Opened", bound=_HasId)


def make_step(instance: Any, before: Openings) -> Step:
    """Return what the turn changed, with the new state."""
    journal: Journal = instance.turn.journal
    if instance.completed and instance.status is InstanceStatus.RUNNING:
        instance.status = InstanceStatus.COMPLETED
    note_stuck(instance)
    after = openings(instance)
    return Step(
        state=save(instance),
        status=instance.status,
        changed=True,
        next_due=after.next_due,
        opened=_opened(journal.opened, after.tasks),
        closed=_closed(before.tasks, after.tasks, journal),
        armed=_opened(journal.armed, after.timers),
        dropped=_closed(before.timers, after.timers, journal),
        awaited=_opened(journal.awaited, after.messages),
        unawaited=_closed(before.messages, after.messages, journal),
        thrown=tuple(journal.thrown),
        signals=tuple(journal.signals),
        calls=_opened(journal.calls, after.calls),
        calls_ended=_closed(before.calls, after.calls, journal),
        history=tuple(journal.history),
        decisions=tuple(journal.decisions),
        incidents=_opened(journal.incidents, after.incidents),
        incidents_ended=_closed(before.incidents, after.incidents, journal),
        events=tuple(journal.events),
        deadlines=tuple(journal.deadlines),
        case=CaseUpdate(**journal.case),
        output=instance.data.flat() if instance.status is InstanceStatus.COMPLETED else {},
    )


def unchanged(instance: Any, state: bytes, before: Openings) -> Step:
    """Return the Step of a command that found nothing to do."""
    return Step(state=state, status=instance.status, changed=False, next_due=before.next_due)


def _opened(journaled: Iterable[_Opened], after: Mapping[str, Any]) -> tuple[_Opened, ...]:
    """Return what was opened and is still open; of one id that was opened again, the latest."""
    latest = {opened.id: opened for opened in journaled}
    return tuple(opened for opened in latest.values() if opened.id in after)


def _closed(before: Mapping[str, Any], after: Mapping[str, Any], journal: Journal) -> tuple[Closed, ...]:
    return tuple(
        Closed(id=closed, ending=Ending.COMPLETED if closed in journal.completed else Ending.CANCELLED)
        for closed in before
        if closed not in after
    )

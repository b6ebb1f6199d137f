"""What stays open under its id and is told otherwise in the new release."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from service.engine import timers
from service.engine.failures import ElementFailure
from service.engine.messages import keys_of
from service.engine.migration.plan import DueChange, DueKind, Place
from service.engine.migration.turns import asking_as_of
from service.engine.observe.openings import Openings
from service.engine.reading.elements import TimerKind
from service.engine.step import ArmedTimer, AwaitedMessage, OpenTask, Renamed, TaskChange

Pairs = Iterator[tuple[str, Any, Any]]


class Differences:
    """Compares the tokens of the old instance with those of the new one.  Both are asked as of the same moments."""

    def __init__(self, old: Any, new: Any, opened: Mapping[str, datetime]) -> None:
        self._old, self._new, self._opened = old, new, opened

    def tasks(self, before: Openings, after: Openings) -> tuple[TaskChange, ...]:
        """:raises ElementFailure: naming the task, when it cannot be offered in the new release."""
        changes = (self._task(old, new) for _, old, new in both(before.tasks, after.tasks))
        return tuple(change for change in changes if change is not None)

    def messages(self, before: Openings, after: Openings) -> tuple[AwaitedMessage, ...]:
        """:raises ElementFailure: a message has no key in the new release."""
        changes = (_message(old, new) for _, old, new in both(before.messages, after.messages))
        return tuple(change for change in changes if change is not None)

    def kept_timers(self, before: Openings, after: Openings) -> Iterator[DueChange]:
        """Yield the timers that wait on, and would be due at another moment if they began to wait now."""
        for token_id, old, new in both(before.timers, after.timers):
            shift = self._shift(old, new)
            if shift:
                due, element = timers.due_at(new), new.task_spec.element
                yield DueChange(
                    kind=DueKind.TIMER,
                    id=token_id,
                    name=element.name,
                    place=Place(element.process, element.id),
                    before=due,
                    after=due + shift,
                    kept=True,
                )

    def _task(self, old: Any, new: Any) -> TaskChange | None:
        before, after = self._offer(self._old, old), self._offer(self._new, new)
        if isinstance(after, OpenTask):
            known = before if isinstance(before, OpenTask) else None
            return None if before == after else TaskChange(before=known, after=after)
        if _fails_alike(before, after):
            return None  # it was offered once and will not be again
        raise ElementFailure(f'"{new.task_spec.element.name}" cannot be offered in the new release: {after.message}')

    def _offer(self, instance: Any, token: Any) -> OpenTask | ElementFailure:
        with asking_as_of(instance, self._opened.get(str(token.id))):
            try:
                offered: OpenTask = token.task_spec.offer(token)
            except ElementFailure as failure:
                return failure
        return offered

    def _shift(self, old: Any, new: Any) -> timedelta | None:
        kinds = {old.task_spec.element.event.timer, new.task_spec.element.event.timer}
        if TimerKind.CYCLE in kinds:
            return None
        then, now = _would_be_due(old), _would_be_due(new)
        return None if then is None or now is None else now - then


def both(before: Mapping[str, Any], after: Mapping[str, Any]) -> Pairs:
    """Yield id, old and new token of what is open in both."""
    return ((token_id, before[token_id], after[token_id]) for token_id in before if token_id in after)


def renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Renamed, ...]:
    pairs = ((_told(old), _told(new)) for _, old, new in both(before, after))
    return tuple(new for old, new in pairs if old != new)


def timers_renamed(before: Openings, after: Openings) -> tuple[ArmedTimer, ...]:
    return tuple(
        ArmedTimer(
            id=found.id,
            process=found.process,
            element=found.element,
            name=found.name,
            due_at=timers.due_at(after.timers[found.id]),
        )
        for found in renamed(before.timers, after.timers)
    )


def due_changes(changes: tuple[TaskChange, ...]) -> Iterator[DueChange]:
    """Yield the due dates of open tasks that would be others."""
    for change in changes:
        before = None if change.before is None else change.before.due_at
        if before != change.after.due_at:
            yield DueChange(
                kind=DueKind.TASK,
                id=change.id,
                name=change.after.name,
                place=Place(change.after.process, change.after.element),
                before=before,
                after=change.after.due_at,
            )


def _told(token: Any) -> Renamed:
    found = token.task_spec
    element = getattr(found, "element", None)
    if element is None:  # of a scope that is stuck
        scope = token.workflow
        process = scope.spec.name if scope is scope.top_workflow else scope.holder.task_spec.element.process
        return Renamed(id=str(token.id), process=process, element=scope.spec.name, name=scope.spec.description or "")
    return Renamed(id=str(token.id), process=element.process, element=element.id, name=element.name)


def _message(old: Any, new: Any) -> AwaitedMessage | None:
    before, after = _awaited(old), _awaited(new)
    if isinstance(after, AwaitedMessage):
        return None if before == after else after
    if _fails_alike(before, after):
        return None
    raise ElementFailure(f'"{new.task_spec.element.name}" cannot wait in the new release: {after.message}')


def _awaited(token: Any) -> AwaitedMessage | ElementFailure:
    element = token.task_spec.element
    try:
        keys = keys_of(token, token.task_spec.keyed())
    except ElementFailure as failure:
        return failure
    return AwaitedMessage(
        id=str(token.id),
        process=element.process,
        element=element.id,
        message=element.event.name or "",
        keys=keys,
    )


def _fails_alike(before: object, after: ElementFailure) -> bool:
    return isinstance(before, ElementFailure) and before.message == after.message


def _would_be_due(token: Any) -> datetime | None:
    kept = dict(token.internal_data)
    try:
        return timers.arm(token, token.task_spec.element.event)
    except ElementFailure:
        return None
    finally:
        token.internal_data.clear()
        token.internal_data.update(kept)

"""Deadlines that run, as the new table has them.

A deadline is the case's; this instance moves those that it started and that nothing has met since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.clocks import ClockError, DeadlineRule
from service.engine.effects import deadline_runs
from service.engine.failures import ElementFailure
from service.engine.migration.plan import DueChange, DueKind, Place
from service.engine.migration.survey import ScopePair
from service.engine.reading.elements import Element
from service.engine.release import Release
from service.engine.specs.flow_node import ITEM
from service.engine.step import DeadlineEnded, DeadlineMoved, DeadlineStarted, Ending


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """What became of the deadlines."""

    moved: tuple[DeadlineMoved, ...]
    due: tuple[DueChange, ...]


def move_deadlines(old: Release, instance: Any, pairs: list[ScopePair]) -> Clocks:
    """Move, end and start deadlines of the instance, which is one of the new release.

    :raises ElementFailure: a deadline has no due time in the new release.
    """
    ran = dict(instance.deadlines)
    before = {key: _due(old, key, base) for key, base in ran.items() if _is_open(old, instance, key)}
    moved = [found for key in before if (found := _move(old, instance, key, pairs=pairs)) is not None]
    _start_new(instance, pairs)
    touched = [*before, *(key for key in instance.deadlines if key not in ran)]
    return Clocks(moved=tuple(moved), due=tuple(_changes(old, instance, touched, before=before)))


def _is_open(old: Release, instance: Any, key: str) -> bool:
    rule = old.deadlines.get(key)
    return rule is not None and not _met(instance.turn, rule, datetime.fromisoformat(instance.deadlines[key]))


def _move(old: Release, instance: Any, key: str, *, pairs: list[ScopePair]) -> DeadlineMoved | None:
    turn, base_text = instance.turn, instance.deadlines[key]
    was, rule = old.deadlines[key], turn.release.deadlines.get(key)
    base = datetime.fromisoformat(base_text)
    counts_from = None if rule is None else base if rule.start == was.start else turn.event_at(rule.start)
    if rule is None or counts_from is None or _belongs_to_nothing(instance, rule, pairs):
        del instance.deadlines[key]
        turn.journal.deadlines.append(DeadlineEnded(key=key, at=turn.now, ending=Ending.CANCELLED))
        return None
    after = _due(turn.release, key, counts_from.isoformat())
    if after is None or (counts_from == base and after == _due(old, key, base_text)):
        return None
    instance.deadlines[key] = counts_from.isoformat()
    return DeadlineMoved(key=key, base_at=counts_from, due_at=after[0], breach_at=after[1])


def _met(turn: Any, rule: DeadlineRule, base: datetime) -> bool:
    """Whether another process of the case has met it."""
    met = None if rule.met_by is None else turn.event_at(rule.met_by)
    if met is None:
        return False
    # one that counts from each meeting to the next is not met by the meeting that it counts from
    return bool(met > base if rule.met_by == rule.start else met >= base)


def _belongs_to_nothing(instance: Any, rule: DeadlineRule, pairs: list[ScopePair]) -> bool:
    """Whether it would be met by a step that is open, and no open step has it any more."""
    if rule.met_by is not None:
        return False
    named = any(rule.key in _keys(token.task_spec) for pair in pairs for token in pair.scope.live())
    names = any(rule.key in _keys(token.task_spec) for scope in instance.scopes() for token in scope.live())
    return named and not names


def _keys(spec: Any) -> tuple[str, ...]:
    element: Element | None = getattr(spec, "element", None)
    return () if element is None else element.words("deadlines")


def _start_new(instance: Any, pairs: list[ScopePair]) -> None:
    """Start what the new release lets begin with a step that is open and the old one did not."""
    for pair in pairs:
        for token in pair.scope.live():
            target = pair.targets.get(token.id)
            if target is not None and ITEM not in token.internal_data:
                added = [key for key in _keys(target) if key not in _keys(token.task_spec)]
                _start(instance.find(token.id), [key for key in added if not _is_met(instance.turn, key)])


def _start(token: Any, keys: list[str]) -> None:
    element = token.task_spec.element
    only = replace(element, properties={**element.properties, "deadlines": " ".join(keys)})
    deadline_runs.start(token, only, own_events=())


def _is_met(turn: Any, key: str) -> bool:
    rule = turn.release.deadlines.get(key)
    base = None if rule is None else turn.event_at(rule.start)
    return rule is not None and base is not None and _met(turn, rule, base)


def _due(release: Release, key: str, base: str) -> tuple[datetime, datetime] | None:
    rule = release.deadlines.get(key)
    if rule is None:
        return None
    try:
        due = release.calendar.due(rule, datetime.fromisoformat(base))
    except ClockError as error:
        raise ElementFailure(f"The deadline {key} has no due time: {error}") from error
    return due.due_at, due.breach_at


def _changes(
    old: Release, instance: Any, keys: list[str], *, before: Mapping[str, tuple[datetime, datetime] | None]
) -> Iterator[DueChange]:
    release = instance.turn.release
    elements = {
        each.key: Place(_process(instance, each.element), each.element)
        for each in instance.turn.journal.deadlines
        if isinstance(each, DeadlineStarted)
    }
    for key in keys:
        was = before.get(key)
        now = _due(release, key, instance.deadlines[key]) if key in instance.deadlines else None
        rule = release.deadlines.get(key) or old.deadlines.get(key)
        if was != now and rule is not None:
            yield DueChange(
                kind=DueKind.DEADLINE,
                id=key,
                name=rule.label,
                place=elements.get(key),
                before=None if was is None else was[0],
                after=None if now is None else now[0],
            )


def _process(instance: Any, element: str) -> str:
    release = instance.turn.release
    return next((process.id for process in release.processes.values() if element in process.elements), "")

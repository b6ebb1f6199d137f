"""When a timer is due."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service import feel
from service.clocks import ClockError, Span, parse_cycle, parse_span
from service.engine.expressions import value
from service.engine.failures import ElementFailure
from service.engine.moments import as_moment
from service.engine.reading.elements import EventDefinition, TimerKind

DUE = "due"  # internal data of a waiting token: when its timer is due, ISO
CYCLE = "cycle"  # text of the cycle and the moment it counts from


def arm(task: Any, definition: EventDefinition) -> datetime:
    """Work out when the token's timer is due, and keep it with the token.

    :raises ElementFailure: when the expression gives nothing that a timer can wait for.
    """
    turn = task.workflow.turn
    found = value(task, definition.expression)
    try:
        if definition.timer is TimerKind.CYCLE:
            due = _first_turn(task, found)
        elif definition.timer is TimerKind.DURATION:
            due = _after(found, turn.now, turn.release.calendar.zone)
        else:
            due = as_moment(found, turn.release.calendar.zone)
    except ClockError as error:
        raise ElementFailure(str(error)) from error
    if due is None:
        raise ElementFailure(f"The timer has no time: {_source(definition)} is null.")
    task.internal_data[DUE] = due.isoformat()
    return due


def next_turn(task: Any) -> dict[str, object] | None:
    """Return the internal data of a timer's next turn after this one; None when it does not turn again.

    Turns that were missed while nothing ran are made up for once, not one by one.
    """
    cycle = task.internal_data.get(CYCLE)
    if cycle is None:
        return None
    turn = task.workflow.turn
    anchor = datetime.fromisoformat(cycle["anchor"])
    try:
        due = parse_cycle(cycle["text"]).next_after(turn.now, turn.release.calendar.zone, anchor=anchor)
    except ClockError:  # the next turn would be beyond the calendar
        return None
    return None if due is None else {DUE: due.isoformat(), CYCLE: cycle}


def due_at(task: Any) -> datetime:
    """Return when the token's timer is due."""
    return datetime.fromisoformat(task.internal_data[DUE])


def _first_turn(task: Any, found: object) -> datetime | None:
    if not isinstance(found, str):
        raise ElementFailure(f"{found!r} is not a cycle such as R3/PT1H.")
    turn = task.workflow.turn
    task.internal_data[CYCLE] = {"text": found, "anchor": turn.now.isoformat()}
    return parse_cycle(found).next_after(turn.now, turn.release.calendar.zone)


def _after(found: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    if found is None:
        return None
    if isinstance(found, timedelta):
        return Span(exact=found).after(now, zone)
    if isinstance(found, feel.YearsMonths):
        return Span(months=found.months).after(now, zone)
    if isinstance(found, str):
        return parse_span(found).after(now, zone)
    raise ElementFailure(f"{found!r} is not a duration such as PT4H.")


def _source(definition: EventDefinition) -> str:
    return "it" if definition.expression is None else f"={definition.expression.text}"

"""When each step of a replayed scenario happens, so that the last one lies just before now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.clocks import WorkingCalendar
from service.clocks.moments import at_local
from service.errors import PathwaysError
from service.simulator.phrases import read_after, read_at
from service.simulator.scenario import Action, Do, Expect, Refuse, Scenario, Step, Wait, When

WEEK = timedelta(weeks=1)
NEAR = timedelta(days=730)  # dates in answers that lie nearer to the start than this move along with it


class DemoError(PathwaysError):
    """A demo case cannot be made from its scenario; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Steps with their moments, moved by whole weeks: weekdays stay what they are."""

    steps: tuple[tuple[datetime, Action], ...]
    moved: timedelta
    began: date  # in the scenario's own time

    def answers(self, given: Mapping[str, object]) -> dict[str, object]:
        """Move the dates in answers along; a date of birth stays."""
        return {key: self._moved(value) for key, value in given.items()}

    def _moved(self, value: object) -> object:  # noqa: PLR0911 - one return for each kind of value  # noqa: PLR0911 - one return for each kind of value
        match value:
            case Mapping():
                return self.answers(value)
            case list():
                return [self._moved(item) for item in value]
            case str() if (day := _day(value)) is not None:
                return self._move_day(day)
            case date() if not isinstance(value, datetime):
                return self._move_day(value)
            case _:
                return value

    def _move_day(self, day: date) -> str:
        near = abs(day - self.began) < NEAR
        return (day + self.moved if near else day).isoformat()


def make_timetable(scenario: Scenario, *, until: str | None, now: datetime, calendar: WorkingCalendar) -> Timetable:
    """Return what happens before the task `until` is done for the first time, or everything.

    :raises DemoError: no step does that task, or a moment on the way is not known beforehand.
    """
    steps = _before(scenario.steps, until)
    moments: list[datetime] = []
    for step in steps:
        moments.append(_moment(step.action, moments[-1] if moments else None, calendar))
    behind = (moments[-1] - now) / WEEK
    moved = -WEEK * (int(behind) + 1 if behind > 0 else int(behind))
    if _shifted(moments[-1], moved, calendar) > now:  # by the hour of summer time
        moved -= WEEK
    return Timetable(
        steps=tuple(
            (_shifted(moment, moved, calendar), step.action) for moment, step in zip(moments, steps, strict=True)
        ),
        moved=moved,
        began=moments[0].date(),
    )


def _shifted(moment: datetime, by: timedelta, calendar: WorkingCalendar) -> datetime:
    """The same time of day so many weeks on, also across a change of the clocks."""
    local = moment.astimezone(calendar.zone)
    return at_local(local.date() + by, local.time(), calendar.zone)


def _before(steps: Sequence[Step], until: str | None) -> list[Step]:
    done = [each for each in steps if not isinstance(each.action, Expect | Refuse)]
    if until is None:
        return done
    for index, step in enumerate(done):
        if isinstance(step.action, Do) and step.action.task == until:
            return done[:index]
    raise DemoError(f"No step of the scenario does “{until}”.")


def _moment(action: Action, before: datetime | None, calendar: WorkingCalendar) -> datetime:
    when = getattr(action, "when", When())
    if isinstance(action, Wait) and action.next_timer:
        raise DemoError("A scenario that waits for “next timer” cannot be replayed.")
    if when.at is not None:
        return read_at(when.at, calendar)
    if before is None:
        raise DemoError("The scenario does not say when it begins.")
    return before if when.after is None else read_after(when.after, before, calendar)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""What expressions can ask of the service: deadlines, working days, sittings, records and events of the case."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from service.clocks import DayFunctions, DeadlineRule, local_day, start_of_day
from service.engine.failures import ElementFailure
from service.engine.turn import Turn


class HostFunctions:
    """The functions of one turn.  Null in gives null out; a key that the release lacks is a failure."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._calendar = turn.release.calendar

    def table(self) -> Mapping[str, Callable[..., object]]:
        return {
            "due": self.due,
            **DayFunctions(self._calendar).table(),
            "next_sitting": self.next_sitting,
            "record": self.record,
            "event": self.event,
            "now": self.now,
            "today": self.today,
        }

    def due(self, key: object, base: object = None) -> datetime | None:
        """Return when the deadline is due that counts from `base` (default: its start event).

        Null before that, and where the authority has no such clock.
        """
        rule = self._rule(key)
        if rule is None:
            return None
        start = self._moment(base) if base is not None else self._turn.event_at(rule.start)
        return None if start is None else self._calendar.due(rule, start).due_at

    def next_sitting(self, panel: object, after: object = None) -> datetime | None:
        """Return the first sitting after a moment (default: now); the diary goes before the rule."""
        rule = self._rule(panel)
        if rule is None:
            return None
        start = self._moment(after) if after is not None else self._turn.now
        return None if start is None else self._calendar.next_sitting(rule, start, self._turn.facts.sittings(rule.key))

    def record(self, form: object) -> Mapping[str, object] | None:
        return self._turn.record(form) if isinstance(form, str) else None

    def event(self, name: object) -> datetime | None:
        return self._turn.event_at(name) if isinstance(name, str) else None

    def now(self) -> datetime:
        return self._turn.now.astimezone(self._calendar.zone)

    def today(self) -> date:
        return local_day(self._turn.now, self._calendar.zone)

    def _rule(self, key: object) -> DeadlineRule | None:
        try:
            return self._turn.release.deadline(key)
        except KeyError as error:
            raise ElementFailure(error.args[0]) from error

    def _moment(self, value: object) -> datetime | None:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ElementFailure(f"{value.isoformat()} has no time zone.")
            return value.astimezone(UTC)
        return start_of_day(value, self._calendar.zone) if isinstance(value, date) else None

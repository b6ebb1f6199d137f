"""When a process that starts by the clock starts next."""

from datetime import datetime, timedelta

from service.clocks import ClockError, as_utc
from service.clocks import next_start as next_turn
from service.engine.allowance import Allowance
from service.engine.errors import EngineError, UnknownElementError
from service.engine.expressions import evaluate
from service.engine.facts import Facts, NoFacts
from service.engine.failures import ElementFailure
from service.engine.host_functions import HostFunctions
from service.engine.moments import as_moment
from service.engine.reading.elements import Expression
from service.engine.release import Release
from service.engine.turn import Turn
from service.engine.variables import scope

LOOK_AHEAD_DAYS = 400


def next_start(  # noqa: PLR0917 - which start event, and after what
    release: Release, process: str, start_event: str, after: datetime, *, facts: Facts | None = None
) -> datetime | None:
    """Return the first moment after `after` at which the timer starts the process; None: never again.

    `facts` answers for the diary of sittings.
    :raises UnknownElementError: no such start event with a timer.
    :raises EngineError: the timer's text gives no moment.
    """
    text = _timer_text(release, process, start_event)
    after = as_utc(after)
    try:
        if text.startswith("="):
            return _next_by_expression(release, Expression.of(text), after, facts=facts or NoFacts())
        if text.startswith("R") or " " in text:
            return next_turn(text, after, release.calendar.zone)
        moment = as_moment(text, release.calendar.zone)
    except (ElementFailure, ClockError) as error:
        raise EngineError(f'The start event "{start_event}" of "{process}" has no next moment: {error}') from error
    return moment if moment is not None and moment > after else None


def _timer_text(release: Release, process: str, start_event: str) -> str:
    info = release.processes.get(process)
    for start in info.start_events if info else ():
        if start.id == start_event and start.timer is not None:
            return start.timer
    raise UnknownElementError(f'"{process}" has no start event "{start_event}" with a timer.')


def _next_by_expression(release: Release, expression: Expression, after: datetime, *, facts: Facts) -> datetime | None:
    """Ask as of `after`, then of later days: "five days before the sitting" stays in the past until it has sat."""
    allowance = Allowance()
    for days in range(LOOK_AHEAD_DAYS):
        turn = Turn(release=release, now=after + timedelta(days=days), facts=facts, allowance=allowance)
        turn.functions = HostFunctions(turn).table()
        moment = as_moment(evaluate(turn, expression, variables=scope({})), release.calendar.zone)
        if moment is None or moment > after:
            return moment
    return None

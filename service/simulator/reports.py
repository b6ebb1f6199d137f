"""Which reports of the authority count something of what happened in a scenario."""

from collections.abc import Iterator

from service.clocks import DayFunctions
from service.reporting.measure import Period, measure
from service.reporting.rows import History, Ran
from service.simulator.host import Host
from service.simulator.places import Deadline, DeadlineState, Place


def counting(host: Host) -> set[str]:
    """Return the ids of the reports that count at least one row, whenever it was."""
    world = host.world
    told = list(histories(host))
    functions = DayFunctions(world.release.calendar).table()
    return {
        id_
        for id_, report in world.reports.items()
        if measure(report, told, period=Period(), functions=functions).whole.counted
    }


def histories(host: Host) -> Iterator[History]:
    """Yield what happened on each case and in each process outside any."""
    places = [*host.cases, *(instance.place for instance in host.instances)]
    for place in {id(place): place for place in places}.values():
        yield _history(place, host)


def _history(place: Place, host: Host) -> History:
    clocks: dict[str, list[Ran]] = {}
    for deadline in place.deadlines:
        clocks.setdefault(deadline.rule.key, []).append(_ran(deadline, host))
    events = {name: sorted(times) for name, times in place.events.items()}
    return History(place.variable(), events, place.records, clocks)


def _ran(deadline: Deadline, host: Host) -> Ran:
    state = deadline.state(host.clock.now())
    status = "met_late" if state is DeadlineState.MET_LATE else state.value
    return Ran(base=deadline.base_at, due=deadline.due_at, status=status, ended=deadline.ended_at)

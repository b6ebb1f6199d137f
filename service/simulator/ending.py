"""How a scenario stands at its end, as the file would expect it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from service.clocks import WorkingCalendar, as_utc
from service.simulator.standing import Standing, StandingDeadline, StandingTask

_CASE = ("status", "stage", "outcome", "team", "lead", "consent")


def expected_now(standing: Standing, calendar: WorkingCalendar) -> Mapping[str, object]:
    """Return the step `expect` that holds now: open tasks, deadlines, the case, processes, incidents."""
    tasks = standing.tasks()
    case = standing.case() or {}
    told: dict[str, object] = {}
    if tasks:
        told["tasks"] = [_task(task, calendar) for task in tasks]
    told["only_tasks"] = list(dict.fromkeys(task.name for task in tasks))
    deadlines = {key: _deadline(newest, calendar) for key, newest in _newest(standing.deadlines()).items()}
    facts = {name: case[name] for name in _CASE if case.get(name) is not None}
    processes = dict(standing.processes())  # of several the one that began last
    incidents = len(standing.incidents())
    parts = {"deadlines": deadlines, "case": facts, "processes": processes, "incidents": incidents}
    return {"expect": {**told, **{name: part for name, part in parts.items() if part}}}


def _task(task: StandingTask, calendar: WorkingCalendar) -> Mapping[str, object]:
    told: dict[str, object] = {"name": task.name}
    if task.groups:
        told["role"] = task.groups[0]
    if task.item is not None:
        told["item"] = task.item
    if task.due_at is not None:
        told["due"] = _due(task.due_at, calendar)
    return told


def _newest(deadlines: Sequence[StandingDeadline]) -> Mapping[str, StandingDeadline]:
    """The one of each key that an expectation is compared with."""
    ordered = sorted(deadlines, key=lambda each: (each.open, each.base_at))
    return {deadline.key: deadline for deadline in ordered}


def _deadline(deadline: StandingDeadline, calendar: WorkingCalendar) -> Mapping[str, object]:
    return {"due": _due(deadline.due_at, calendar), "status": deadline.state.value}


def _due(moment: datetime, calendar: WorkingCalendar) -> object:
    """The day; with the time of day where the minute says it exactly and it is not the end of a working day."""
    local = as_utc(moment).astimezone(calendar.zone)
    closing = moment == calendar.closing(local.date())
    return local.date() if closing or local.second or local.microsecond else f"{local:%Y-%m-%d %H:%M}"

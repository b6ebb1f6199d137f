"""What happened, in the words of the process owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service import feel
from service.clocks import local_day
from service.engine.step import ArmedTimer, Incident, OpenTask, ServiceCall
from service.simulator.phrases import day_words, moment_words
from service.simulator.places import Deadline, DeadlineState, MemoryCase, Place
from service.simulator.world import World

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Words:
    world: World

    def moment(self, moment: datetime) -> str:
        return moment_words(moment, self.world.release.calendar)

    def day(self, moment: datetime) -> str:
        return day_words(local_day(moment, self.world.release.calendar.zone))

    def of(self, place: Place) -> str:
        return f" ({place.family['name']}, {place.reference})" if isinstance(place, MemoryCase) else ""

    def roles(self, task: OpenTask) -> str:
        named = [self.world.role(group) for group in task.groups] or list(task.users)
        who = " or ".join(named)
        return f"{task.assignee} ({who})" if task.assignee and who else task.assignee or who or "nobody"

    def task(self, task: OpenTask) -> str:
        item = f" - {task.item}" if task.item else ""
        due = f", due {self.moment(task.due_at)}" if task.due_at else ""
        return f"{task.name}{item}: {self.roles(task)}{due}"

    def done(self, task: OpenTask, role: str, user: str | None) -> str:
        item = f" - {task.item}" if task.item else ""
        who = self.world.role(role)
        return f"{who}{f' ({user})' if user else ''}: {task.name}{item}"

    def withdrawn(self, task: OpenTask) -> str:
        item = f" - {task.item}" if task.item else ""
        return f"{task.name}{item}: no longer needed"

    def timer(self, timer: ArmedTimer) -> str:
        return timer.name or timer.element

    def deadline(self, deadline: Deadline, now: datetime) -> str:
        due = self.moment(deadline.due_at)
        said = {
            DeadlineState.RUNNING: f"due {due}{_rule(deadline)}",
            DeadlineState.MET: f"met (due {due})",
            DeadlineState.MET_LATE: f"met late (was due {due})",
            DeadlineState.BREACHED: f"{'was due' if deadline.open else 'stays missed, was due'} {due}{_rule(deadline)}",
            DeadlineState.CANCELLED: "no longer applies",
        }
        return f"{deadline.rule.label}: {said[deadline.state(now)]}"

    def missed(self, deadline: Deadline) -> str:
        return f"{deadline.rule.label}: MISSED (was due {self.moment(deadline.due_at)}){_rule(deadline)}"

    def call(self, call: ServiceCall) -> str:
        said = "; ".join(f"{key} {brief(value)}" for key, value in call.parameters.items() if value is not None)
        return f"{call.name}: {call.topic}{f' ({said})' if said else ''}"

    def incident(self, incident: Incident) -> str:
        return f"{incident.name or incident.element} failed: {incident.message}"


def brief(value: object) -> str:
    """Say a value in a few words."""
    if isinstance(value, Mapping):
        text = ", ".join(f"{key}: {brief(inner)}" for key, inner in value.items())
    elif isinstance(value, list | tuple):
        text = ", ".join(brief(each) for each in value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        text = day_words(value)
    elif value is None:
        text = "nothing"
    else:
        text = value if isinstance(value, str) else feel.to_text(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _rule(deadline: Deadline) -> str:
    return f" [{deadline.rule.rule}]" if deadline.rule.rule else ""

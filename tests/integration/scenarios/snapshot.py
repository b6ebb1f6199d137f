"""Everything that stands at a moment, as values that can be compared whoever gave them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from service import feel
from service.simulator.standing import Standing

OF_CASE = (
    "reference",
    "family",
    "team",
    "lead",
    "stage",
    "status",
    "outcome",
    "episode",
    "opened",
    "record_link",
    "consent",
)
BY_NAME = "raised_by"  # who raised a concern: the service knows the person, the file may say "school"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    tasks: list[str]
    deadlines: list[str]
    case: list[str]
    events: list[str]
    processes: list[str]
    sent: list[str]
    incidents: int

    @classmethod
    def of(cls, standing: Standing) -> "Snapshot":
        case = standing.case() or {}
        return cls(
            tasks=sorted(
                f"{task.element} {task.item or ''}: {task.name}, {', '.join(task.groups)} {task.assignee or ''},"
                f" form {task.form}, stage {task.stage}, due {_said(task.due_at)}"
                for task in standing.tasks()
            ),
            deadlines=sorted(
                f"{each.key}: {each.state}, {'open' if each.open else 'ended'},"
                f" {_said(each.base_at)} - {_said(each.due_at)}"
                for each in standing.deadlines()
            ),
            case=[f"{name}: {_said(case.get(name))}" for name in OF_CASE],
            events=sorted(f"{name}: {_said(at)}" for name, at in standing.events().items()),
            processes=sorted(f"{process}: {status}" for process, status in standing.processes()),
            sent=sorted(_said(_without_names(call)) for call in standing.sent()),
            incidents=len(standing.incidents()),
        )

    def differences(self, other: "Snapshot") -> list[str]:
        """Say what the two tell differently, kind by kind."""
        return [line for each in fields(self) for line in _differing(each.name, self, other)]


def _differing(kind: str, shown: Snapshot, found: Snapshot) -> list[str]:
    ours, theirs = getattr(shown, kind), getattr(found, kind)
    if ours == theirs:
        return []
    if not isinstance(ours, list):
        return [f"{kind}: the simulator shows {ours}, the database {theirs}"]
    only_shown, only_found = list(ours), list(theirs)
    for item in ours:
        if item in only_found:
            only_found.remove(item)
            only_shown.remove(item)
    return [
        *(f"{kind}: only in the simulator: {item}" for item in only_shown),
        *(f"{kind}: only in the database: {item}" for item in only_found),
    ]


def _without_names(call: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in call.items() if key != BY_NAME}


def _said(value: object) -> str:
    return json.dumps(feel.to_json(value), sort_keys=True)

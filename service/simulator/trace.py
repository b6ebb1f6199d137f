"""What a run made use of, for coverage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.step import DeadlineStarted, HistoryState, Step

LETTER = "letter.send"


@dataclass(kw_only=True)
class Trace:
    elements: set[tuple[str, str]] = field(default_factory=set)  # process, element that was completed
    flows: set[tuple[str, str]] = field(default_factory=set)
    rows: set[tuple[str, str]] = field(default_factory=set)  # decision, row
    decisions: set[str] = field(default_factory=set)
    deadlines: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)  # form, key that was answered
    processes: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)  # templates that were sent
    reports: set[str] = field(default_factory=set)  # those that counted something
    roles: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)

    def take(self, step: Step) -> None:
        for entry in step.history:
            self.processes.add(entry.process)
            self.flows.update((entry.process, flow) for flow in entry.flows)
            if entry.state is HistoryState.COMPLETED:
                self.elements.add((entry.process, entry.element))
        for taken in step.decisions:
            self.decisions.add(taken.decision)
            self.rows.update((taken.decision, row) for row in taken.rows)
        self.letters.update(str(call.parameters.get("template")) for call in step.calls if call.topic == LETTER)
        self.deadlines.update(change.key for change in step.deadlines if isinstance(change, DeadlineStarted))

    def answered(self, form: str, stored: Mapping[str, object]) -> None:
        self.forms.add(form)
        self.fields.update((form, key) for key in _keys(stored, ""))

    def merge(self, other: "Trace") -> None:
        for name in self.__dataclass_fields__:
            getattr(self, name).update(getattr(other, name))


def _keys(answers: Mapping[str, object], path: str) -> set[str]:
    keys = set()
    for name, value in answers.items():
        keys.add(path + name)
        if isinstance(value, Mapping):
            keys |= _keys(value, f"{path}{name}.")
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Mapping):
                    keys |= _keys(item, f"{path}{name}.")
    return keys

"""One command at work: what it may ask, and the journal of what it brings about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.clocks import VirtualClock
from service.engine.allowance import Allowance
from service.engine.decisions import DecisionResult
from service.engine.facts import Facts
from service.engine.observe.journal import Journal
from service.engine.release import Release
from service.engine.step import CaseEvent
from service.engine.variables import Variables


@dataclass
class Turn:
    """Facts as the host knows them, with what this command has changed laid over them."""

    release: Release
    now: datetime
    facts: Facts
    received_at: datetime | None = None  # when what starts the process came in, if before `now`
    clock: VirtualClock = field(init=False)  # stands still at `now`
    journal: Journal = field(default_factory=Journal)
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)  # host functions of this turn
    overdue: list[Any] = field(default_factory=list)  # tokens whose timer is due
    allowance: Allowance = field(default_factory=Allowance)
    _events: dict[str, datetime] = field(default_factory=dict)
    _records: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.now)

    @property
    def case(self) -> Mapping[str, object]:
        """The variable `case`; empty for a process outside any case."""
        case = self.facts.case
        return {**case, **self.journal.case} if case and self.journal.case else case

    def event_at(self, name: str) -> datetime | None:
        return self._events[name] if name in self._events else self.facts.event_at(name)

    def record(self, form: str) -> Mapping[str, object] | None:
        return self._records[form] if form in self._records else self.facts.record(form)

    def keep_record(self, form: str, answers: Mapping[str, object]) -> None:
        self._records[form] = answers

    def decide(self, decision: str, variables: Variables) -> DecisionResult:
        """Evaluate a decision of the release over the variables and `case`."""
        context = variables.under({"case": self.case})
        with self.allowance.spent():
            return self.release.decisions.evaluate(decision, context, functions=self.functions, clock=self.clock)

    def record_event(self, event: CaseEvent) -> None:
        self._events[event.name] = event.at
        self.journal.events.append(event)

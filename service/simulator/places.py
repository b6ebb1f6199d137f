"""What the simulator keeps of a case: its facts, its records and the life of its deadlines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from service.clocks import DeadlineRule, SetSitting
from service.engine.step import CaseUpdate, DeadlineEnded, DeadlineStarted, Ending, Step
from service.reporting.rows import Completed

CLOSED = "closed"


class DeadlineState(StrEnum):
    RUNNING = "running"
    MET = "met"
    MET_LATE = "met late"
    BREACHED = "breached"
    CANCELLED = "cancelled"


@dataclass(kw_only=True)
class Deadline:
    """One standard as it applies here; its due moment never changes."""

    rule: DeadlineRule
    base_at: datetime
    due_at: datetime
    breach_at: datetime
    instance: int  # number of the process that started it
    ended_at: datetime | None = None
    ending: Ending | None = None

    @property
    def open(self) -> bool:
        return self.ended_at is None

    def state(self, now: datetime) -> DeadlineState:
        if self.ended_at is None:
            return DeadlineState.BREACHED if now >= self.breach_at else DeadlineState.RUNNING
        if self.ending is Ending.CANCELLED:  # a breach stays on record
            return DeadlineState.BREACHED if self.ended_at >= self.breach_at else DeadlineState.CANCELLED
        return DeadlineState.MET_LATE if self._late(self.ended_at) else DeadlineState.MET

    def _late(self, ended_at: datetime) -> bool:
        # clock hours are met up to and including the last moment
        return ended_at > self.due_at and ended_at >= self.breach_at


@dataclass(kw_only=True)
class Place:
    """Where facts are kept: a case, or a process that runs outside any case."""

    events: dict[str, list[datetime]] = field(default_factory=dict)
    records: dict[str, list[Completed]] = field(default_factory=dict)
    deadlines: list[Deadline] = field(default_factory=list)

    def variable(self) -> dict[str, object]:
        """The variable `case` of expressions."""
        return {}

    def update(self, change: CaseUpdate) -> list[str]:  # noqa: ARG002 - a case takes the change
        """Take a change of the case; return it in words."""
        return []

    def take_deadlines(self, step: Step, rules: Mapping[str, DeadlineRule], *, instance: int) -> list[Deadline]:
        """Start and end deadlines as the step says, in its order; return those touched, in that order."""
        touched: list[Deadline] = []
        for change in step.deadlines:
            if isinstance(change, DeadlineStarted):
                touched += self._start(change, rules[change.key], instance)
            else:
                touched += self._end(change, instance)
        return list({id(deadline): deadline for deadline in touched}.values())

    def cancel_deadlines(self, now: datetime, *, alive: Collection[int]) -> list[Deadline]:
        """Cancel what is open and was started by an instance that runs no more."""
        still_open = [deadline for deadline in self.deadlines if deadline.open and deadline.instance not in alive]
        for deadline in still_open:
            deadline.ended_at, deadline.ending = now, Ending.CANCELLED
        return still_open

    def _start(self, start: DeadlineStarted, rule: DeadlineRule, instance: int) -> list[Deadline]:
        running = [d for d in self.deadlines if d.open and d.rule.key == start.key]
        if any(deadline.base_at == start.base_at for deadline in running):
            return []
        deadline = Deadline(
            rule=rule, base_at=start.base_at, due_at=start.due_at, breach_at=start.breach_at, instance=instance
        )
        self.deadlines.append(deadline)
        return [deadline]

    def _end(self, end: DeadlineEnded, instance: int) -> list[Deadline]:
        """Meet it for the whole case; cancel it only where this instance started it."""
        running = [d for d in self.deadlines if d.open and d.rule.key == end.key]
        ended = [d for d in running if end.ending is Ending.COMPLETED or d.instance == instance]
        for deadline in ended:
            # a visit is dated by the day, which begins before the hour of what it counts from
            deadline.ended_at, deadline.ending = max(deadline.base_at, end.at), end.ending
        return ended


@dataclass(kw_only=True)
class MemoryCase(Place):
    reference: str
    authority: str
    family: Mapping[str, object]
    children: Sequence[Mapping[str, object]]
    opened: datetime
    episode: int = 1
    team: str | None = None
    lead: str | None = None
    record_link: str | None = None
    stage: str | None = None
    status: str = "open"
    outcome: str | None = None
    consent: str | None = None

    def variable(self) -> dict[str, object]:
        return {
            "reference": self.reference,
            "authority": self.authority,
            "family": dict(self.family),
            "children": [dict(child) for child in self.children],
            "team": self.team,
            "lead": self.lead,
            "stage": self.stage,
            "status": self.status,
            "outcome": self.outcome,
            "opened": self.opened,
            "episode": self.episode,
            "record_link": self.record_link,
            "consent": self.consent,
        }

    def update(self, change: CaseUpdate) -> list[str]:
        words = []
        for name in ("stage", "status", "outcome", "team", "lead", "consent"):
            value = getattr(change, name)
            if value is not None and value != getattr(self, name):
                setattr(self, name, value or None)  # an empty lead: nobody leads it any more
                words.append(f"{name}: {value}")
        return words


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What the engine may ask, answered from memory."""

    place: Place
    diary: Mapping[str, Sequence[SetSitting]]

    @property
    def case(self) -> Mapping[str, object]:
        return self.place.variable()

    def event_at(self, name: str) -> datetime | None:
        happened = self.place.events.get(name)
        return max(happened) if happened else None

    def record(self, form: str) -> Mapping[str, object] | None:
        kept = self.place.records.get(form)
        return kept[-1].answers if kept else None

    def sittings(self, panel: str) -> Sequence[SetSitting]:
        # those that were held are told too: a sitting that was moved forward is not held again on its regular day
        return sorted(self.diary.get(panel, ()), key=lambda sitting: sitting.at)

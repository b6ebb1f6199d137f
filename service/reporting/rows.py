"""The rows of a report: what happened, told in the words that its expressions use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from service.reporting.definitions import Report, Source


@dataclass(frozen=True, kw_only=True)
class Completed:
    """A completed form: its answers as FEEL values, in their latest version."""

    at: datetime
    answers: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A standard that ran.  `status`: running, met, met_late, breached or cancelled."""

    base: datetime
    due: datetime
    status: str
    ended: datetime | None

    def context(self) -> Mapping[str, object]:
        return {"base": self.base, "due": self.due, "status": self.status, "ended": self.ended}


@dataclass(frozen=True)
class History:
    """All that happened on a case, or in a process outside any (`case` is then empty)."""

    case: Mapping[str, object]
    events: Mapping[str, Sequence[datetime]] = field(default_factory=dict)  # by name, in their order
    records: Mapping[str, Sequence[Completed]] = field(default_factory=dict)  # by form, in their order
    clocks: Mapping[str, Sequence[Ran]] = field(default_factory=dict)  # by key, in their order
    case_id: UUID | None = None

    @cached_property
    def context(self) -> Mapping[str, object]:
        return {
            "case": self.case,
            "events": {name: times[0] for name, times in self.events.items() if times},
            "latest": {name: times[-1] for name, times in self.events.items() if times},
            "happened": {name: list(times) for name, times in self.events.items()},
            "records": {form: [each.answers for each in kept] for form, kept in self.records.items()},
            "clocks": {key: [each.context() for each in ran] for key, ran in self.clocks.items()},
            "record": None,
            "clock": None,
        }


@dataclass(frozen=True, kw_only=True)
class Row:
    at: datetime
    context: Mapping[str, object]
    history: History


def rows_of(report: Report, histories: Sequence[History]) -> Iterator[Row]:
    """Yield the rows of the report; those whose moment has not come have none."""
    for history in histories:
        for at, own in _own(report, history):
            moment = next(iter(history.events.get(report.period, ())), None) if report.period else at
            if moment is not None:
                yield Row(at=moment, context={**history.context, **own, "at": at}, history=history)


def _own(report: Report, history: History) -> Iterator[tuple[datetime, Mapping[str, object]]]:
    match report.source:
        case Source.CASES:
            opened = history.case.get("opened")
            if isinstance(opened, datetime):
                yield opened, {}
        case Source.RECORDS:
            yield from ((kept.at, {"record": kept.answers}) for kept in history.records.get(report.name, ()))
        case Source.EVENTS:
            yield from ((at, {}) for at in history.events.get(report.name, ()))
        case Source.DEADLINES:
            yield from ((ran.due, {"clock": ran.context()}) for ran in history.clocks.get(report.name, ()))

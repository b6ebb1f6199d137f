"""One item of an agenda, and the form in which it is kept once the agenda is frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from service.models import ItemStatus
from service.pathways.feel_json import from_json, to_json


class Source(StrEnum):
    PROCESS = "process"  # the process of the sitting received it
    HAND = "hand"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A line of the papers; `value` is a FEEL value, so that a date stays a date."""

    label: str
    value: object


@dataclass(frozen=True, kw_only=True)
class ChildDecision:
    """What the panel decided on one child; `task_id`: the task in which it decides, as long as it has not."""

    child: str
    task_id: UUID | None = None
    decision: str | None = None
    reasons: str | None = None
    more: tuple[Fact, ...] = ()
    by: str | None = None  # display name
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A task about the item before or beside the decision; open while `at` is None."""

    name: str
    groups: tuple[str, ...] = ()
    task_id: UUID | None = None
    due_at: datetime | None = None
    by: str | None = None
    at: datetime | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`key` names it within its sitting.  `item_id`: its row, as soon as something was kept about it.

    `note`: what else became of it, such as the decision that was sent to the case or why it was put off.
    """

    key: str
    source: Source
    subject: str
    reference: str | None = None
    case_id: UUID | None = None
    restricted: bool = False
    children: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    late: bool = False
    late_reason: str | None = None
    received_at: datetime | None = None
    last_assessment: date | None = None
    status: ItemStatus = ItemStatus.LISTED
    steps: tuple[Step, ...] = ()
    decisions: tuple[ChildDecision, ...] = ()
    note: str | None = None
    item_id: UUID | None = None
    deferred_to: UUID | None = None

    @property
    def decision(self) -> str | None:
        """All decisions in one line."""
        made = [each for each in self.decisions if each.decision]
        if not made:
            return self.note if self.status is ItemStatus.DECIDED else None
        return "; ".join(f"{each.child}: {each.decision}" if each.child else f"{each.decision}" for each in made)

    @property
    def rationale(self) -> str | None:
        return " ".join(f"{each.child}: {each.reasons}".strip(": ") for each in self.decisions if each.reasons) or None


def kept_entry(entry: Entry) -> dict[str, object]:
    """The item as JSON, for the frozen agenda."""
    return to_json(
        {
            "source": entry.source.value,
            "subject": entry.subject,
            "reference": entry.reference,
            "children": list(entry.children),
            "facts": _facts_out(entry.facts),
            "late": entry.late,
            "late_reason": entry.late_reason,
            "received_at": entry.received_at,
            "last_assessment": entry.last_assessment,
            "steps": [_step_out(step) for step in entry.steps],
            "decisions": [_decision_out(decision) for decision in entry.decisions],
            "note": entry.note,
        }
    )


def read_entry(stored: Mapping[str, object], base: Entry) -> Entry:
    """`base` with what was kept of it; what identifies it and how it stands are the row's."""
    values = from_json(stored)
    return replace(
        base,
        source=Source(str(values.get("source") or base.source)),
        subject=str(values.get("subject") or base.subject),
        reference=_text(values.get("reference")),
        children=tuple(str(name) for name in _many(values.get("children"))),
        facts=_facts_in(values.get("facts")),
        late=bool(values.get("late")),
        late_reason=_text(values.get("late_reason")),
        received_at=_moment(values.get("received_at")),
        last_assessment=as_day(values.get("last_assessment")),
        steps=tuple(_step_in(step) for step in _contexts(values.get("steps"))),
        decisions=decisions_in(values.get("decisions")),
        note=_text(values.get("note")),
    )


def decisions_in(stored: object) -> tuple[ChildDecision, ...]:
    return tuple(
        ChildDecision(
            child=str(each.get("child") or ""),
            decision=_text(each.get("decision")),
            reasons=_text(each.get("reasons")),
            more=_facts_in(each.get("more")),
            by=_text(each.get("by")),
            at=_moment(each.get("at")),
        )
        for each in _contexts(stored)
    )


def as_day(value: object) -> date | None:
    """A date, also where it came as text or with a time."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _decision_out(decision: ChildDecision) -> dict[str, object]:
    return {
        "child": decision.child,
        "decision": decision.decision,
        "reasons": decision.reasons,
        "more": _facts_out(decision.more),
        "by": decision.by,
        "at": decision.at,
    }


def _step_out(step: Step) -> dict[str, object]:
    return {"name": step.name, "by": step.by, "at": step.at, "facts": _facts_out(step.facts)}


def _step_in(stored: Mapping[str, object]) -> Step:
    return Step(
        name=str(stored.get("name") or ""),
        by=_text(stored.get("by")),
        at=_moment(stored.get("at")),
        facts=_facts_in(stored.get("facts")),
    )


def _facts_out(facts: Sequence[Fact]) -> list[dict[str, object]]:
    return [{"label": fact.label, "value": fact.value} for fact in facts]


def _facts_in(stored: object) -> tuple[Fact, ...]:
    return tuple(Fact(label=str(each.get("label") or ""), value=each.get("value")) for each in _contexts(stored))


def _contexts(stored: object) -> list[Mapping[str, object]]:
    return [each for each in _many(stored) if isinstance(each, Mapping)]


def _many(stored: object) -> list[object]:
    return list(stored) if isinstance(stored, list | tuple) else []


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None

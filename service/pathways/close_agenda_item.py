"""What becomes of an item that was added by hand: decided, put off, withdrawn.

Requests that a process received are decided in its own tasks: their cases wait for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, WrongStateError
from service.models import AgendaItem, ItemStatus, db
from service.pathways.add_agenda_item import AgendaItemChange, next_position
from service.pathways.agenda import Entry, Source, agenda_of
from service.pathways.agenda.entries import kept_entry
from service.pathways.idempotency import Idempotency
from service.pathways.move_agenda_item import entry_of
from service.pathways.panel_access import Changing, change_sitting
from service.pathways.sittings import find_place, kept
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class Decided:
    """On one child (or on the matter as such: ""), in the panel's words."""

    decision: str
    reasons: str


def decide_agenda_item(
    *,
    sitting_id: UUID,
    key: str,
    decisions: Sequence[Decided],
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> AgendaItemChange:
    """Write down one decision for each child of the item, in their order.

    :raises InvalidInputError: a decision or its reasons are missing, under `decision.<n>` and `reasons.<n>`.
    :raises WrongStateError: the sitting is frozen, or the process of the sitting decides on this item.
    """

    def work() -> AgendaItemChange:
        found = _by_hand(sitting_id, key, actor, clock)
        entry = found.entry
        _require_complete(entry, decisions)
        made = tuple(
            replace(each, decision=said.decision.strip(), reasons=said.reasons.strip(), by=actor.display_name, at=now)
            for each, said in zip(entry.decisions, decisions, strict=True)
            for now in (clock.now(),)
        )
        decided = replace(entry, decisions=made, status=ItemStatus.DECIDED)
        row = found.row
        row.details = kept_entry(decided)
        row.decision, row.rationale = decided.decision, decided.rationale
        row.decided_at, row.decided_by, row.status = clock.now(), actor.name, ItemStatus.DECIDED
        return _noted(found, "decide agenda item", {}, actor=actor, clock=clock)

    return transact_once(work, returns=AgendaItemChange, actor=actor, clock=clock, idempotency=idempotency)


def defer_agenda_item(
    *,
    sitting_id: UUID,
    key: str,
    to: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> AgendaItemChange:
    """Put the item off to a later sitting of the same panel, at the end of whose agenda it then stands.

    :raises InvalidInputError: no reason, or `to` is no later sitting of this panel.
    """

    def work() -> AgendaItemChange:
        found = _by_hand(sitting_id, key, actor, clock)
        why = _reason(reason)
        later = find_place(to, found.changing.opened.composed, now=clock.now())
        sitting = found.changing.sitting
        if later.panel.key != sitting.panel or later.at <= sitting.at:
            raise InvalidInputError({"to": ["Choose a later sitting"]})
        target = kept(later)
        if target.frozen_at is not None:
            raise InvalidInputError({"to": ["That sitting is frozen. Choose another"]})
        note = f"Put off: {why}"
        _end(found.row, found.entry, ItemStatus.DEFERRED, note=note)
        found.row.deferred_to = target.id
        db.session.add(_again(found, target.id, why, now=clock.now()))
        return _noted(
            found, "defer agenda item", {"to": target.at.isoformat(), "reason": why}, actor=actor, clock=clock
        )

    return transact_once(work, returns=AgendaItemChange, actor=actor, clock=clock, idempotency=idempotency)


def withdraw_agenda_item(
    *,
    sitting_id: UUID,
    key: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> AgendaItemChange:
    """Take the item off the agenda; it stays to be seen that it was there.  :raises InvalidInputError: no reason."""

    def work() -> AgendaItemChange:
        found = _by_hand(sitting_id, key, actor, clock)
        why = _reason(reason)
        _end(found.row, found.entry, ItemStatus.WITHDRAWN, note=f"Withdrawn: {why}")
        return _noted(found, "withdraw agenda item", {"reason": why}, actor=actor, clock=clock)

    return transact_once(work, returns=AgendaItemChange, actor=actor, clock=clock, idempotency=idempotency)


@dataclass(frozen=True, kw_only=True)
class _Found:
    changing: Changing
    entry: Entry
    row: AgendaItem


def _by_hand(sitting_id: UUID, key: str, actor: Actor, clock: Clock) -> _Found:  # noqa: PLR0917 - whose item, and who asks
    changing = change_sitting(sitting_id, actor, clock, action="change items of the agenda")
    entries = list(agenda_of(changing.opened.place, changing.opened.composed, now=clock.now()))
    entry = entry_of(changing, entries, key, actor=actor)
    row = db.session.get(AgendaItem, entry.item_id, populate_existing=True) if entry.item_id is not None else None
    if entry.source is not Source.HAND or row is None:
        raise WrongStateError("This request", "decided in its own task", "Open the task from the agenda.")
    if entry.status in {ItemStatus.DEFERRED, ItemStatus.WITHDRAWN}:
        raise WrongStateError("This item", entry.status.value, "Add it again if it is to be heard after all.")
    return _Found(changing=changing, entry=entry, row=row)


def _require_complete(entry: Entry, decisions: Sequence[Decided]) -> None:
    errors: dict[str, Sequence[str]] = {}
    for number, (child, said) in enumerate(zip(entry.decisions, decisions, strict=True)):
        about = f" for {child.child}" if child.child else ""
        if not said.decision.strip():
            errors[f"decision.{number}"] = [f"Enter the decision{about}"]
        if not said.reasons.strip():
            errors[f"reasons.{number}"] = [f"Enter the reasons{about}"]
        elif len(said.reasons) > LONGEST or len(said.decision) > LONGEST:
            errors[f"reasons.{number}"] = [f"Use {LONGEST} characters or fewer"]
    if errors:
        raise InvalidInputError(errors)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise InvalidInputError({"reason": ["Enter a reason"]})
    return reason.strip()


def _end(row: AgendaItem, entry: Entry, status: ItemStatus, *, note: str) -> None:
    row.status = status
    row.decision = row.rationale = row.decided_at = row.decided_by = None
    row.details = kept_entry(replace(entry, note=note))


def _again(found: _Found, sitting_id: UUID, why: str, *, now: datetime) -> AgendaItem:
    old = found.row
    fresh = replace(
        found.entry,
        decisions=tuple(replace(each, decision=None, reasons=None, by=None, at=None) for each in found.entry.decisions),
        late=False,  # for the later sitting its papers are in time
        late_reason=None,
        note=f"Put off from {_day(found.changing.sitting.at)}: {why}",
    )
    return AgendaItem(
        id=uuid4(),
        sitting_id=sitting_id,
        position=next_position(sitting_id),
        case_id=old.case_id,
        person_id=old.person_id,
        subject=old.subject,
        added_at=now,
        added_by=old.added_by,
        subject_key=None,
        details=kept_entry(fresh),
        late_reason=None,
        status=ItemStatus.LISTED,
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _noted(
    found: _Found, action: str, details: Mapping[str, object], *, actor: Actor, clock: Clock
) -> AgendaItemChange:
    sitting = found.changing.sitting
    audit(
        actor,
        action,
        f"sitting {sitting.id}",
        at=clock.now(),
        case_id=found.row.case_id,
        authority=sitting.authority,
        details={"item": str(found.row.id), **details},
    )
    return AgendaItemChange(item_id=str(found.row.id), sitting_id=str(sitting.id))

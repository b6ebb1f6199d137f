"""Changing the order of an agenda."""

from enum import StrEnum
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import db
from service.pathways.add_agenda_item import AgendaItemChange
from service.pathways.agenda import Entry, agenda_of, take_up
from service.pathways.idempotency import Idempotency
from service.pathways.panel_access import Changing, change_sitting, may_see_entry, seen_cases
from service.pathways.transaction import transact_once


class Way(StrEnum):
    UP = "up"
    DOWN = "down"


def move_agenda_item(
    *, sitting_id: UUID, key: str, way: Way, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> AgendaItemChange:
    """Let the item `key` change places with the one before or after it; at the end of the list nothing happens.

    :raises NotFoundError: there is no such item that the actor may see.
    :raises WrongStateError: the sitting is frozen.
    """

    def work() -> AgendaItemChange:
        changing = change_sitting(sitting_id, actor, clock, action="change the order of the agenda")
        entries = list(agenda_of(changing.opened.place, changing.opened.composed, now=clock.now()))
        index = entries.index(entry_of(changing, entries, key, actor=actor))
        other = index - 1 if way is Way.UP else index + 1
        if 0 <= other < len(entries):
            entries[index], entries[other] = entries[other], entries[index]
        rows = take_up(changing.sitting, entries, now=clock.now())
        return AgendaItemChange(item_id=str(rows[key].id), sitting_id=str(changing.sitting.id))

    return transact_once(work, returns=AgendaItemChange, actor=actor, clock=clock, idempotency=idempotency)


def entry_of(changing: Changing, entries: list[Entry], key: str, *, actor: Actor) -> Entry:
    """:raises NotFoundError: there is no such item that the actor may see."""
    seen = seen_cases(actor, tuple(entries))
    db.session.flush()
    for entry in entries:
        if entry.key == key and may_see_entry(entry, changing.opened.standing, seen):
            return entry
    raise NotFoundError("item on the agenda called", key)

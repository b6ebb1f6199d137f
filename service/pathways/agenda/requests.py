"""Requests: messages that the process of a sitting received, or that wait for it to begin."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from service import feel
from service.library import Panel, Receiver
from service.models import Message, MessageKind, MessageStatus, db
from service.pathways.agenda.entries import Entry, Fact, Source, as_day
from service.pathways.feel_json import from_json

UNNAMED = "A request without a name"


def received_by(instance_id: UUID, panel: Panel, *, close_at: datetime | None) -> list[Entry]:
    """What the process was given so far, in order."""
    names = sorted({receiver.message for receiver in panel.receivers})
    condition = (Message.delivered_to == instance_id) & Message.name.in_(names)
    return _requests(condition, panel, close_at=close_at)


def on_their_way(authority: str, panel: Panel, *, now: datetime, close_at: datetime | None) -> list[Entry]:
    """What waits for the process of the next sitting to begin."""
    wanted = [(Message.name == each.message) & (Message.keys == dict(each.keys)) for each in panel.receivers]
    if not wanted:
        return []
    condition = (
        (Message.authority == authority)
        & (Message.status == MessageStatus.PENDING)
        & (Message.expires_at > now)
        & or_(*wanted)
    )
    return _requests(condition, panel, close_at=close_at)


def _requests(condition: ColumnElement[bool], panel: Panel, *, close_at: datetime | None) -> list[Entry]:
    statement = (
        select(Message)
        .where(condition, Message.kind == MessageKind.MESSAGE)
        .order_by(Message.created_at, Message.id)
        .execution_options(populate_existing=True)
    )
    receivers = {receiver.message: receiver for receiver in panel.receivers}
    return [_entry(message, receivers[message.name], close_at=close_at) for message in db.session.scalars(statement)]


def _entry(message: Message, receiver: Receiver, *, close_at: datetime | None) -> Entry:
    payload = from_json(message.payload)
    said = feel.evaluate(receiver.item, payload)
    item: Mapping[str, object] = said if isinstance(said, Mapping) else payload
    late_reason = str(item.get("late_reason") or "").strip() or None
    return Entry(
        key=f"message:{message.id}",
        source=Source.PROCESS,
        subject=str(item.get("family") or UNNAMED),
        reference=_text(item.get("reference")),
        children=tuple(_name(child) for child in _many(item.get("children"))),
        facts=tuple(_facts(item.get("facts"))),
        late=late_reason is not None or (close_at is not None and message.created_at > close_at),
        late_reason=late_reason,
        received_at=message.created_at,
        last_assessment=as_day(item.get("last_assessment")),
    )


def _facts(value: object) -> list[Fact]:
    """Lines that say something: the papers of another time may lack one."""
    found = [each for each in _many(value) if isinstance(each, Mapping)]
    return [
        Fact(label=str(each["label"]), value=each.get("value"))
        for each in found
        if "label" in each and each.get("value") not in (None, "", "null")
    ]


def _name(child: object) -> str:
    return str(child.get("name") or "") if isinstance(child, Mapping) else str(child)


def _many(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: object) -> str | None:
    return None if value is None else str(value)

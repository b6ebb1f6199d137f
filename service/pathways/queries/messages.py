"""Messages on their way, delivered and expired, for operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from service.access import Actor, Capability, require, visible_cases
from service.models import Case, Message, MessageKind, MessageStatus
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class MessageFilter:
    status: MessageStatus | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """Without the payload: that belongs to the process that takes it."""

    id: UUID
    kind: MessageKind
    name: str
    keys: Mapping[str, object]
    status: MessageStatus
    posted_by: str
    created_at: datetime
    expires_at: datetime
    delivered_at: datetime | None
    delivered_to: UUID | None


def list_messages(*, actor: Actor, filters: MessageFilter, page: PageRequest) -> Page[MessageView]:
    """Messages of the authority, the latest first; those of a case that the actor may not see are left out."""
    require(actor, Capability.OPERATE, action="read messages")
    statement = (
        select(Message)
        .outerjoin(Case, (Case.authority == Message.authority) & (Case.reference == Message.keys["case"].astext))
        .where(or_(Case.id.is_(None), visible_cases(actor)))
    )
    if actor.authority is not None:
        statement = statement.where(Message.authority == actor.authority)
    if filters.status is not None:
        statement = statement.where(Message.status == filters.status)
    if filters.name is not None:
        statement = statement.where(Message.name == filters.name)
    order = Order(columns={"created_at": Message.created_at}, default="-created_at", key=Message.id)
    return page_of(statement, order, page, make=_view)


def _view(row: AnyRow) -> MessageView:
    message: Message = row.Message
    return MessageView(
        id=message.id,
        kind=message.kind,
        name=message.name,
        keys=message.keys,
        status=message.status,
        posted_by=message.posted_by,
        created_at=message.created_at,
        expires_at=message.expires_at,
        delivered_at=message.delivered_at,
        delivered_to=message.delivered_to,
    )

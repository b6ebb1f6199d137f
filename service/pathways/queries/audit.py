"""The audit trail, for those who operate or report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, authority_stream, may_see_case, require, require_scope
from service.errors import NotFoundError
from service.models import Audit
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """`stream`: "case:<uuid>", or "authority:<id>"."""

    stream: str


@dataclass(frozen=True, kw_only=True)
class AuditView:
    position: int
    at: datetime
    actor_kind: str
    actor_name: str
    action: str
    subject: str
    details: Mapping[str, object]


def list_audit(*, actor: Actor, filters: AuditFilter, page: PageRequest) -> Page[AuditView]:
    """Entries of one stream, the latest first.

    :raises NotFoundError: the stream is of a case that the actor may not see, or of another authority.
    """
    require_auditor(actor)
    require_stream(actor, filters.stream)
    order = Order(columns={"position": Audit.position}, default="-position", key=Audit.id)
    return page_of(select(Audit).where(Audit.stream == filters.stream), order, page, make=_view)


def require_auditor(actor: Actor) -> None:
    """:raises NotAllowedError: neither operates nor reports."""
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.AUDIT_READ, action="read the audit trail")
    elif not actor.may(Capability.OPERATE):
        require(actor, Capability.READ_REPORTS, action="read the audit trail")


def require_stream(actor: Actor, stream: str) -> None:
    """:raises NotFoundError: it is not for this actor."""
    kind, _, name = stream.partition(":")
    if kind == "authority" and actor.authority in {None, name} and stream == authority_stream(name):
        return
    try:
        seen = kind == "case" and may_see_case(actor, UUID(name))
    except ValueError:
        seen = False
    if not seen:
        raise NotFoundError("audit stream", stream)


def _view(row: AnyRow) -> AuditView:
    entry: Audit = row.Audit
    return AuditView(
        position=entry.position,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        details=entry.details,
    )

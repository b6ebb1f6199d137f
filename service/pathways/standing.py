"""Which authority a use case acts for, and the audit entries of use cases."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from service.access import Actor, AuditEntry, authority_stream, case_stream, write_audit
from service.errors import InvalidInputError, NotAllowedError


def acting_authority(actor: Actor, asked: str | None, *, action: str) -> str:
    """The authority asked for, which must be the actor's own; the system may act for any, but must say which.

    :raises NotAllowedError: it is another one.
    :raises InvalidInputError: the system did not say which.
    """
    if actor.authority is None:
        if asked is None:
            raise InvalidInputError({"authority": ["Say for which authority."]})
        return asked
    if asked not in {None, actor.authority}:
        raise NotAllowedError(action, "it belongs to another authority")
    return actor.authority


def audit(
    actor: Actor,
    action: str,
    subject: str,
    *,
    at: datetime,
    case_id: UUID | None,
    authority: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write to the case's stream, or to the authority's where there is no case."""
    stream = authority_stream(authority) if case_id is None else case_stream(case_id)
    write_audit(actor, AuditEntry(stream=stream, at=at, action=action, subject=subject, details=details or {}))

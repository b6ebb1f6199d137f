"""The audit trail: one chain of entries for each case and for each authority.

An entry's hash covers its content and the hash before it, so an entry that is changed, left out, or put in later breaks
the chain from there on.  The chain's end is kept apart, so that a cut tail shows as well.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, text, union

from service.access.actor import Actor
from service.models import Audit, AuditHead, db

_APPEND = text("""
WITH head AS (
    INSERT INTO audit_head AS h (stream, position, hash) VALUES (:stream, 1, sha256(:digest))
    ON CONFLICT (stream) DO UPDATE SET position = h.position + 1, hash = sha256(h.hash || :digest)
    RETURNING position, hash
)
INSERT INTO audit (stream, position, at, actor_kind, actor_id, actor_name, action, subject, details, hash)
SELECT :stream, head.position, :at, :actor_kind, :actor_id, :actor_name, :action, :subject, CAST(:details AS jsonb),
       head.hash
FROM head
""")


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """`details` holds texts, whole numbers, booleans, None, lists and mappings: never form answers."""

    stream: str
    at: datetime
    action: str  # "complete task"
    subject: str  # "task 0f…"
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """`problem` says at which position the chain breaks first, and how."""

    stream: str
    entries: int
    intact: bool
    problem: str | None = None


def case_stream(case_id: UUID) -> str:
    return f"case:{case_id}"


def authority_stream(authority: str) -> str:
    return f"authority:{authority}"


def write_audit(actor: Actor, entry: AuditEntry) -> None:
    """Append an entry, in one statement that also puts concurrent writers of the stream in a row."""
    content: dict[str, object] = {
        "stream": entry.stream,
        "at": entry.at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "action": entry.action,
        "subject": entry.subject,
        "details": dict(entry.details),
    }
    values = {**content, "details": json.dumps(content["details"]), "digest": _digest(content)}
    db.session.execute(_APPEND, values)


def streams() -> Sequence[str]:
    """Every stream that has entries or a kept end, so that one whose entries are all gone is looked at too."""
    return db.session.scalars(union(select(Audit.stream), select(AuditHead.stream)).order_by("stream")).all()


def verify_stream(stream: str) -> Verification:
    """Compute the chain anew from the entries as they stand."""
    previous = b""
    position = 0
    entries = db.session.execute(select(Audit.__table__).where(Audit.stream == stream).order_by(Audit.position))
    for row in entries.mappings():
        position += 1
        if row["position"] != position:
            return _broken(stream, position, "an entry is missing")
        previous = hashlib.sha256(previous + _digest(dict(row))).digest()
        if row["hash"] != previous:
            return _broken(stream, position, "an entry was changed")
    head = db.session.execute(
        select(AuditHead.position, AuditHead.hash).where(AuditHead.stream == stream)
    ).one_or_none()
    end = (position, previous) if position else None
    if (tuple(head) if head is not None else None) != end:
        return _broken(stream, position + 1, "the end of the chain is missing")
    return Verification(stream=stream, entries=position, intact=True)


def _broken(stream: str, position: int, problem: str) -> Verification:
    return Verification(stream=stream, entries=position, intact=False, problem=f"{problem} at position {position}")


def _digest(content: Mapping[str, object]) -> bytes:
    at = content["at"]
    kept = {
        name: content[name]
        for name in ("stream", "actor_kind", "actor_id", "actor_name", "action", "subject", "details")
    }
    kept["at"] = at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).digest()

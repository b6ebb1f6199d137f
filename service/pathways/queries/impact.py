"""What a move means in all: how many processes stand where, which can move, which due dates would be others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from service.access import Actor
from service.engine.migration import Reason
from service.errors import NotFoundError
from service.models import BulkKind, ItemResult, db
from service.pathways.queries.bulk import get_bulk_action

# what a process waits at: neither what lies in wait beside it nor what contains it
WAITED_AT = (
    "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask",
    "intermediateCatchEvent", "parallelGateway", "inclusiveGateway", "exclusiveGateway", "complexGateway",
)  # fmt: skip
# whose message says nothing but what the diagrams say: others may quote what was written about a family
_TOLD = frozenset({
    Reason.OVER, Reason.PROCESS_GONE, Reason.ELEMENT_GONE, Reason.ELSEWHERE, Reason.OTHER_KIND, Reason.OTHER_EVENT,
    Reason.OTHER_REPETITION, Reason.INTERRUPTS, Reason.CAME_BY, Reason.NEVER_TOGETHER, Reason.WAITS_FOR_EVER,
    Reason.GOES_ON,
})  # fmt: skip
_CALLED_OUT = "It has called a service, and the new release would call another one; the list of processes says which."
_WOULD_FAIL = "Something that the new release adds would fail; the list of processes says what."


@dataclass(frozen=True, kw_only=True)
class ImpactReason:
    """Why processes cannot move, and how many of them; `element` is that of the process where it concerns all of it."""

    reason: str
    process: str
    element: str
    name: str
    message: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ImpactStep:
    """A step (of the old release) at which running processes stand: how many, how many could move, or could not."""

    process: str
    element: str
    name: str
    kind: str
    standing: int
    can_move: int
    cannot: int


@dataclass(frozen=True, kw_only=True)
class ImpactDue:
    """A due date that would be another: for how many sooner, later, there for the first time, there no more.

    Timers that keep their due time are not among them.
    """

    kind: str
    name: str
    sooner: int
    later: int
    added: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class ImpactListening:
    """An event beside open steps that begins, or ceases, to be waited for, and in how many processes."""

    name: str
    begins: int
    ceases: int


@dataclass(frozen=True, kw_only=True)
class ImpactSummary:
    """Of a preview (or a move): `checked` of `total` processes so far; restricted cases are counted."""

    bulk_id: UUID
    total: int
    checked: int
    can_move: int
    cannot: int
    steps: tuple[ImpactStep, ...]
    reasons: tuple[ImpactReason, ...]
    due: tuple[ImpactDue, ...]
    listening: tuple[ImpactListening, ...]
    forms_changed: int  # open tasks whose questions are others


_STEPS = text("""
WITH places AS (
    SELECT i.instance_id, i.result, s ->> 'process' AS process, s ->> 'element' AS element, s ->> 'name' AS name,
           s ->> 'kind' AS kind
    FROM bulk_item i, jsonb_array_elements(i.details -> 'standing') s
    WHERE i.bulk_id = :bulk_id AND s ->> 'kind' = ANY(:kinds)
    UNION ALL
    SELECT i.instance_id, i.result, r ->> 'process', r ->> 'element', r ->> 'name', ''
    FROM bulk_item i, jsonb_array_elements(i.details -> 'refusals') r
    WHERE i.bulk_id = :bulk_id AND r ->> 'element' <> r ->> 'process'
)
SELECT process, element, max(name) AS name, max(kind) AS kind, count(DISTINCT instance_id) AS standing,
       count(DISTINCT instance_id) FILTER (WHERE result = 'done') AS can_move,
       count(DISTINCT instance_id) FILTER (WHERE result = 'refused') AS cannot
FROM places GROUP BY process, element ORDER BY process, standing DESC, element
""")

_REASONS = text("""
SELECT r ->> 'reason' AS reason, r ->> 'process' AS process, r ->> 'element' AS element, max(r ->> 'name') AS name,
       min(r ->> 'message') AS message, count(DISTINCT i.instance_id) AS count
FROM bulk_item i, jsonb_array_elements(i.details -> 'refusals') r
WHERE i.bulk_id = :bulk_id
GROUP BY 1, 2, 3 ORDER BY count DESC, 1, 2, 3
""")

_DUE = text("""
WITH due AS (
    SELECT d ->> 'kind' AS kind, d ->> 'name' AS name, (d ->> 'before')::timestamptz AS before,
           (d ->> 'after')::timestamptz AS after
    FROM bulk_item i, jsonb_array_elements(i.details -> 'due') d
    WHERE i.bulk_id = :bulk_id AND i.result = 'done' AND NOT (d ->> 'kept')::boolean
)
SELECT kind, name, count(*) FILTER (WHERE after < before) AS sooner, count(*) FILTER (WHERE after > before) AS later,
       count(*) FILTER (WHERE before IS NULL) AS added, count(*) FILTER (WHERE after IS NULL) AS removed
FROM due GROUP BY kind, name ORDER BY kind, count(*) DESC, name
""")

_LISTENING = text("""
WITH events AS (
    SELECT i.instance_id, which, l ->> 'name' AS name
    FROM bulk_item i, unnest(ARRAY['begins', 'ceases']) which, jsonb_array_elements(i.details -> which) l
    WHERE i.bulk_id = :bulk_id AND i.result = 'done'
)
SELECT name, count(DISTINCT instance_id) FILTER (WHERE which = 'begins') AS begins,
       count(DISTINCT instance_id) FILTER (WHERE which = 'ceases') AS ceases
FROM events GROUP BY name ORDER BY count(DISTINCT instance_id) DESC, name
""")

_FORMS = text("""
SELECT count(*) FROM bulk_item i, jsonb_array_elements(i.details -> 'tasks') t
WHERE i.bulk_id = :bulk_id AND (t ->> 'form_changed')::boolean
""")


def impact_summary(*, bulk_id: UUID, actor: Actor) -> ImpactSummary:
    """What a move means in all, as far as the processes were looked at; of a preview, or of the move itself.

    :raises NotFoundError: the actor's authority has no such preview or move.
    """
    action = get_bulk_action(bulk_id=bulk_id, actor=actor)
    if action.kind not in {BulkKind.PREVIEW, BulkKind.MOVE}:
        raise NotFoundError("preview", bulk_id)
    can, cannot = action.counts[ItemResult.DONE], action.counts[ItemResult.REFUSED]
    of_action: dict[str, Any] = {"bulk_id": bulk_id}
    steps = _rows(_STEPS, {**of_action, "kinds": list(WAITED_AT)})
    return ImpactSummary(
        bulk_id=bulk_id,
        total=action.total,
        checked=can + cannot,
        can_move=can,
        cannot=cannot,
        steps=tuple(ImpactStep(**row) for row in steps),
        reasons=tuple(_reason(**row) for row in _rows(_REASONS, of_action)),
        due=tuple(ImpactDue(**row) for row in _rows(_DUE, of_action)),
        listening=tuple(ImpactListening(**row) for row in _rows(_LISTENING, of_action)),
        forms_changed=db.session.execute(_FORMS, of_action).scalar_one(),
    )


def _rows(statement: TextClause, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row.items()}
        for row in db.session.execute(statement, parameters).mappings()
    ]


def _reason(*, reason: str, message: str, **about: Any) -> ImpactReason:
    """A process of a restricted case is counted here: nothing that was written about it is told."""
    if reason not in _TOLD:
        message = _CALLED_OUT if reason == Reason.CALLED_OUT else _WOULD_FAIL
    return ImpactReason(reason=reason, message=message, **about)

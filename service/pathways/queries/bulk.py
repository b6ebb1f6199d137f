"""Actions on many processes: lists, progress, what came of each process, and what a move would mean in all.

Process owners and operators may look at all of them.  A process of a case that somebody may not open is counted and
says how it went, but names nothing: no case, no step, no reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select, true

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope, visible_instances
from service.engine.migration import Place
from service.errors import NotAllowedError, NotFoundError
from service.models import (
    BulkAction,
    BulkItem,
    BulkKind,
    BulkStatus,
    Case,
    Instance,
    ItemResult,
    LibraryDraft,
    Release,
    db,
)
from service.pathways.queries.move_details import MoveDetails, read_details
from service.pathways.queries.paging import AnyRow, AnySelect, Column, Order, Page, PageRequest, page_of
from service.pathways.queries.replay_details import ReplayDetails, read_replay
from service.pathways.releases import composed
from service.pathways.replay_process import replayable

_PLACES = ("standing", "refusals")  # of the details
_AHEAD = 1_000_000_000  # of every position


@dataclass(frozen=True, kw_only=True)
class BulkView:
    """`target` says where to, in words: "Release 7", or the title of a draft; None for operations.

    `counts` has every result, also those with 0.  `ended` of `total` is the progress; `waiting` ones wait for the next
    stage of their case, which may take months.
    """

    id: UUID
    authority: str
    kind: BulkKind
    status: BulkStatus
    target: str | None
    release_id: UUID | None
    release_number: int | None
    draft_id: UUID | None
    draft_digest: str | None
    reason: str | None
    total: int
    counts: Mapping[ItemResult, int]
    begun_at: datetime
    begun_by: str
    finished_at: datetime | None

    @property
    def ended(self) -> int:
        return self.total - self.counts[ItemResult.PENDING] - self.counts[ItemResult.WAITING]


@dataclass(frozen=True, kw_only=True)
class BulkItemView:
    """`visible` False: of a case that the actor may not open ("a restricted case"): ids, message, details are None.

    Results: a preview is DONE where the process could move and REFUSED where it could not; a replay is DONE where the
    draft would have gone the same way, DIFFERS where not, and REFUSED where it cannot be played.  `details` only of
    moves and previews that have ended, `replay` of replays.  `stage`: which a waiting item waits to see changed.
    """

    position: int
    visible: bool
    instance_id: UUID | None
    case_id: UUID | None
    case_reference: str | None
    process: str
    process_name: str
    result: ItemResult
    stage: str | None
    message: str | None
    details: MoveDetails | None
    ended_at: datetime | None
    replay: ReplayDetails | None = None


def list_bulk_actions(
    *,
    actor: Actor,
    page: PageRequest,
    kind: BulkKind | None = None,
    draft_id: UUID | None = None,
    process: str | None = None,
) -> Page[BulkView]:
    """Actions of the actor's authority, the last begun first; `process`: on any of that kind.

    :raises NotAllowedError: the actor is neither process owner nor operator.
    """
    _require(actor)
    statement = _actions(actor)
    if kind is not None:
        statement = statement.where(BulkAction.kind == kind)
    if draft_id is not None:
        statement = statement.where(BulkAction.draft_id == draft_id)
    if process is not None:
        of_process = (BulkItem.instance_id == Instance.id) & (Instance.process == process)
        statement = statement.where(exists().where(BulkItem.bulk_id == BulkAction.id, of_process))
    order = Order(columns={"begun_at": BulkAction.begun_at}, default="-begun_at", key=BulkAction.id)
    return page_of(statement, order, page, make=_view)


def get_bulk_action(*, bulk_id: UUID, actor: Actor) -> BulkView:
    """:raises NotFoundError: the actor's authority has no such action."""
    _require(actor)
    row = db.session.execute(_actions(actor).where(BulkAction.id == bulk_id)).one_or_none()
    if row is None:
        raise NotFoundError("action", bulk_id)
    return _view(row)


def bulk_items(
    *,
    bulk_id: UUID,
    actor: Actor,
    page: PageRequest,
    result: ItemResult | None = None,
    at: Place | None = None,
) -> Page[BulkItemView]:
    """What came of each process, in the order in which they are done; what differs when it is replayed comes first.

    `at`: only of those that stand at this step ("": at any of the process), or cannot move because of it, and that the
    actor may open.
    :raises NotFoundError: the actor's authority has no such action.
    """
    replays = get_bulk_action(bulk_id=bulk_id, actor=actor).kind is BulkKind.REPLAY
    visible = replayable(actor) if replays else visible_instances(actor)
    statement = (
        select(
            BulkItem,
            Instance.process,
            Instance.release_id,
            Case.id.label("case_id"),
            Case.reference,
            visible.label("visible"),
            literal(replays).label("replays"),
        )
        .join(Instance, Instance.id == BulkItem.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(BulkItem.bulk_id == bulk_id)
        .execution_options(populate_existing=True)
    )
    if result is not None:
        statement = statement.where(BulkItem.result == result)
    if at is not None:
        statement = statement.where(visible, or_(*(_names(at, where) for where in _PLACES)))
    first: Column = case((BulkItem.result == ItemResult.DIFFERS, BulkItem.position - _AHEAD), else_=BulkItem.position)
    columns: Mapping[str, Column] = {"position": BulkItem.position, "differs": first}
    order = Order(columns=columns, default="differs" if replays else "position", key=BulkItem.instance_id)
    return page_of(statement, order, page, make=_item)


def _require(actor: Actor) -> None:
    """:raises NotAllowedError: the actor is neither process owner nor operator."""
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.INSTANCES_READ, action="see actions on many processes")
        return
    try:
        require(actor, Capability.PUBLISH, action="see actions on many processes")
    except NotAllowedError:
        require(actor, Capability.OPERATE, action="see actions on many processes")


def _actions(actor: Actor) -> AnySelect:
    per_result = (
        select(BulkItem.result.label("result"), func.count().label("many"))
        .where(BulkItem.bulk_id == BulkAction.id)
        .group_by(BulkItem.result)
        .correlate(BulkAction)
        .subquery()
    )
    counts = select(func.jsonb_object_agg(per_result.c.result, per_result.c.many)).scalar_subquery()
    return (
        select(BulkAction, Release.number, LibraryDraft.title, counts.label("counts"))
        .outerjoin(Release, Release.id == BulkAction.release_id)
        .outerjoin(LibraryDraft, LibraryDraft.id == BulkAction.draft_id)
        .where(true() if actor.authority is None else BulkAction.authority == actor.authority)
        .execution_options(populate_existing=True)
    )


def _view(row: AnyRow) -> BulkView:
    action: BulkAction = row.BulkAction
    counts: Mapping[str, int] = row.counts or {}
    return BulkView(
        id=action.id,
        authority=action.authority,
        kind=action.kind,
        status=action.status,
        target=row.title if row.number is None else f"Release {row.number}",
        release_id=action.release_id,
        release_number=row.number,
        draft_id=action.draft_id,
        draft_digest=action.draft_digest,
        reason=action.reason,
        total=action.total,
        counts={result: counts.get(result.value, 0) for result in ItemResult},
        begun_at=action.begun_at,
        begun_by=action.begun_by,
        finished_at=action.finished_at,
    )


def _names(at: Place, where: str) -> ColumnElement[bool]:
    named = {"process": at.process, **({"element": at.element} if at.element else {})}
    return BulkItem.details.contains({where: [named]})


def _item(row: AnyRow) -> BulkItemView:
    item: BulkItem = row.BulkItem
    seen = row.visible is True  # None: of a case that nobody leads, SQL cannot tell whether the actor does
    kept = item.details if seen else None
    return BulkItemView(
        position=item.position,
        visible=seen,
        instance_id=item.instance_id if seen else None,
        case_id=row.case_id if seen else None,
        case_reference=row.reference if seen else None,
        process=row.process,
        process_name=composed(row.release_id).release.processes[row.process].name,
        result=item.result,
        stage=item.stage if seen else None,
        message=item.message if seen else None,
        details=read_details(kept) if kept is not None and not row.replays else None,
        ended_at=item.ended_at,
        replay=read_replay(kept) if kept is not None and row.replays else None,
    )

"""Actions on many processes: lists, progress, what came of each process, and what a move would mean in all.

Process owners and operators may look at all of them.  A process of a case that somebody may not open is counted and
says how it went, but names nothing: no case, no step, no reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Actor
from service.models import BulkKind, BulkStatus, ItemResult
from service.pathways.queries.paging import Page, PageRequest


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
class StandingView:
    """A step that waits, where it stands in the old release and (new_…) where it would stand, or stands, after."""

    process: str
    element: str
    name: str
    kind: str
    item: str | None
    new_process: str
    new_element: str


@dataclass(frozen=True, kw_only=True)
class RefusalView:
    """`reason`: one of service.engine.migration.Reason; `element` is of the old release."""

    reason: str
    process: str
    element: str
    name: str
    message: str


@dataclass(frozen=True, kw_only=True)
class DueChangeView:
    """`kind`: task, timer, deadline.  `kept`: a timer, which goes on to `before` although it would be `after`."""

    kind: str
    name: str
    process: str | None
    element: str | None
    before: datetime | None
    after: datetime | None
    kept: bool


@dataclass(frozen=True, kw_only=True)
class TaskChangeView:
    """An open task that is offered otherwise: `changed` names what (name, form, groups, due_at, …).

    `form_changed`: its questions are others; `drafts`: how many people have unsent answers, which stay.
    """

    name: str
    changed: tuple[str, ...]
    form_changed: bool
    drafts: int


@dataclass(frozen=True, kw_only=True)
class ListeningView:
    """An event that begins, or ceases, to be waited for; `due_at` of a timer that begins."""

    name: str
    process: str
    element: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MoveDetails:
    """Of a preview or a move."""

    release_before: int | None
    standing: tuple[StandingView, ...]
    refusals: tuple[RefusalView, ...]
    due: tuple[DueChangeView, ...]
    tasks: tuple[TaskChangeView, ...]
    begins: tuple[ListeningView, ...]
    ceases: tuple[ListeningView, ...]


@dataclass(frozen=True, kw_only=True)
class BulkItemView:
    """`visible` False: of a case that the actor may not open ("a restricted case"); then ids, message, details are None.

    Results: a preview is DONE where the process could move and REFUSED where it could not.  `details` only of moves
    and previews that have ended.  `stage`: which a waiting item waits to see changed.
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


@dataclass(frozen=True, kw_only=True)
class ImpactReason:
    """Why processes cannot move, and how many of them."""

    reason: str
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
    forms_changed: int  # open tasks whose questions are others


def list_bulk_actions(
    *, actor: Actor, page: PageRequest, kind: BulkKind | None = None, draft_id: UUID | None = None
) -> Page[BulkView]:
    """Actions of the actor's authority, the last begun first.

    :raises NotAllowedError: the actor is neither process owner nor operator.
    """
    raise NotImplementedError


def get_bulk_action(*, bulk_id: UUID, actor: Actor) -> BulkView:
    """:raises NotFoundError: the actor's authority has no such action."""
    raise NotImplementedError


def bulk_items(
    *, bulk_id: UUID, actor: Actor, page: PageRequest, result: ItemResult | None = None
) -> Page[BulkItemView]:
    """What came of each process, in the order in which they are done.

    :raises NotFoundError: the actor's authority has no such action.
    """
    raise NotImplementedError


def impact_summary(*, bulk_id: UUID, actor: Actor) -> ImpactSummary:
    """What a move means in all, as far as the processes were looked at.

    :raises NotFoundError: the actor's authority has no such preview or move.
    """
    raise NotImplementedError

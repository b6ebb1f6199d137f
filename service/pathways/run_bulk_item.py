"""One process of an action on many: done, or refused, in one transaction with its result.

A job may come twice, late or never, and to an action that was stopped: the item's row, locked, says what is left to do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotFoundError, PathwaysError, StaleVersionError, WrongStateError
from service.library import Composed, compose, digest, reached
from service.models import (
    BulkAction,
    BulkItem,
    BulkKind,
    BulkStatus,
    Case,
    Incident,
    IncidentStatus,
    Instance,
    ItemResult,
    LibraryDraft,
    db,
)
from service.pathways.bulk_actions import STOPPED, Outcome, actor_of, finish_actions, mapping_of
from service.pathways.change_instance import cancel, resume, suspend
from service.pathways.incidents import run_again
from service.pathways.library_drafts import contents_of
from service.pathways.move_details import move_details
from service.pathways.moves import RUNS, Look, Order, look, make_move, mapping_to
from service.pathways.releases import composed
from service.pathways.replay_item import replay_item
from service.pathways.running import Running, locked, require_running, running
from service.pathways.standing import audit
from service.pathways.transaction import transact

ENDED = "The process has ended."
CHANGED = "The draft was changed after this was begun. Begin it again."
IN_VAIN = "Its worker died three times while doing this, and the process stays as it is. It may need too much memory."
UNFORESEEN = "Something unforeseen happened, and the process stays as it is. The log of the service says more."
THERE = "It follows this release already."


@dataclass(frozen=True, kw_only=True)
class RanItem:
    bulk_id: str
    instance_id: str
    result: str


@dataclass(frozen=True, kw_only=True)
class _Job:
    """An action, in whose name it is done, and the process that it has come to."""

    action: BulkAction
    running: Running
    actor: Actor
    clock: Clock


def run_bulk_item(*, bulk_id: UUID, instance_id: UUID, clock: Clock) -> RanItem | None:
    """Do to the process what the action says; None: there is nothing to do any more, or not yet.

    What the rules refuse is a result.  Whatever else is raised leaves everything as it was: see `fail_bulk_item`.
    """

    def work() -> RanItem | None:
        action = _action(bulk_id)
        instance = _instance(instance_id, action)
        item = _open_item(bulk_id, instance_id)
        if item is None:
            return None
        item.attempts = 0  # this one comes to an end
        if not _is_due(item, instance):
            return None
        outcome = _outcome(action, instance, clock)
        _end(item, outcome, clock)
        return RanItem(bulk_id=str(bulk_id), instance_id=str(instance_id), result=outcome.result.value)

    return transact(work)


def fail_bulk_item(*, bulk_id: UUID, instance_id: UUID, clock: Clock, message: str = UNFORESEEN) -> None:
    """Say of the item that something unforeseen happened, so that the action comes to an end without it."""

    def work() -> None:
        item = _open_item(bulk_id, instance_id)
        if item is not None:
            _end(item, Outcome(result=ItemResult.FAILED, message=message), clock)

    transact(work)


def finish_bulk_actions(*, bulk_ids: set[UUID], clock: Clock) -> None:
    """Say of these actions that they are over, where no item is left."""
    transact(lambda: finish_actions(bulk_ids, now=clock.now()))


def _action(bulk_id: UUID) -> BulkAction:
    action = db.session.get(BulkAction, bulk_id)
    if action is None:
        raise NotFoundError("action", bulk_id)
    return action


def _instance(instance_id: UUID, action: BulkAction) -> Instance:
    """What changes nothing keeps nobody from the process."""
    looks = action.kind in {BulkKind.PREVIEW, BulkKind.REPLAY}
    instance = db.session.get(Instance, instance_id) if looks else locked(Instance.id == instance_id)
    if instance is None:
        raise NotFoundError("process", instance_id)
    return instance


def _open_item(bulk_id: UUID, instance_id: UUID) -> BulkItem | None:
    """The item, locked after its process: whoever was at it before may have ended it."""
    return db.session.scalar(
        select(BulkItem)
        .where(BulkItem.bulk_id == bulk_id, BulkItem.instance_id == instance_id, BulkItem.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _is_due(item: BulkItem, instance: Instance) -> bool:
    """Whether it need not wait for the next stage of its case (any more); see also service.pathways.sweep."""
    if item.result is not ItemResult.WAITING or instance.case_id is None or instance.status not in RUNS:
        return True
    stage, closed_at = db.session.execute(select(Case.stage, Case.closed_at).where(Case.id == instance.case_id)).one()
    return stage != item.stage or closed_at is not None


def _outcome(action: BulkAction, instance: Instance, clock: Clock) -> Outcome:
    if action.status is not BulkStatus.RUNNING:
        return Outcome(result=ItemResult.NOT_BEGUN, message=STOPPED)
    if action.kind is BulkKind.REPLAY:
        return _replay(action, instance, clock)
    return _of_running(action, instance, clock)


def _of_running(action: BulkAction, instance: Instance, clock: Clock) -> Outcome:
    if instance.status not in RUNS:
        return Outcome(result=ItemResult.NOT_BEGUN, message=ENDED)
    job = _Job(action=action, running=running(instance, clock), actor=actor_of(action), clock=clock)
    try:
        with db.session.begin_nested():
            return _DO[action.kind](job)
    except PathwaysError as error:
        return Outcome(result=ItemResult.REFUSED, message=str(error))


def _replay(action: BulkAction, instance: Instance, clock: Clock) -> Outcome:
    library = _library(action)
    if library is None:
        return Outcome(result=ItemResult.NOT_BEGUN, message=CHANGED)
    return replay_item(action, instance.id, library, clock=clock)


def _preview(job: _Job) -> Outcome:
    library = _library(job.action)
    if library is None:
        return Outcome(result=ItemResult.NOT_BEGUN, message=CHANGED)
    return _looked(_look(job, library))


def _move(job: _Job) -> Outcome:
    to = job.action.release_id
    if to is None or to == job.running.instance.release_id:
        return Outcome(result=ItemResult.DONE, message=THERE)
    looked = _look(job, composed(to))
    outcome = _looked(looked)
    if looked.found.step is not None:
        order = Order(actor=job.actor, reason=job.action.reason, bulk_id=job.action.id)
        make_move(looked, to, order)
    return outcome


def _look(job: _Job, library: Composed) -> Look:
    mapping, to = mapping_of(job.action), job.action.release_id
    if to is not None:
        mapping = mapping_to(to, job.running.instance.id, mapping)
    return look(job.running, library, mapping=mapping, actor=job.actor, clock=job.clock)


def _looked(looked: Look) -> Outcome:
    details, refusals = move_details(looked), looked.found.plan.refusals
    if refusals:
        message = " ".join(dict.fromkeys(refusal.message for refusal in refusals))
        return Outcome(result=ItemResult.REFUSED, message=message, details=details)
    return Outcome(result=ItemResult.DONE, details=details)


def _library(action: BulkAction) -> Composed | None:
    """Where processes are to go; None: that draft is another one by now."""
    if action.release_id is not None:
        return composed(action.release_id)
    draft = db.session.get_one(LibraryDraft, action.draft_id)
    if draft.digest != action.draft_digest:
        return None
    try:
        return _composed_draft(draft.id, draft.digest)
    except StaleVersionError:
        return None


@lru_cache(maxsize=2)
def _composed_draft(draft_id: UUID, known_digest: str) -> Composed:
    """:raises StaleVersionError: it was changed a moment ago."""
    draft = db.session.get_one(LibraryDraft, draft_id)
    files = contents_of(draft)
    if digest(files) != known_digest:
        raise StaleVersionError("draft")
    return compose(draft.authority, reached(files))


def _suspend(job: _Job) -> Outcome:
    suspend(job.running, job.action.reason or "")
    return _operated(job, "suspend process")


def _resume(job: _Job) -> Outcome:
    resume(job.running, job.clock)
    return _operated(job, "resume process")


def _cancel(job: _Job) -> Outcome:
    cancel(job.running, job.action.reason or "", actor=job.actor, clock=job.clock)
    return _operated(job, "cancel process")


def _retry(job: _Job) -> Outcome:
    """Run every step again that has failed; what fails again is an incident once more."""
    instance = job.running.instance
    require_running(instance)
    failed = _failed(instance)
    if not failed:
        raise WrongStateError("The process", "without failed steps", "There is nothing to run again.")
    for incident_id in failed:
        if incident_id in _failed(instance):  # the one before may have ended it
            run_again(db.session.get_one(Incident, incident_id), job.running, {}, actor=job.actor, clock=job.clock)
    _operated(job, "retry incidents of process")
    again = len(set(failed) & set(_failed(instance)))
    if again:
        message = f"{again} of {len(failed)} failed steps failed again."
        return Outcome(result=ItemResult.REFUSED, message=message)
    return Outcome(result=ItemResult.DONE)


def _failed(instance: Instance) -> list[UUID]:
    found = select(Incident.id).where(Incident.instance_id == instance.id, Incident.status == IncidentStatus.OPEN)
    return list(db.session.scalars(found.order_by(Incident.first_at, Incident.id)))


def _operated(job: _Job, action: str) -> Outcome:
    instance = job.running.instance
    audit(
        job.actor,
        action,
        f"process {instance.id}",
        at=job.clock.now(),
        case_id=instance.case_id,
        authority=instance.authority,
        details={"process": instance.process, "reason": job.action.reason, "action": str(job.action.id)},
    )
    return Outcome(result=ItemResult.DONE)


def _end(item: BulkItem, outcome: Outcome, clock: Clock) -> None:
    item.result, item.message, item.details = outcome.result, outcome.message, outcome.details
    item.ended_at, item.claimed_until = clock.now(), None


_DO: Mapping[BulkKind, Callable[[_Job], Outcome]] = {
    BulkKind.PREVIEW: _preview,
    BulkKind.MOVE: _move,
    BulkKind.SUSPEND: _suspend,
    BulkKind.RESUME: _resume,
    BulkKind.RETRY: _retry,
    BulkKind.CANCEL: _cancel,
}

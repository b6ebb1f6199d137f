"""Reading what is said about a family, and writing down who read it.

An authority must be able to say who looked at which case.  Programs read in bulk and are known by their token, so only
what people open is written down.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from service.access import Actor, ActorKind
from service.clocks.clock import Clock
from service.pathways.queries.after_task import AfterTask, after_task
from service.pathways.queries.applied_rules import AppliedRules, applied_rules
from service.pathways.queries.case_diagram import case_diagram
from service.pathways.queries.case_head import CaseHead, case_head
from service.pathways.queries.cases import CaseDetail, get_case
from service.pathways.queries.documents import DocumentView, document_of
from service.pathways.queries.instances import diagram
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.records import RecordDetail, get_record
from service.pathways.queries.timeline import TimelineEntry, case_timeline
from service.pathways.standing import audit
from service.pathways.transaction import transact

Result = TypeVar("Result")


def read_case(*, case_id: UUID, actor: Actor, clock: Clock) -> CaseDetail:
    """:raises NotFoundError: there is none that the actor may see."""

    def read() -> CaseDetail:
        case = get_case(case_id=case_id, actor=actor)
        _note("read case", f"case {case.reference}", case_id, actor=actor, clock=clock)
        return case

    return _noted(read, actor)


def read_page(*, case_id: UUID, part: str, actor: Actor, clock: Clock) -> CaseHead:
    """What stands on top of a page about the case; `part` names the page: overview, timeline, people.

    :raises NotFoundError: there is no such case that the actor may see.
    """

    def read() -> CaseHead:
        head = case_head(case_id=case_id, actor=actor)
        _note(f"read {part}", f"case {head.reference}", case_id, actor=actor, clock=clock)
        return head

    return _noted(read, actor)


def read_applied_rules(*, case_id: UUID, on: date | datetime, actor: Actor, clock: Clock) -> AppliedRules:
    """Which rules applied to the case then.

    :raises NotFoundError: there is no such case that the actor may see.
    """

    def read() -> AppliedRules:
        applied = applied_rules(case_id=case_id, on=on, actor=actor)
        _note("read rules", f"case {applied.case_reference}", case_id, actor=actor, clock=clock)
        return applied

    return _noted(read, actor)


def read_timeline(*, case_id: UUID, actor: Actor, page: PageRequest, clock: Clock) -> Page[TimelineEntry]:
    """:raises NotFoundError: there is no such case that the actor may see."""

    def read() -> Page[TimelineEntry]:
        entries = case_timeline(case_id=case_id, actor=actor, page=page)
        _note("read timeline", f"case {case_id}", case_id, actor=actor, clock=clock)
        return entries

    return _noted(read, actor)


def read_record(*, record_id: UUID, actor: Actor, clock: Clock) -> RecordDetail:
    """:raises NotFoundError: there is none that the actor may see."""

    def read() -> RecordDetail:
        record = get_record(record_id=record_id, actor=actor)
        _note("read record", f"record {record_id}", record.case_id, actor=actor, clock=clock)
        return record

    return _noted(read, actor)


def read_after_task(*, task_id: UUID, actor: Actor, clock: Clock) -> AfterTask:
    """What the task led to, also for somebody who may not open its case any more.

    :raises NotFoundError: there is none that the actor may see.
    """

    def read() -> AfterTask:
        after = after_task(task_id=task_id, actor=actor)
        _note("read task", f"task {task_id}", after.task.case_id, actor=actor, clock=clock)
        return after

    return _noted(read, actor)


def read_diagram(*, case_id: UUID, instance_id: UUID, part: str | None, actor: Actor, clock: Clock) -> bytes:
    """The BPMN of one process of the case, or of `part`: one that it calls.

    :raises NotFoundError: the case has no such process that the actor may see, or it calls no such part.
    """

    def read() -> bytes:
        case_diagram(case_id=case_id, instance_id=instance_id, part=part, actor=actor)  # it is of this case
        _note("read diagram", f"process {instance_id}", case_id, actor=actor, clock=clock)
        return diagram(instance_id=instance_id, actor=actor, process=part)

    return _noted(read, actor)


def read_document_entry(*, document_id: UUID, actor: Actor, clock: Clock) -> DocumentView:
    """What the list of documents says of a file.

    :raises NotFoundError: there is none that the actor may see, or it was removed.
    """

    def read() -> DocumentView:
        view = document_of(document_id=document_id, actor=actor)
        _note("read document entry", f"document {document_id}", view.case_id, actor=actor, clock=clock)
        return view

    return _noted(read, actor)


def _noted(read: Callable[[], Result], actor: Actor) -> Result:
    return transact(read) if actor.kind is ActorKind.USER else read()


def _note(action: str, subject: str, case_id: UUID | None, *, actor: Actor, clock: Clock) -> None:
    if actor.kind is ActorKind.USER and actor.authority is not None:
        audit(actor, action, subject, at=clock.now(), case_id=case_id, authority=actor.authority)

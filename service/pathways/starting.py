"""Starting a process of the current release, for every use case that does so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.commands import Start
from service.engine.step import Step
from service.errors import InvalidInputError, NotFoundError
from service.library import Composed
from service.models import Case, Instance
from service.pathways.apply import NewInstance, begin
from service.pathways.attached import Place, attach_to_case, require_own_files
from service.pathways.facts import case_variable
from service.pathways.forms import check_answers
from service.pathways.options import Subject
from service.pathways.records import Origin, write_record
from service.pathways.releases import LoadedRelease
from service.pathways.sittings import hold_sitting

WITHOUT_CASE = frozenset({"sitting", None})  # kinds of processes that are about no one case
CALLED = "called"  # a process of this kind runs inside another one, or by a start event that is named


@dataclass(frozen=True, kw_only=True)
class StartRequest:
    """`answers` are checked against the start event's form; `payload` of a message is not."""

    release: LoadedRelease
    authority: str
    process: str
    event: str | None
    case: Case | None
    answers: Mapping[str, object] = field(default_factory=dict)
    payload: Mapping[str, object] | None = None
    received_at: datetime | None = None  # where it lay waiting before


def start_process(request: StartRequest, *, actor: Actor, clock: Clock) -> tuple[Instance, Step]:
    """Check the answers, start the instance and keep the start form as a record.

    :raises NotFoundError: the release has no such process.
    :raises InvalidInputError: the start event is unknown, or answers break its form's rules.
    """
    composed = request.release.composed
    event, form = start_event(composed, request.process, request.event)
    case = {} if request.case is None else case_variable(request.case)
    values = request.payload
    subject = Subject(authority=request.authority, case_id=None if request.case is None else request.case.id)
    asked = form if values is None else None
    checked = check_answers(composed, asked, request.answers, case=case, subject=subject, now=clock.now())
    place = Place(authority=request.authority, case_id=None if request.case is None else request.case.id)
    files = require_own_files(checked, place, actor=actor)
    new = NewInstance(
        release_id=request.release.id,
        composed=composed,
        authority=request.authority,
        case=request.case,
        command=Start(
            process=request.process,
            event=event,
            answers=checked.values if values is None else values,
            received_at=request.received_at,
        ),
    )
    instance, step = begin(new, actor=actor, clock=clock)
    write_record(instance, checked, Origin(element=event), actor=actor, now=clock.now())
    attach_to_case(files, place.case_id)
    hold_sitting(instance, composed, event=event, now=clock.now())
    return instance, step


def start_event(composed: Composed, process: str, event: str | None) -> tuple[str, str | None]:
    """The start event (the only none start event when none is named) and its form."""
    info = composed.release.processes.get(process)
    if info is None or (info.kind == CALLED and event is None):
        raise NotFoundError("process to start called", process)
    if event is None:
        fitting = [start for start in info.start_events if start.message is None and start.timer is None]
    else:
        fitting = [start for start in info.start_events if start.id == event]
    if len(fitting) != 1:
        known = ", ".join(start.id for start in info.start_events)
        raise InvalidInputError({"event": [f"Name one of the start events: {known}."]})
    return fitting[0].id, fitting[0].form

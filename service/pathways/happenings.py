"""What really came into a process, read from the tables, and what came of it: to be played again in memory.

Only what was kept can be played.  What was not is said plainly: `hindrances`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from service.clocks import SetSitting
from service.engine.reading.elements import Occasion
from service.engine.step import HistoryState
from service.library import Composed
from service.models import (
    Case,
    CaseEvent,
    Deadline,
    DecisionLog,
    History,
    Incident,
    Instance,
    InstanceState,
    Message,
    MessageKind,
    Outbox,
    OutboxStatus,
    Record,
    RecordVersion,
    ReleaseMove,
    Sitting,
    db,
)
from service.pathways.facts import case_variable
from service.pathways.feel_json import from_json
from service.pathways.open_episode import TOPIC as OPEN_EPISODE
from service.pathways.releases import composed
from service.simulator.happened import (
    Answered,
    Began,
    CaseThen,
    Done,
    EventElsewhere,
    Happening,
    RecordElsewhere,
    Signalled,
    SittingMoved,
    Stopped,
    Story,
    Told,
)
from service.simulator.replay import Replayed

TASKS = frozenset({"userTask", "manualTask", "task"})
NEAR = timedelta(seconds=30)  # clock readings of one transaction lie apart
LATE = timedelta(minutes=10)  # a timer fires when a worker has time
MOST_ROWS = 5_000


@dataclass(frozen=True, kw_only=True)
class RealStory:
    """A process that ran, with what came of it.  `hindrances`: why it cannot be played again; empty where it can."""

    instance: Instance
    library: Composed
    story: Story
    history: Sequence[History]
    hindrances: tuple[str, ...]


@dataclass(kw_only=True)
class _Rows:
    """Rows of the case, or of the process alone where there is no case."""

    instance: Instance
    library: Composed
    history: Sequence[History]
    records: Mapping[UUID, Record]  # by task
    answers: Mapping[UUID, Mapping[str, object]]  # first versions, by record
    calls: Mapping[str, Outbox]  # by id
    messages: list[Message]  # delivered to the process, in their order
    events: list[CaseEvent]  # of other processes
    taken: set[str] = field(default_factory=set)  # calls that were told

    @property
    def own(self) -> Sequence[History]:
        return [row for row in self.history if row.instance_id == self.instance.id]


def real_story(instance: Instance, case: Case | None, *, now: datetime) -> RealStory:
    """Read it; whoever asks may see the case."""
    library = composed(instance.release_id)
    rows = _read(instance, library)
    began = _began(rows)  # takes the message that began it from those that came later
    happenings = [*_in_order(rows), *_corrections(rows), *_sittings(instance, now)]
    hindrances = tuple(_hindrances(instance, rows))
    story = Story(
        case=None if case is None else _case(case, instance),
        began=began,
        happenings=tuple(sorted(happenings, key=lambda each: each.at)),  # stable: of one moment in their order
        until=instance.ended_at or now,
    )
    return RealStory(instance=instance, library=library, story=story, history=rows.own, hindrances=hindrances)


def mismatches(real: RealStory, replayed: Replayed) -> Iterator[str]:
    """Yield where a replay on the same library did something else than what happened; nothing: it is faithful."""
    if replayed.instance is None or replayed.notes or replayed.stopped is not None:
        yield from replayed.notes or ("It does not come to its end when played.",)
        return
    told = [(row.process, row.element, row.state, row.item) for row in real.history]
    played = [(each.process, each.element, each.state.value, each.item) for each in replayed.instance.history]
    names = {row.element: row.name or row.element for row in real.history}
    for number, (one, other) in enumerate(zip(told, played, strict=False)):
        if one != other:
            yield f"Step {number + 1} was “{names.get(one[1], one[1])}” ({one[2]}), and is another one when played."
            return
    if len(told) != len(played):
        yield f"It had {len(told)} steps, and has {len(played)} when played."
        return
    times = zip(real.history, replayed.instance.history, strict=True)
    for row, entry in times:
        if abs(row.at - entry.at) > LATE:
            yield f"“{row.name or row.element}” was {row.state} at another time when played."
            return
    yield from _other_decisions(real, replayed)
    yield from _other_deadlines(real, replayed)


def _other_decisions(real: RealStory, replayed: Replayed) -> Iterator[str]:
    rows = db.session.scalars(
        select(DecisionLog).where(DecisionLog.instance_id == real.instance.id).order_by(DecisionLog.id)
    )
    told = [(row.decision, list(row.rows)) for row in rows]
    played = [(each.decision, list(each.rows)) for each in replayed.instance.decisions] if replayed.instance else []
    if told != played:
        yield "A decision came out otherwise when played."


def _other_deadlines(real: RealStory, replayed: Replayed) -> Iterator[str]:
    """Every deadline of the replay is one that the case had."""
    own = (
        Deadline.instance_id == real.instance.id
        if real.instance.case_id is None
        else Deadline.case_id == real.instance.case_id
    )
    told = db.session.execute(select(Deadline.key, Deadline.due_at).where(own)).all()
    for deadline in replayed.instance.place.deadlines if replayed.instance else ():
        due = [row.due_at for row in told if row.key == deadline.rule.key]
        if not any(abs(each - deadline.due_at) <= LATE for each in due):
            yield f"The deadline “{deadline.rule.label}” had another due date when played."


def _read(instance: Instance, library: Composed) -> _Rows:
    whole = History.instance_id == instance.id if instance.case_id is None else History.case_id == instance.case_id
    history = db.session.scalars(select(History).where(whole).order_by(History.id).limit(MOST_ROWS)).all()
    kept = Record.instance_id == instance.id if instance.case_id is None else Record.case_id == instance.case_id
    records = db.session.scalars(select(Record).where(kept).order_by(Record.created_at)).all()
    first = db.session.execute(
        select(RecordVersion.record_id, RecordVersion.answers)
        .join(Record, Record.id == RecordVersion.record_id)
        .where(kept, RecordVersion.version == 1)
    )
    calls = db.session.scalars(select(Outbox).where(Outbox.instance_id == instance.id))
    messages = db.session.scalars(
        select(Message).where(Message.delivered_to == instance.id).order_by(Message.delivered_at, Message.created_at)
    )
    events = db.session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == instance.case_id, CaseEvent.instance_id != instance.id)
        .order_by(CaseEvent.id)
    )
    return _Rows(
        instance=instance,
        library=library,
        history=history,
        records={(record.task_id or record.id): record for record in records},
        answers={row.record_id: row.answers for row in first},
        calls={str(call.id): call for call in calls},
        messages=[message for message in messages if message.delivered_at is not None],
        events=list(events) if instance.case_id is not None else [],
    )


def _began(rows: _Rows) -> Began:
    instance = rows.instance
    process = rows.library.release.processes[instance.process]
    event = next((each for each in process.start_events if each.id == instance.start_event), process.start_events[0])
    record = next(
        (each for each in rows.records.values() if each.task_id is None and each.instance_id == instance.id), None
    )
    payload = _start_payload(rows, event.message)
    told = db.session.scalar(
        select(CaseEvent.at)
        .where(CaseEvent.instance_id == instance.id, CaseEvent.element == event.id)
        .order_by(CaseEvent.id)
        .limit(1)
    )
    waited = told is not None and instance.started_at - told > NEAR
    return Began(
        at=instance.started_at,
        process=instance.process,
        event=event.id,
        form=event.form if record is not None else None,
        stored=rows.answers.get(record.id, {}) if record is not None else {},
        payload=payload,
        received_at=told if waited else None,
    )


def _start_payload(rows: _Rows, message: str | None) -> Mapping[str, object]:
    """What the message said that began it, or the process that opened the case."""
    instance = rows.instance
    for found in rows.messages:
        if found.name == message and _near(found.delivered_at, instance.started_at):
            rows.messages.remove(found)
            return from_json(found.payload)
    if instance.case_id is None:
        return {}
    opened = db.session.scalar(
        select(Outbox).where(
            Outbox.topic == OPEN_EPISODE,
            Outbox.authority == instance.authority,
            Outbox.result["case_id"].astext == str(instance.case_id),
        )
    )
    given = {} if opened is None else from_json(opened.parameters)
    if given.get("process") != instance.process:
        return {}
    return {name: value for name, value in given.items() if name not in {"process", "event", "team"}}


def _in_order(rows: _Rows) -> Iterator[Happening]:
    """What came in, in the order in which the histories of the case were written."""
    for row in rows.history:
        if row.instance_id == rows.instance.id:
            yield from _own(row, rows)
        else:
            yield from _elsewhere(row, rows)
    if rows.instance.status is InstanceState.CANCELLED and rows.instance.ended_at is not None:
        yield Stopped(at=rows.instance.ended_at, reason=rows.instance.reason or "")


def _own(row: History, rows: _Rows) -> Iterator[Happening]:
    if row.kind in TASKS and row.state == HistoryState.COMPLETED and row.actor is not None:
        yield _done(row, rows)
    elif row.task_id in rows.calls and row.state != HistoryState.ENTERED and row.task_id not in rows.taken:
        rows.taken.add(row.task_id)
        yield from _answered(rows.calls[row.task_id], row.at)
    elif row.state == HistoryState.COMPLETED:
        yield from _caught(row, rows)


def _done(row: History, rows: _Rows) -> Done:
    record = rows.records.get(UUID(row.task_id))
    return Done(
        at=row.at,
        process=row.process,
        element=row.element,
        name=row.name,
        item=row.item,
        form=None if record is None else record.form,
        stored={} if record is None else rows.answers[record.id],
        actor=row.actor,
    )


def _answered(call: Outbox, at: datetime) -> Iterator[Answered]:
    if call.status is not OutboxStatus.DONE:
        return  # the process went on without it
    code, _, words = (call.last_error or "").partition(": ")
    failed = call.result is None and call.last_error is not None
    yield Answered(
        at=at,
        process=call.process or "",
        element=call.element or "",
        name=call.name,
        topic=call.topic,
        result={} if call.result is None else from_json(call.result),
        error=code if failed else None,
        message=words if failed else "",
    )


def _caught(row: History, rows: _Rows) -> Iterator[Happening]:
    element = rows.library.release.processes[row.process].elements.get(row.element)
    occasion = None if element is None else element.event.occasion
    kinds = {Occasion.MESSAGE: MessageKind.MESSAGE, Occasion.SIGNAL: MessageKind.SIGNAL}
    if element is None or occasion not in kinds:
        return
    for message in rows.messages:
        named = message.kind is kinds[occasion] and message.name == element.event.name
        if named and _near(message.delivered_at, row.at):
            rows.messages.remove(message)
            yield _told(message, row.at)
            return


def _told(message: Message, at: datetime) -> Told | Signalled:
    payload = from_json(message.payload)
    if message.kind is MessageKind.SIGNAL:
        return Signalled(at=at, name=message.name, payload=payload)
    keys = {key: str(value) for key, value in message.keys.items()}
    return Told(at=at, message=message.name, keys=keys, payload=payload)


def _near(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) <= NEAR


def _elsewhere(row: History, rows: _Rows) -> Iterator[Happening]:
    """Events and records of other processes, where their history has them."""
    if row.state != HistoryState.COMPLETED:
        return
    for event in list(rows.events):
        same = (event.instance_id, event.element) == (row.instance_id, row.element)
        if same and _near(event.recorded_at, row.at):
            rows.events.remove(event)
            yield EventElsewhere(at=row.at, name=event.name, when=event.at)
    record = rows.records.get(UUID(row.task_id)) if row.kind in TASKS else None
    if record is not None:
        yield RecordElsewhere(at=row.at, form=record.form, stored=rows.answers[record.id])


def _corrections(rows: _Rows) -> Iterator[Happening]:
    """Records that were corrected, as long as they were the latest of their form; and those of other start forms."""
    records = {record.id: record for record in rows.records.values()}
    for record in records.values():
        if record.task_id is None and record.instance_id != rows.instance.id:
            yield RecordElsewhere(at=record.created_at, form=record.form, stored=rows.answers[record.id])
    corrected = db.session.scalars(
        select(RecordVersion).where(RecordVersion.record_id.in_(list(records)), RecordVersion.version > 1)
    )
    for version in corrected:
        record = records[version.record_id]
        later = (
            each
            for each in records.values()
            if each.form == record.form and record.created_at < each.created_at <= version.at
        )
        if next(later, None) is None:
            yield RecordElsewhere(at=version.at, form=record.form, stored=version.answers)


def _sittings(instance: Instance, now: datetime) -> Iterator[SittingMoved]:
    """Sittings that were moved while it ran; before that they stood where the rule puts them."""
    moved = db.session.scalars(
        select(Sitting).where(
            Sitting.authority == instance.authority,
            Sitting.changed_at.is_not(None),
            Sitting.at != Sitting.regular_at,
            Sitting.changed_at <= (instance.ended_at or now),
        )
    )
    for sitting in moved:
        at = max(sitting.changed_at or instance.started_at, instance.started_at)
        yield SittingMoved(at=at, panel=sitting.panel, sitting=SetSitting(at=sitting.at, regular_at=sitting.regular_at))


def _case(case: Case, instance: Instance) -> CaseThen:
    """The case as it was when the process began, as far as that is kept; nobody led it when its first process did."""
    told = case_variable(case)
    first = abs(instance.started_at - case.opened_at) <= NEAR
    family, children = told["family"], told["children"]
    return CaseThen(
        reference=case.reference,
        authority=case.authority,
        family=family if isinstance(family, Mapping) else {},
        children=tuple(children) if isinstance(children, list) else (),
        opened=case.opened_at,
        episode=case.episode,
        team=case.team,
        lead=None if first else case.lead,
        record_link=case.record_link,
        consent=None if first else case.consent,
    )


def _hindrances(instance: Instance, rows: _Rows) -> Iterator[str]:
    if len(rows.history) >= MOST_ROWS:
        yield f"It has more than {MOST_ROWS:,} steps."
    if db.session.scalar(select(ReleaseMove.id).where(ReleaseMove.instance_id == instance.id).limit(1)) is not None:
        yield "It was moved to another release on its way."
    if db.session.scalar(select(Incident.id).where(Incident.instance_id == instance.id).limit(1)) is not None:
        yield "A step failed, and what an operator did about it cannot be played."

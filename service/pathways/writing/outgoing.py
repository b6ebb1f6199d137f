"""What leaves the instance: messages, signals, service calls, incidents."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert

from service.engine.step import Closed, Ending, Incident, ServiceCall, Step, ThrownMessage, ThrownSignal
from service.models import Incident as IncidentRow
from service.models import (
    IncidentStatus,
    Instance,
    InstanceState,
    Message,
    MessageKind,
    MessageStatus,
    Outbox,
    OutboxStatus,
    db,
    table_of,
)
from service.pathways import hints
from service.pathways.feel_json import to_json
from service.pathways.writing.context import Writing
from service.pathways.writing.letters import write_letters
from service.pathways.writing.waiting import ids

MESSAGE_LIFETIME = timedelta(days=90)  # how long a message waits for somebody to wait for it


def write_outgoing(writing: Writing, step: Step) -> None:
    _messages(writing, step.thrown, step.signals)
    _end_calls(writing, step.calls_ended)
    _call(writing, step.calls)
    end_incidents(writing, step.incidents_ended)
    open_incidents(writing, step.incidents)


def _messages(writing: Writing, thrown: Iterable[ThrownMessage], signals: Iterable[ThrownSignal]) -> None:
    rows = [_message(writing, message) for message in thrown]
    for signal in signals:
        rows.extend(signal_rows(writing, signal))
    if not rows:
        return
    db.session.execute(insert(table_of(Message)), rows)
    for row in rows:
        hints.after_commit(hints.Hint(kind=hints.HintKind.MESSAGE, id=str(row["id"])))


def _message(writing: Writing, thrown: ThrownMessage) -> dict[str, object]:
    return _row(writing) | {
        "kind": MessageKind.MESSAGE,
        "name": thrown.message,
        "keys": dict(thrown.keys),
        "payload": to_json(thrown.payload),
        "source_element": thrown.element,
        "delivered_to": None,
    }


def signal_rows(writing: Writing, signal: ThrownSignal) -> list[dict[str, object]]:
    """A signal reaches everything that runs on the same case (of the authority, where there is no case)."""
    reached = select(Instance.id).where(
        Instance.authority == writing.authority,
        Instance.case_id.is_(None) if writing.case_id is None else Instance.case_id == writing.case_id,
        Instance.status.in_((InstanceState.RUNNING, InstanceState.SUSPENDED)),
        Instance.id != writing.instance.id,
    )
    return [
        _row(writing)
        | {
            "kind": MessageKind.SIGNAL,
            "name": signal.signal,
            "keys": {},
            "payload": to_json(signal.payload),
            "source_element": None,
            "delivered_to": instance_id,
        }
        for instance_id in db.session.scalars(reached)
    ]


def _row(writing: Writing) -> dict[str, object]:
    return {
        "id": uuid4(),
        "authority": writing.authority,
        "status": MessageStatus.PENDING,
        "source_instance_id": writing.instance.id,
        "posted_by": writing.actor.name,
        "created_at": writing.now,
        "expires_at": writing.now + MESSAGE_LIFETIME,
    }


def _call(writing: Writing, calls: tuple[ServiceCall, ...]) -> None:
    if not calls:
        return
    statement = insert(table_of(Outbox))
    again = {  # a call that is made once more after an incident keeps its id
        name: statement.excluded[name]
        for name in ("parameters", "status", "attempts", "next_attempt_at", "locked_by", "locked_until", "last_error")
    }
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=again)
    db.session.execute(statement, [_outbox(writing, call) for call in calls])
    write_letters(writing, calls)
    for call in calls:
        hints.after_commit(hints.Hint(kind=hints.HintKind.CALL, id=call.id, topic=call.topic))


def _outbox(writing: Writing, call: ServiceCall) -> dict[str, object]:
    return {
        "id": UUID(call.id),
        "authority": writing.authority,
        "instance_id": writing.instance.id,
        "case_id": writing.case_id,
        "process": call.process,
        "element": call.element,
        "name": call.name,
        "topic": call.topic,
        "parameters": to_json(call.parameters),
        "status": OutboxStatus.PENDING,
        "attempts": 0,
        "max_attempts": max(1, call.retries),
        "next_attempt_at": writing.now,
        "locked_by": None,
        "locked_until": None,
        "last_error": None,
        "created_at": writing.now,
    }


def _end_calls(writing: Writing, ended: tuple[Closed, ...]) -> None:
    if not ended:
        return
    completed = Outbox.id.in_(ids(item for item in ended if item.ending is Ending.COMPLETED))
    db.session.execute(
        update(table_of(Outbox))
        .where(Outbox.id.in_(ids(ended)))
        .values(
            status=case((completed, OutboxStatus.DONE.value), else_=OutboxStatus.CANCELLED.value),
            done_at=writing.now,
            locked_by=None,
            locked_until=None,
        )
    )


def open_incidents(writing: Writing, incidents: tuple[Incident, ...]) -> None:
    if not incidents:
        return
    statement = insert(table_of(IncidentRow))
    names = ("kind", "message", "status", "opened_at", "ended_at", "resolved_by", "note")
    again = {name: statement.excluded[name] for name in names} | {"times": IncidentRow.times + 1}
    rows = [
        {
            "id": UUID(incident.id),
            "authority": writing.authority,
            "instance_id": writing.instance.id,
            "process": incident.process,
            "element": incident.element,
            "name": incident.name,
            "kind": incident.kind,
            "message": incident.message,
            "status": IncidentStatus.OPEN,
            "opened_at": writing.now,
            "ended_at": None,
            "resolved_by": None,
            "note": None,
            "first_at": writing.now,
            "times": 1,
        }
        for incident in incidents
    ]
    db.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again), rows)


def end_incidents(writing: Writing, ended: tuple[Closed, ...]) -> None:
    if ended:
        db.session.execute(
            update(table_of(IncidentRow))
            .where(IncidentRow.id.in_(ids(ended)), IncidentRow.status == IncidentStatus.OPEN)
            .values(status=IncidentStatus.RESOLVED, ended_at=writing.now, resolved_by=writing.actor.name)
        )

"""What the instance did: history, decisions, events."""

from sqlalchemy import insert

from service import feel
from service.engine.step import CaseEvent, DecisionTaken, HistoryEntry, Step
from service.models import CaseEvent as EventRow
from service.models import DecisionLog, History, db, table_of
from service.pathways.feel_json import to_json
from service.pathways.writing.context import Writing


def write_journal(writing: Writing, step: Step) -> None:
    _history(writing, step.history)
    _decisions(writing, step.decisions)
    _events(writing, step.events)


def _history(writing: Writing, entries: tuple[HistoryEntry, ...]) -> None:
    if not entries:
        return
    rows = [
        {
            "instance_id": writing.instance.id,
            "case_id": writing.case_id,
            "process": entry.process,
            "element": entry.element,
            "name": entry.name,
            "kind": entry.kind,
            "state": entry.state.value,
            "at": entry.at,
            "flows": list(entry.flows),
            "task_id": entry.task_id,
            "item": entry.item,
            "actor": entry.actor,
        }
        for entry in entries
    ]
    db.session.execute(insert(table_of(History)), rows)


def _decisions(writing: Writing, decisions: tuple[DecisionTaken, ...]) -> None:
    if not decisions:
        return
    rows = [
        {
            "instance_id": writing.instance.id,
            "case_id": writing.case_id,
            "release_id": writing.instance.release_id,
            "process": taken.process,
            "element": taken.element,
            "decision": taken.decision,
            "inputs": to_json(taken.inputs),
            "rows": list(taken.rows),
            "result": {"value": feel.to_json(taken.result)},
            "at": writing.now,
        }
        for taken in decisions
    ]
    db.session.execute(insert(table_of(DecisionLog)), rows)


def _events(writing: Writing, events: tuple[CaseEvent, ...]) -> None:
    if not events:
        return
    rows = [
        {
            "case_id": writing.case_id,
            "instance_id": writing.instance.id,
            "name": event.name,
            "at": event.at,
            "element": event.element,
            "recorded_at": writing.now,
        }
        for event in events
    ]
    db.session.execute(insert(table_of(EventRow)), rows)

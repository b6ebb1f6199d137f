"""How things stand, as the service's own queries tell it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, system_actor
from service.library import Composed
from service.models import CaseEvent, DeadlineStatus, TaskStatus, db
from service.pathways.feel_json import from_json
from service.pathways.queries.calls import CallFilter, get_call, list_calls
from service.pathways.queries.cases import CaseDetail, CaseFilter, get_case, list_cases
from service.pathways.queries.consents import consent_of_case
from service.pathways.queries.deadlines import DeadlineFilter, DeadlineView, list_deadlines
from service.pathways.queries.incidents import IncidentFilter, IncidentView, list_incidents
from service.pathways.queries.instances import InstanceFilter, list_instances
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.records import RecordFilter, get_record, list_records
from service.pathways.queries.tasks import TaskFilter, TaskSummary, list_tasks
from service.pathways.queries.timeline import TimelineEntry, TimelineKind, case_timeline
from service.simulator.places import DeadlineState
from service.simulator.standing import StandingDeadline, StandingTask

Item = TypeVar("Item")
Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Children have ids of the file in a scenario, and ids of their rows in the database."""

    rows: dict[str, str] = field(default_factory=dict)  # id of the file -> id of the row

    def to_rows(self, value: object) -> object:
        return _replaced(value, self.rows)

    def to_file(self, value: object) -> object:
        return _replaced(value, {row: name for name, row in self.rows.items()})


def _replaced(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Mapping):
        return {key: _replaced(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class DatabaseStanding:
    """Reads as the service itself, which may see everything; what people may see is asked when they act."""

    composed: Composed
    names: Names
    _parameters: dict[UUID, Data] = field(default_factory=dict)  # of a call; they never change

    @property
    def reader(self) -> Actor:
        return system_actor("reader", self.composed.authority.id)

    def open_tasks(self) -> Sequence[TaskSummary]:
        filters = TaskFilter(status=TaskStatus.OPEN)
        return list(_all(lambda page: list_tasks(actor=self.reader, filters=filters, page=page), "opened_at"))

    def tasks(self) -> Sequence[StandingTask]:
        return [
            StandingTask(
                name=task.name,
                element=task.element,
                groups=task.groups,
                assignee=task.assignee,
                item=task.item,
                form=task.form,
                stage=task.stage,
                due_at=task.due_at,
                told=f"{task.name}{f' - {task.item}' if task.item else ''}: {task.assignee or ', '.join(task.groups)}"
                + (f", due {task.due_at.isoformat()}" if task.due_at else ""),
            )
            for task in self.open_tasks()
        ]

    def deadlines(self) -> Sequence[StandingDeadline]:
        filters = DeadlineFilter()
        found: Iterator[DeadlineView] = _all(
            lambda page: list_deadlines(actor=self.reader, filters=filters, page=page), "base_at"
        )
        return [
            StandingDeadline(
                key=deadline.key,
                state=DeadlineState(deadline.status.value.replace("_", " ")),
                open=deadline.status in {DeadlineStatus.RUNNING, DeadlineStatus.BREACHED} and deadline.ended_at is None,
                base_at=deadline.base_at,
                due_at=deadline.due_at,
            )
            for deadline in found
        ]

    def cases(self) -> Sequence[CaseDetail]:
        """In the order in which they were opened."""
        listed = _all(lambda page: list_cases(actor=self.reader, filters=CaseFilter(), page=page), "opened_at")
        return [get_case(case_id=case.id, actor=self.reader) for case in sorted(listed, key=lambda each: each.episode)]

    def case(self) -> Data | None:
        known = self.cases()
        if not known:
            return None
        newest = known[-1]
        variable = {
            "reference": newest.reference,
            "authority": self.composed.authority.id,
            "family": {"name": newest.family, "reference": newest.family_reference},
            "children": [
                {"id": str(person.id), "name": person.name, "date_of_birth": person.date_of_birth}
                for person in newest.people
            ],
            "team": newest.team,
            "lead": newest.lead,
            "stage": newest.stage,
            "status": newest.status,
            "outcome": newest.outcome,
            "opened": newest.opened_at,
            "episode": newest.episode,
            "record_link": newest.record_link,
            "consent": consent_of_case(case_id=newest.id, actor=self.reader).state,
        }
        return self._in_words_of_the_file(variable)

    def events(self) -> Mapping[str, datetime]:
        # no page shows the events of a process outside any case
        alone = select(CaseEvent.name, CaseEvent.at).where(CaseEvent.case_id.is_(None)).order_by(CaseEvent.at)
        latest = {row.name: row.at for row in db.session.execute(alone)}
        for case in self.cases():
            for entry in self._timeline(case.id):
                if entry.kind is TimelineKind.EVENT:
                    latest[entry.title] = max(entry.at, latest.get(entry.title, entry.at))
        return latest

    def _timeline(self, case_id: UUID) -> Iterator[TimelineEntry]:
        return _all(lambda page: case_timeline(case_id=case_id, actor=self.reader, page=page), "at")

    def sent(self) -> Sequence[Data]:
        calls = _all(lambda page: list_calls(actor=self.reader, filters=CallFilter(), page=page), "created_at")
        return [self._call(call.id, call.topic) for call in calls]

    def processes(self) -> Sequence[tuple[str, str]]:
        filters = InstanceFilter()
        known = _all(lambda page: list_instances(actor=self.reader, filters=filters, page=page), "started_at")
        return [(instance.process, instance.status.value) for instance in known]

    def record(self, form: str) -> Data | None:
        filters = RecordFilter(form=form)
        known = list(_all(lambda page: list_records(actor=self.reader, filters=filters, page=page), "created_at"))
        if not known:
            return None
        answers = get_record(record_id=known[-1].id, actor=self.reader).answers
        return self._in_words_of_the_file(self.composed.forms[form].values(answers))

    def open_incidents(self) -> Sequence[IncidentView]:
        filters = IncidentFilter()
        return list(_all(lambda page: list_incidents(actor=self.reader, filters=filters, page=page), "opened_at"))

    def incidents(self) -> Sequence[str]:
        return [f"{incident.name or incident.element} failed: {incident.message}" for incident in self.open_incidents()]

    def _call(self, call_id: UUID, topic: str) -> Data:
        if call_id not in self._parameters:
            parameters = from_json(get_call(call_id=call_id, actor=self.reader).parameters)
            self._parameters[call_id] = {**self._in_words_of_the_file(parameters), "topic": topic}
        return self._parameters[call_id]

    def _in_words_of_the_file(self, values: Data) -> dict[str, object]:
        return {key: self.names.to_file(value) for key, value in values.items()}


def _all(ask: Callable[[PageRequest], Page[Item]], sort: str) -> Iterator[Item]:
    cursor = None
    while True:
        page = ask(PageRequest(limit=200, cursor=cursor, sort=sort))
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return

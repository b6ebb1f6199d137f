"""Figures for a monitoring system, read from the database when it asks: counts and ages, no personal data.

Every figure comes from rows, so all web processes give the same answer and a restart resets nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from service.models import (
    Deadline,
    Incident,
    IncidentStatus,
    Instance,
    InstanceState,
    Message,
    MessageStatus,
    Outbox,
    Task,
    TaskStatus,
)


def exposition(session: Session, *, now: datetime) -> tuple[bytes, str]:
    """Return the Prometheus text and its content type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(session, now))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Figures(Collector):
    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield from self._tasks()
        yield from self._timers()
        yield from self._queues()
        yield from self._states()

    def _tasks(self) -> Iterator[Metric]:
        is_open = Task.status == TaskStatus.OPEN
        overdue = and_(is_open, Task.due_at < self._now)
        yield self._by_authority("pathways_tasks_open", "Tasks that wait for a person.", _counted(Task, is_open))
        yield self._by_authority("pathways_tasks_overdue", "Open tasks after their due time.", _counted(Task, overdue))
        done = CounterMetricFamily(
            "pathways_tasks_completed", "Tasks completed since the beginning.", labels=["authority"]
        )
        for authority, count in self._session.execute(_counted(Task, Task.status == TaskStatus.COMPLETED)):
            done.add_metric([authority], count)
        yield done

    def _timers(self) -> Iterator[Metric]:
        free = Instance.attempts >= 0  # held ones wait for an operator, and are incidents
        due = and_(Instance.status == InstanceState.RUNNING, Instance.next_due <= self._now, free)
        row = self._session.execute(select(func.count(), func.min(Instance.next_due)).where(due)).one()
        yield GaugeMetricFamily("pathways_timers_due", "Processes with a timer that should have fired.", value=row[0])
        yield GaugeMetricFamily("pathways_timers_lag_seconds", "Age of the oldest of them.", value=self._age(row[1]))

    def _queues(self) -> Iterator[Metric]:
        waiting = and_(Message.status == MessageStatus.PENDING, Message.routed_at.is_(None))
        oldest = self._session.scalar(select(func.min(Message.created_at)).where(waiting))
        help_text = "Age of the oldest message that nobody has looked at."
        yield GaugeMetricFamily("pathways_messages_unrouted_age_seconds", help_text, value=self._age(oldest))
        calls = GaugeMetricFamily("pathways_outbox_calls", "Calls to the outside.", labels=["topic", "status"])
        for topic, status, count in self._session.execute(
            select(Outbox.topic, Outbox.status, func.count()).group_by(Outbox.topic, Outbox.status)
        ):
            calls.add_metric([topic, status.value], count)
        yield calls

    def _states(self) -> Iterator[Metric]:
        is_open = Incident.status == IncidentStatus.OPEN
        yield self._by_authority("pathways_incidents_open", "Steps that need an operator.", _counted(Incident, is_open))
        instances = GaugeMetricFamily("pathways_instances", "Processes.", labels=["authority", "status"])
        for authority, state, count in self._session.execute(
            select(Instance.authority, Instance.status, func.count()).group_by(Instance.authority, Instance.status)
        ):
            instances.add_metric([authority, state.value], count)
        yield instances
        deadlines = GaugeMetricFamily("pathways_deadlines", "Standards.", labels=["authority", "key", "status"])
        for authority, key, status, count in self._session.execute(
            select(Deadline.authority, Deadline.key, Deadline.status, func.count()).group_by(
                Deadline.authority, Deadline.key, Deadline.status
            )
        ):
            deadlines.add_metric([authority, key, status.value], count)
        yield deadlines

    def _by_authority(self, name: str, help_text: str, query: Select[str, int]) -> Metric:
        family = GaugeMetricFamily(name, help_text, labels=["authority"])
        for authority, count in self._session.execute(query):
            family.add_metric([authority], count)
        return family

    def _age(self, moment: datetime | None) -> float:
        return 0.0 if moment is None else max(0.0, (self._now - moment).total_seconds())


def _counted(table: type[Task] | type[Incident], condition: ColumnElement[bool]) -> Select[str, int]:
    return select(table.authority, func.count()).where(condition).group_by(table.authority)

from uuid import uuid4

import pytest

from service.models import Authority, Outbox, OutboxStatus, db
from service.reporting.health import readiness
from service.reporting.metrics import exposition

NAMES = [
    "pathways_tasks_open",
    "pathways_tasks_overdue",
    "pathways_tasks_completed_total",
    "pathways_timers_due",
    "pathways_timers_lag_seconds",
    "pathways_messages_unrouted_age_seconds",
    "pathways_outbox_calls",
    "pathways_incidents_open",
    "pathways_instances",
    "pathways_deadlines",
]


@pytest.mark.usefixtures("rolled_back")
def test_every_figure_is_there_even_in_an_empty_database(clock):
    body, content_type = exposition(db.session, now=clock.now())

    described = {line.split()[2] for line in body.decode().splitlines() if line.startswith("# TYPE")}
    assert described == set(NAMES)
    assert content_type.startswith("text/plain")


@pytest.mark.usefixtures("rolled_back")
def test_calls_are_counted_by_topic_and_state(clock):
    db.session.add(Authority(id="figures", name="Figures", council="Test Council", case_prefix="TST", details={}))
    db.session.flush()
    for _ in range(3):
        db.session.add(
            Outbox(
                id=uuid4(),
                authority="figures",
                name="n",
                topic="figures.send",
                parameters={},
                status=OutboxStatus.DEAD,
                attempts=1,
                max_attempts=1,
                next_attempt_at=clock.now(),
                created_at=clock.now(),
            )
        )
    db.session.flush()

    body, _ = exposition(db.session, now=clock.now())

    assert 'pathways_outbox_calls{status="dead",topic="figures.send"} 3.0' in body.decode()


@pytest.mark.usefixtures("rolled_back")
def test_a_migrated_database_is_ready():
    found = readiness(db.session)

    assert found.ready
    assert found.checks == {"database": "ok"}

from uuid import uuid4

import pytest

from service.integrations import CallFailedError, CallRefusedError
from service.jobs.adapters import install_adapters
from service.models import Authority, Outbox, OutboxStatus, db
from service.settings import Settings

ENVIRONMENT = {"DATABASE_URL": "postgresql://unused/x", "REDIS_URL": "unix:///unused", "SECRET_KEY": "k" * 32}


class Outside:
    """What the adapter of the topic `test.call` meets: it takes calls, is away, or refuses them."""

    def __init__(self):
        self.calls, self.mood = [], "takes"

    def __call__(self, call):
        self.calls.append(call)
        if self.mood == "away":
            raise CallFailedError("away")
        if self.mood == "refuses":
            raise CallRefusedError("refused")
        return {"ticket": 7}


@pytest.fixture
def outside():
    return Outside()


@pytest.fixture
def jobs_app(rolled_back, clock, outside):
    """The context that jobs run in, on the test's own transaction and clock."""
    rolled_back.config["PATHWAYS_SETTINGS"] = Settings.from_environment(ENVIRONMENT)
    rolled_back.config["PATHWAYS_CLOCK"] = clock
    install_adapters(rolled_back, {"test.call": outside})
    return rolled_back


@pytest.fixture
def make_call(jobs_app, clock):
    """Write a call that no process waits for; gives its id."""

    def make(topic="test.call", max_attempts=3, **columns):
        if db.session.get(Authority, "jobs") is None:
            db.session.add(Authority(id="jobs", name="Jobs", council="Test Council", case_prefix="TST", details={}))
            db.session.flush()
        given = {
            "id": uuid4(),
            "authority": "jobs",
            "name": "Call the outside",
            "topic": topic,
            "parameters": {"day": {"@feel": "date", "value": "2026-12-14"}},
            "status": OutboxStatus.PENDING,
            "attempts": 0,
            "max_attempts": max_attempts,
            "next_attempt_at": clock.now(),
            "created_at": clock.now(),
        }
        given |= columns
        db.session.add(Outbox(**given))
        db.session.commit()
        return given["id"]

    return make


@pytest.fixture
def read():
    """Read a call as it stands now."""

    def read(call_id):
        return db.session.get_one(Outbox, call_id, populate_existing=True)

    return read

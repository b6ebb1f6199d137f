"""Pages of tasks that show only what a test is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask

from service.clocks import WorkingCalendar
from service.forms import Form
from service.models import TaskStatus
from service.pathways.queries.earlier_records import Earlier, Source
from service.pathways.queries.task_page import Allowed, OwnDraft, TaskCase, TaskPage
from service.pathways.queries.tasks import TaskDetail

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)
CALENDAR = WorkingCalendar.from_mapping({"office_hours": {"monday": "09:00-17:00", "tuesday": "09:00-17:00"}})
ID = UUID(int=1)

CASE = TaskCase(
    id=ID,
    reference="TST-2026-00001",
    family="Test Family Ash",
    restricted=False,
    closed=False,
    agreement=None,
    consent="given",
    contacts=(),
    open_to_me=True,
)


def a_page(form: Form | None = None, *, task: dict[str, Any] | None = None, **changes: Any) -> TaskPage:
    page = TaskPage(
        task=a_task(**(task or {})),
        case=CASE,
        form=form,
        edition="one",
        context={},
        assignee=None,
        completed_by=None,
        standards=(),
        rules={},
        sources={},
        options={},
        files=(),
        draft=OwnDraft(answers={}, version=0, saved_at=None),
        others=(),
        attempts=(),
        allowed=Allowed(work=True, claim=True, put_back=False, hand_over=True),
        paused=False,
        record_id=None,
    )
    return replace(page, **changes)


def a_task(**changes: Any) -> TaskDetail:
    task = TaskDetail(
        id=ID,
        name="Visit the family",
        element="Task_Visit",
        process="support",
        lane=None,
        form="visit",
        stage="Visit",
        item=None,
        status=TaskStatus.OPEN,
        assignee=None,
        groups=("worker",),
        users=(),
        due_at=None,
        follow_up_at=None,
        priority=50,
        opened_at=NOW,
        ended_at=None,
        completed_by=None,
        revision=1,
        case_id=ID,
        case_reference="TST-2026-00001",
        family="Test Family Ash",
        team="west",
        instance_id=ID,
        documentation=None,
        instructions=None,
        prefill={},
        rules=(),
        deadlines=(),
        may_work=True,
    )
    return replace(task, **changes)


def an_attempt(**answers: object) -> Earlier:
    return Earlier(record_id=ID, form="visit", at=NOW, by="Worker West", answers=answers)


def a_source(**changes: Any) -> Source:
    source = Source(record_id=ID, title="Referral", version=1, at=NOW, by="Door One")
    return replace(source, **changes)


@contextmanager
def addresses() -> Iterator[None]:
    """Links to pages by the names of their endpoints."""
    app = Flask("test")
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    with app.test_request_context():
        yield

"""The demo cases of an authority can be made, and wait for the task that it names."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from service.demo.library import DemoCase, read_demo
from service.demo.replay import replay
from service.library import read_directory
from service.models import Case, CaseEvent, Incident, Task, TaskStatus, db
from tests.integration.scenarios.conftest import AUTHORITIES, ROOT

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CASES = [
    pytest.param(authority, case, id=f"{authority}: {case.until}")
    for authority in AUTHORITIES
    for case in read_demo(authority, read_directory(ROOT, authority)).cases
]


@pytest.mark.parametrize(("authority", "wanted"), CASES)
def test_a_demo_case_waits_for_its_task(fresh: Flask, authority: str, wanted: DemoCase):
    reference = replay(wanted, read_demo(authority, read_directory(ROOT, authority)), now=NOW)

    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    own = (Task.case_id == case.id) | Task.case_id.is_(None)  # a panel's task belongs to its sitting
    waiting = db.session.scalars(select(Task.name).where(own, Task.status == TaskStatus.OPEN))
    assert wanted.until is None or wanted.until in set(waiting)
    assert db.session.scalars(select(Incident)).all() == []
    assert all(at <= NOW for at in db.session.scalars(select(CaseEvent.recorded_at)))

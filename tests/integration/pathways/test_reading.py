"""Who looked at which case."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Scope, verify_stream
from service.clocks.clock import VirtualClock
from service.errors import NotFoundError
from service.models import Audit, Record, db
from service.pathways.queries.paging import PageRequest
from service.pathways.reading import read_case, read_record, read_timeline
from tests.integration.builders import client, person, triaged


def test_what_people_read_of_a_case_is_in_its_audit_trail(rolled_back: Flask, clock: VirtualClock):
    case_id = UUID(triaged(clock).case_id)
    record_id = db.session.scalars(select(Record.id).where(Record.form == "triage")).one()
    worker = person("worker.west")

    read_case(case_id=case_id, actor=worker, clock=clock)
    read_timeline(case_id=case_id, actor=worker, page=PageRequest(), clock=clock)
    read_record(record_id=record_id, actor=worker, clock=clock)

    entries = select(Audit.action, Audit.actor_name).where(Audit.stream == f"case:{case_id}").order_by(Audit.position)
    assert [tuple(row) for row in db.session.execute(entries)][-3:] == [
        ("read case", "worker.west"),
        ("read timeline", "worker.west"),
        ("read record", "worker.west"),
    ]
    assert verify_stream(f"case:{case_id}").intact


def test_what_was_not_shown_was_not_read(rolled_back: Flask, clock: VirtualClock):
    case_id = UUID(triaged(clock).case_id)
    before = db.session.scalar(select(func.count()).select_from(Audit))

    with pytest.raises(NotFoundError):
        read_case(case_id=case_id, actor=person("worker.east"), clock=clock)
    read_case(case_id=case_id, actor=client(Scope.CASES_READ), clock=clock)

    assert db.session.scalar(select(func.count()).select_from(Audit)) == before

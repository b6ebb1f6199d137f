from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from service.models import Instance, db
from service.pathways.correct_record import correct_record
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.records import RecordFilter, get_record, list_records
from service.pathways.running import lock_instance
from tests.integration.builders import complete, later, person, triaged

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}
BETTER = {"visited_on": "2026-12-13", "note": "All is calm"}


@pytest.fixture
def record_id(rolled_back: Flask, clock: VirtualClock) -> UUID:
    done = complete(triaged(clock), "Task_Visit", VISIT, by="worker.west", clock=clock)
    return UUID(str(done.record_id))


def correct(record_id: UUID, clock: VirtualClock, **changed: object):
    about = {"answers": BETTER, "reason": "Wrong day", "version": 1, "actor": person("worker.west")} | changed
    return correct_record(record_id=record_id, clock=clock, **about)  # type: ignore[arg-type]


def test_a_correction_is_a_new_version_and_the_original_stays(record_id: UUID, clock: VirtualClock):
    later(clock, hours=1)

    correct(record_id, clock)

    record = get_record(record_id=record_id, actor=person("worker.west"))
    assert record.answers == BETTER
    assert [(one.version, one.reason, one.answers) for one in record.versions] == [
        (2, "Wrong day", BETTER),
        (1, None, VISIT),
    ]


def test_processes_see_the_correction(record_id: UUID, clock: VirtualClock):
    correct(record_id, clock, answers={**VISIT, "note": "Not so calm"})

    instance_id = db.session.scalars(select(Instance.id)).one()
    found = lock_instance(instance_id, clock).facts.record("visit")
    assert found is not None
    assert found["note"] == "Not so calm"
    assert str(found["visited_on"]) == "2026-12-14"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"version": 2}, StaleVersionError),
        ({"reason": ""}, InvalidInputError),
        ({"answers": {"note": "x"}}, InvalidInputError),
    ],
)
def test_a_correction_is_refused(
    record_id: UUID, clock: VirtualClock, changed: dict[str, object], error: type[Exception]
):
    with pytest.raises(error):
        correct(record_id, clock, **changed)

    assert get_record(record_id=record_id, actor=person("worker.west")).version == 1


def test_colleagues_do_not_correct_but_managers_do(record_id: UUID, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match=r"worker\.west completed it"):
        correct(record_id, clock, actor=person("worker.west.two"))
    with pytest.raises(NotFoundError):
        correct(record_id, clock, actor=person("manager.east"))

    assert correct(record_id, clock, actor=person("manager.west")).version == 2


def test_records_are_listed_newest_first_to_those_who_see_the_case(record_id: UUID, clock: VirtualClock):
    def forms(name: str) -> list[str]:
        page = list_records(actor=person(name), filters=RecordFilter(), page=PageRequest(sort="title"))
        return [record.form for record in page.items]

    assert forms("worker.west") == ["referral", "triage", "visit"]
    assert forms("worker.east") == []

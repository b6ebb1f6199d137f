"""Files for the questions of a form, sent by programs and people over HTTP."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from service.models import Document, db
from tests.integration import builders
from tests.integration.api.conftest import Api, AuditingClient
from tests.unit.documents.files import PDF
from tests.unit.integrations.clamd import EICAR, clamd_on_tcp

ANSWERS = {"aim": "Rest", "paid": "no"}


@pytest.fixture
def plan(api: Api) -> str:
    with api.app.app_context():
        case = builders.planning(api.clock)
        return str(builders.task_of(case.case_id, "Task_Plan"))


@pytest.fixture
def worker(api: Api) -> AuditingClient:
    client = api.stranger()
    answer = client.post("/session", {"name": "worker.west", "password": builders.PASSWORD}, status=201)
    client.headers["X-CSRFToken"] = answer["csrf_token"]
    return client


def send(client: AuditingClient, task: str, *, status: int = 201, **about: Any) -> Any:
    given = {"question": "paper", "name": "plan.pdf", "content": PDF, "headers": {}} | about
    data = {"question": given["question"], "file": (BytesIO(given["content"]), given["name"])}
    return client.send("POST", f"/tasks/{task}/files", status=status, data=data, headers=given["headers"])


def test_a_file_is_kept_and_named_in_the_answers(api: Api, worker: AuditingClient, plan: str):
    stored = send(worker, plan)

    assert (stored["file_name"], stored["media_type"], stored["size"]) == ("plan.pdf", "application/pdf", len(PDF))
    worker.post(f"/tasks/{plan}/complete", {"answers": {**ANSWERS, "paper": [stored["document_id"]]}})
    with api.app.app_context():
        assert db.session.get_one(Document, UUID(stored["document_id"])).case_id is not None


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"question": "aim"}, "question"),
        ({"question": "nothing"}, "question"),
        ({"name": "plan.docx"}, "file"),
        ({"content": b"MZ\x90\x00"}, "file"),
        ({"content": b""}, "file"),
    ],
)
def test_what_a_page_would_refuse_is_refused(api: Api, worker: AuditingClient, plan: str, about: Any, field: str):
    problem = send(worker, plan, status=422, **about)

    assert set(problem["errors"]) == {field}
    with api.app.app_context():
        assert db.session.query(Document).count() == 0


def test_a_request_without_a_file_says_so(worker: AuditingClient, plan: str):
    problem = worker.send("POST", f"/tasks/{plan}/files", status=422, data={"question": "paper"})

    assert "file" in problem["errors"]


def test_malware_and_what_is_too_large_are_refused(
    api: Api, worker: AuditingClient, plan: str, monkeypatch: pytest.MonkeyPatch
):
    with clamd_on_tcp() as address:
        settings = replace(
            api.app.config["PATHWAYS_SETTINGS"], malware_scanner=address, largest_upload=50_000, largest_body=50_000
        )
        monkeypatch.setitem(api.app.config, "PATHWAYS_SETTINGS", settings)

        infected = send(worker, plan, status=422, content=PDF + EICAR)
        large = send(worker, plan, status=422, content=PDF + b" " * 60_000)
        send(worker, plan, status=413, content=PDF + b" " * 110_000)

    assert infected["errors"]["file"] == ["The selected file contains a virus"]
    assert "must be smaller" in large["errors"]["file"][0]


def test_the_same_key_keeps_the_file_once_and_takes_no_other(worker: AuditingClient, plan: str):
    key = {"Idempotency-Key": "paper-1"}

    first, again = send(worker, plan, headers=key), send(worker, plan, headers=key)

    assert first == again
    send(worker, plan, status=409, headers=key, content=PDF.replace(b"1.7", b"1.6"))


def test_nobody_adds_a_file_to_a_task_that_they_may_not_see(api: Api, plan: str):
    send(api.person("demo.worker"), plan, status=404)

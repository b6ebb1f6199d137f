"""Logs, errors, probes and metrics hold facts and ids, never what families said or who they are."""

import io
import json
import logging

import pytest

from service.logs import JsonLines
from tests.integration.api.conftest import Api

SECRETS = ("Quarrelsome", "Zebedee", "9990001112", "teacher.one", "hits him", "a long password for tests", "Worrying")


@pytest.fixture
def logged():
    """Everything that is logged at any level, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)


def journey(api: Api) -> list[str]:
    """From the referral to a call that failed, with mistakes on the way; the bodies of all errors."""
    problems: list[str] = []
    case = api.start_case(
        family={"name": "Test Family Quarrelsome"},
        people=[{"name": "Zebedee", "date_of_birth": "2015-05-01", "nhs_number": "9990001112"}],
        answers={
            "reason": "Zebedee: brother hits him.",
            "referrer": {"name": "T", "email": "teacher.one@x.example"},
        },
    )
    door = api.person("demo.door")
    [task] = door.get("/tasks", case_id=case["case_id"])["items"]

    def refused(method: str, path: str, *, status: int, **request: object) -> None:
        door.send(method, path, status=status, **request)
        problems.append(door.last.get_data(as_text=True))

    complete = f"/tasks/{task['id']}/complete"
    refused("POST", complete, status=422, json={"answers": {"accepted": "Zebedee hits him"}})
    refused("POST", complete, status=422, json={"answers": {"accepted": "yes", "reasons": ["Worrying", "Zebedee"]}})
    refused("POST", complete, status=422, json={"answers": {"accepted": "Zebedee\0"}})
    refused("POST", complete, status=400, data=b'{"answers": {"accepted": "Zebedee', content_type="application/json")
    refused("POST", complete, status=400, data=b'{"a": NaN, "b": "Zebedee"}', content_type="application/json")
    refused("POST", "/session", status=401, json={"name": "Zebedee", "password": "a long password for tests"})
    refused("PUT", f"/tasks/{task['id']}/draft", status=412, json={"answers": {"reasons": "Worrying"}, "version": 7})
    refused("GET", "/cases", status=422, query_string={"cursor": "x", "text": "Zebedee"})
    door.post(f"/cases/{case['case_id']}/concerns", {"concern": "Worrying: his brother hits him."}, status=201)
    door.post(complete, {"answers": {"accepted": "yes"}})
    refused("POST", complete, status=409, json={"answers": {"accepted": "no", "reasons": "Zebedee"}})
    door.get("/cases", text="Zebedee")
    return problems


def test_logs_of_a_whole_journey_hold_no_names_and_no_answers(api: Api, logged: io.StringIO):
    journey(api)

    text = logged.getvalue()
    assert text.count('"message": "request"') > 10
    for secret in SECRETS:
        assert secret not in text, secret
    assert all(json.loads(line) for line in text.splitlines())


def test_a_failure_is_logged_by_its_place_and_answered_without_its_text(
    api: Api, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    rule = next(one for one in api.app.url_map.iter_rules() if one.rule == "/api/v1/cases" and "GET" in one.methods)

    def broken(**_: object) -> object:
        raise RuntimeError("Zebedee: INSERT INTO record VALUES ('hits him')")

    monkeypatch.setitem(api.app.view_functions, rule.endpoint, broken)

    problem = api.program().get("/cases", status=500)

    assert problem["type"] == "/problems/internal-server-error"
    for text in (json.dumps(problem), logged.getvalue()):
        for secret in (*SECRETS, "INSERT"):
            assert secret not in text
    assert "RuntimeError" in logged.getvalue()


def test_errors_echo_nothing_of_what_was_sent(api: Api):
    for problem in journey(api):
        for secret in (*SECRETS, "SELECT", "INSERT", "psycopg", "Traceback"):
            assert secret not in problem, problem


def test_probes_and_figures_name_nobody(api: Api):
    journey(api)
    client = api.app.test_client()

    for path in ("/health/live", "/health/ready", "/metrics"):
        text = client.get(path).get_data(as_text=True)
        for secret in (*SECRETS, "DEMO-2026", "demo.door", "postgresql://"):
            assert secret not in text, (path, secret)


def test_figures_are_for_this_machine_alone(api: Api):
    client = api.app.test_client()

    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "10.1.2.3"}).status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 401


def test_a_header_cannot_be_smuggled_in(api: Api):
    answer = api.app.test_client().get("/health/live", headers={"X-Request-ID": "abc12345; Set-Cookie: a=b"})

    assert answer.headers["X-Request-ID"].isalnum()
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("key", ["", "x" * 201, "x" * 5_000])
def test_an_idempotency_key_has_its_length(api: Api, key: str):
    api.program().post("/messages", {"name": "a"}, status=422, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("version", ["", "x", '"-1"', "9" * 5_000, "²", '"1", "2"'])
def test_an_unreadable_version_is_refused(api: Api, version: str):
    case = api.start_case()
    headers = {"If-Match": version}

    api.program().post(f"/instances/{case['instance_id']}/cancel", {"reason": "x"}, status=422, headers=headers)


def test_an_error_is_not_kept_under_its_key(api: Api):
    key = {"Idempotency-Key": "k-1"}
    api.program().post("/cases", {"process": "none", "family": {"name": "A"}}, status=404, headers=key)

    case = api.program().post("/messages", {"name": "later"}, status=201, headers=key)

    assert case["status"] == "pending"


def test_keys_of_two_callers_have_nothing_to_do_with_each_other(api: Api):
    key = {"Idempotency-Key": "shared"}

    first = api.program().post("/messages", {"name": "later"}, status=201, headers=key)
    second = api.person("demo.admin").post("/messages", {"name": "later"}, status=201, headers=key)

    assert first != second


def test_a_key_holds_for_put_as_well(api: Api):
    case = api.start_case()
    manager = api.person("demo.manager")
    path, asked = f"/cases/{case['case_id']}/restriction", {"people": ["demo.manager"], "reason": "Colleague"}

    first = manager.put(path, asked, headers={"Idempotency-Key": "k"})
    second = manager.put(path, asked, headers={"Idempotency-Key": "k"})

    assert first == second


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_show_nothing(api: Api, method: str):
    case = api.start_case()

    answer = api.app.test_client().open(f"/api/v1/cases/{case['case_id']}", method=method)

    assert answer.status_code in {200, 401, 405}
    assert b"Ash" not in answer.get_data()

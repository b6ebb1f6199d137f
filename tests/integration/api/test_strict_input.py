"""Values that parsers read differently, or that the database cannot keep, are refused precisely."""

import json

import pytest

from tests.integration.api.conftest import NEW_CASE, Api


def raw(api: Api, body: bytes, *, status: int) -> dict[str, object]:
    headers = {"Content-Type": "application/json"}
    return api.program().send("POST", "/messages", status=status, data=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a", "payload": {"level": NaN}}',
        b'{"name": "a", "payload": {"level": Infinity}}',
        b'{"name": "a", "payload": {"level": 1e400}}',
        b'{"name": "a", "payload": {"level": ' + b"9" * 5_000 + b"}}",
        b'{"name": "a", "name": "b"}',
        b'{"name": "a", "payload": {"level": 1, "level": 2}}',
        b'{"name": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_json_that_is_read_in_two_ways_is_a_bad_request(api: Api, body: bytes):
    assert raw(api, body, status=400)["type"] == "/problems/bad-request"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"note": "a\0b"}, "payload.note"),
        ({"notes": [{"text": "\ud800"}]}, "payload.notes.0.text"),
        ({"a\0b": 1}, "payload.a?b"),
    ],
)
def test_text_that_cannot_be_stored_is_refused_by_field(api: Api, payload: object, field: str):
    problem = raw(api, json.dumps({"name": "a", "payload": payload}).encode(), status=422)

    assert list(problem["errors"]) == [field]


def test_what_is_nested_too_deeply_is_refused(api: Api):
    body = b'{"name": "a", "payload": ' + b'{"a":' * 50 + b"1" + b"}" * 51

    raw(api, body, status=422)


def test_any_script_is_kept_as_it_was_sent(api: Api):
    name = "Ołena Ní Bhriain-Nguyễn 👪"

    case = api.start_case(family={"name": name})

    assert api.program().get(f"/cases/{case['case_id']}")["family"] == name


def test_answers_sent_as_a_browser_form_complete_nothing(api: Api):
    case = api.start_case()
    door = api.person("demo.door")
    [task] = door.get("/tasks", case_id=case["case_id"])["items"]

    door.send("POST", f"/tasks/{task['id']}/complete", status=415, data={"accepted": "yes"})

    assert door.get(f"/tasks/{task['id']}")["status"] == "open"


@pytest.mark.parametrize("path", ["/forms/%00", "/processes/a%00b", "/users/%00"])
def test_a_path_with_nul_is_not_found(api: Api, path: str):
    api.program().send("PATCH" if "users" in path else "GET", path, status=404)


def test_a_filter_with_nul_is_refused(api: Api):
    assert "query.text" in api.program().get("/cases", status=422, text="a\0")["errors"]


def test_signs_of_patterns_are_searched_for_as_they_are(api: Api):
    api.start_case()

    for text in ("%", "_", "\\", "A_h"):
        assert api.program().get("/cases", text=text)["items"] == []


def test_the_audit_trail_is_asked_for_by_stream(api: Api):
    assert "query.stream" in api.program().get("/audit", status=422)["errors"]


def test_an_upload_with_nul_is_refused(api: Api):
    api.person("demo.owner").send("POST", "/releases/check", status=422, data={"authority": "de\0mo"})


def test_a_referral_needs_a_date_that_exists(api: Api):
    for born in ("0000-00-00", "2026-02-30", "10000-01-01"):
        person = {"name": "Child One", "date_of_birth": born}
        problem = api.program().post("/cases", {**NEW_CASE, "people": [person]}, status=422)
        assert "people.0.date_of_birth" in problem["errors"]

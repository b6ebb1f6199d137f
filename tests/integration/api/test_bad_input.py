"""Bad input gets a precise answer and changes nothing."""

from io import BytesIO

import pytest

from tests.integration.api.conftest import NEW_CASE, Api

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in NEW_CASE.items() if name != key}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({**NEW_CASE, "surprise": 1}, 422, "surprise"),
        (without("family"), 422, "family"),
        ({**NEW_CASE, "family": "Ash"}, 422, "family"),
        ({**NEW_CASE, "people": [{"name": "Child", "date_of_birth": "yesterday"}]}, 422, "people.0.date_of_birth"),
        ({**NEW_CASE, "answers": {"reason": "x", "unknown": "y"}}, 422, "unknown"),
        ({**NEW_CASE, "answers": {}}, 422, "reason"),
        ({**NEW_CASE, "answers": [1]}, 422, "answers"),
    ],
)
def test_a_referral_with_a_fault_is_refused_by_field(api: Api, body: object, status: int, field: str):
    program = api.program()

    problem = program.post("/cases", body, status=status)

    assert field in problem["errors"], problem
    assert program.get("/cases")["items"] == []


def test_broken_json_is_a_bad_request(api: Api):
    api.program().send("POST", "/cases", status=400, data=b'{"process": ', headers={"Content-Type": "application/json"})


def test_a_huge_body_is_refused(api: Api):
    api.program().send(
        "POST", "/cases", status=413, data=b" " * 2_000_000, headers={"Content-Type": "application/json"}
    )


@pytest.mark.parametrize("path", [f"/cases/{UNKNOWN}", f"/tasks/{UNKNOWN}", f"/instances/{UNKNOWN}", "/processes/none"])
def test_an_unknown_id_is_not_found(api: Api, path: str):
    assert api.program().get(path, status=404)["type"] == "/problems/not-found"


def test_an_unknown_process_cannot_be_started(api: Api):
    api.program().post("/cases", {**NEW_CASE, "process": "no_such_process"}, status=404)


def test_answers_that_break_the_forms_rules_leave_the_task_open(api: Api):
    api.start_case()
    door = api.person("demo.door")
    [task] = door.get("/tasks")["items"]

    problem = door.post(f"/tasks/{task['id']}/complete", {"answers": {"accepted": "perhaps"}}, status=422)

    assert "accepted" in problem["errors"]
    assert [found["id"] for found in door.get("/tasks")["items"]] == [task["id"]]


def test_an_unknown_query_parameter_is_refused(api: Api):
    assert "query.colour" in api.program().get("/tasks", status=422, colour="red")["errors"]


def test_an_unknown_sort_is_refused(api: Api):
    api.program().get("/tasks", status=422, sort="mood")


def test_another_method_is_refused(api: Api):
    api.program().send("DELETE", "/cases", status=405)


def test_a_path_that_does_not_exist_is_a_problem_too(api: Api):
    api.program().get("/nothing-here", status=404)


def test_an_upload_needs_a_library(api: Api):
    api.person("demo.owner").send("POST", "/releases/check", status=422, data={"authority": "demo"})


def test_a_broken_zip_is_refused(api: Api):
    owner = api.person("demo.owner")

    problem = owner.send(
        "POST", "/releases", status=422, data={"authority": "demo", "archive": (BytesIO(b"no zip"), "library.zip")}
    )

    assert problem["detail"]

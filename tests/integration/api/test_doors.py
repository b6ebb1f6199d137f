"""Who may call what."""

from datetime import timedelta

import pytest

from service.access import Scope, system_actor
from service.pathways.clients import add_client
from tests.integration.api.conftest import NEW_CASE, PASSWORD, Api


def token_with(api: Api, *scopes: Scope) -> str:
    with api.app.app_context():
        return add_client(
            name="narrow",
            scopes=scopes,
            expires_at=api.clock.now() + timedelta(days=1),
            authority="demo",
            actor=system_actor(),
            clock=api.clock,
        ).token


@pytest.mark.parametrize("path", ["/cases", "/tasks", "/instances", "/timers", "/incidents", "/users", "/session"])
def test_strangers_are_turned_away(api: Api, path: str):
    assert api.stranger().get(path, status=401)["type"] == "/problems/not-signed-in"


def test_an_unknown_token_is_turned_away(api: Api):
    api.program("ehp_wrong").get("/cases", status=401)


def test_a_token_opens_only_what_its_scopes_say(api: Api):
    narrow = api.program(token_with(api, Scope.CASES_READ))

    assert narrow.get("/cases")["items"] == []
    assert narrow.post("/cases", NEW_CASE, status=403)["type"] == "/problems/not-allowed"
    narrow.get("/tasks", status=403)


def test_a_token_ends(api: Api):
    token = token_with(api, Scope.CASES_READ)

    api.clock.move_to(api.clock.now() + timedelta(days=2))

    api.program(token).get("/cases", status=401)


def test_a_wrong_password_says_nothing_about_the_name(api: Api):
    known = api.stranger().post("/session", {"name": "demo.door", "password": "wrong password!"}, status=401)
    unknown = api.stranger().post("/session", {"name": "no.body", "password": "wrong password!"}, status=401)

    assert known == unknown


def test_guessing_is_slowed_down(api: Api):
    for _ in range(5):
        api.stranger().post("/session", {"name": "demo.door", "password": "wrong password!"}, status=401)

    api.stranger().post("/session", {"name": "demo.door", "password": PASSWORD}, status=429)


def test_a_change_with_a_cookie_needs_the_token_of_our_own_page(api: Api):
    api.start_case()
    door = api.person("demo.door")
    [task] = door.get("/tasks")["items"]
    del door.headers["X-CSRFToken"]

    door.post(f"/tasks/{task['id']}/claim", status=400)


def test_signing_out_ends_the_session(api: Api):
    door = api.person("demo.door")

    door.send("DELETE", "/session", status=204)

    door.get("/tasks", status=401)


def test_a_new_password_ends_every_other_session(api: Api):
    elsewhere = api.person("demo.door")

    api.person("demo.door").send("PUT", "/session/password", status=204, json={"password": "another long password"})

    elsewhere.get("/tasks", status=401)


def test_a_workers_list_holds_no_other_teams_cases(api: Api):
    case = api.start_case(team=None)

    api.person("demo.worker").get(f"/cases/{case['case_id']}", status=404)


def test_a_worker_cannot_operate(api: Api):
    case = api.start_case()

    api.person("demo.worker").post(f"/instances/{case['instance_id']}/cancel", {"reason": "x"}, status=403)


def test_calls_are_for_programs(api: Api):
    fetch = {"topics": ["mail.send"], "worker": "me"}

    api.person("demo.admin").post("/external-tasks/fetch-and-lock", fetch, status=403)

"""Signing in: nobody guesses his way in, nobody keeps others out, and what is signed out stays out."""

import pytest
from werkzeug.test import TestResponse

from tests.integration.api.conftest import PASSWORD, Api, AuditingClient

WRONG = "a wrong long password"


def sign_in(client: AuditingClient, name: str, password: str = PASSWORD) -> TestResponse:
    return client.client.post("/api/v1/session", json={"name": name, "password": password})


def guess(api: Api, *names: str, times: int = 5) -> None:
    for name in names:
        for _ in range(times):
            sign_in(api.stranger(), name, WRONG)


def test_guessing_at_every_name_keeps_nobody_out_of_a_browser_that_is_known(api: Api):
    browser = api.person("demo.door")

    guess(api, "demo.door", "demo.worker", "demo.manager", "demo.admin", "no.body")

    assert sign_in(api.stranger(), "demo.door").status_code == 429
    assert sign_in(browser, "demo.door").status_code == 201


def test_a_known_browser_is_closed_by_its_own_failures(api: Api):
    browser = api.person("demo.door")

    statuses = [sign_in(browser, "demo.door", WRONG).status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]
    assert sign_in(browser, "demo.door").status_code == 429


def test_a_browser_is_known_for_its_own_person_alone(api: Api):
    browser = api.person("demo.door")
    guess(api, "demo.worker")

    assert sign_in(browser, "demo.worker").status_code == 429


@pytest.mark.parametrize("value", ["", "x", "WyJkZW1vLmRvb3IiLCJ4Il0.forged"])
def test_a_forged_mark_of_a_browser_is_worth_nothing(api: Api, value: str):
    guess(api, "demo.door")
    stranger = api.stranger()
    stranger.client.set_cookie("pathways-browser", value)

    assert sign_in(stranger, "demo.door").status_code == 429


def test_a_right_password_in_a_known_browser_gives_guessers_no_new_chances(api: Api):
    browser = api.person("demo.door")
    guess(api, "demo.door")

    sign_in(browser, "demo.door")

    assert sign_in(api.stranger(), "demo.door").status_code == 429


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(api: Api):
    cookies = sign_in(api.stranger(), "demo.door").headers.getlist("Set-Cookie")

    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie
        assert "SameSite=None" not in cookie


def test_a_session_that_somebody_else_prepared_is_not_taken_over(api: Api):
    victim = api.stranger()
    prepared = api.person("demo.worker").client.get_cookie("pathways")
    victim.client.set_cookie("pathways", prepared.value)

    sign_in(victim, "demo.door")

    assert victim.client.get_cookie("pathways").value != prepared.value
    assert victim.get("/session")["name"] == "demo.door"


def test_every_change_with_a_cookie_needs_the_token_of_our_own_page(api: Api):
    for method, path in (
        ("POST", "/cases"),
        ("PUT", "/session/password"),
        ("DELETE", "/session"),
        ("PATCH", "/users/demo.worker"),
    ):
        for given in (None, "", "forged"):
            admin = api.person("demo.admin")
            admin.headers.pop("X-CSRFToken")
            headers = {} if given is None else {"X-CSRFToken": given}
            admin.send(method, path, status=400, json={"password": "x" * 20}, headers=headers)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(api: Api):
    door = api.person("demo.door")
    copied = door.client.get_cookie("pathways").value

    door.send("DELETE", "/session", status=204)

    thief = api.stranger()
    thief.client.set_cookie("pathways", copied)
    thief.get("/tasks", status=401)

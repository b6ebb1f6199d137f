"""Trying a draft out over HTTP."""

from typing import Any

from tests.integration.api.conftest import Api, AuditingClient, begun

ANSWERS = {
    "reason": "School is worried about attendance.",
    "referrer": {"name": "Teacher One", "email": "teacher.one@school.example"},
}
BEGIN = {
    "title": "A short referral",
    "process": "short_referral",
    "case": {"children": [{"name": "Child One", "date_of_birth": "2015-05-01"}]},
    "at": "2026-12-14T10:00:00Z",
}


def tried(client: AuditingClient, draft: str, **more: Any) -> str:
    answer = client.post(f"/drafts/{draft}/tryouts", {**BEGIN, **more}, status=201)
    return f"/drafts/{draft}/tryouts/{answer['tryout_id']}"


def test_a_tryout_from_its_beginning_to_a_scenario(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    refused = owner.post(f"/drafts/{draft}/tryouts", {**BEGIN, "answers": {}}, status=422)
    assert refused["errors"]

    here = tried(owner, draft, answers=ANSWERS)
    shown = owner.get(here)
    (task,) = shown["tasks"]
    assert shown["case"]["children"][0]["name"] == "Child One"
    owner.post(f"{here}/steps", {"step": {"do": "Nothing like it", "as": "worker"}}, status=422)
    moved = owner.post(f"{here}/steps", {"step": {"wait": "1 working day"}})
    assert moved["steps"] == 1
    owner.post(f"{here}/undo", {})
    saved = owner.post(f"{here}/scenario", {"name": "waits", "title": "It waits"}, status=201)
    assert saved["path"] == "processes/demo/scenarios/waits.yaml"
    assert task["name"]
    assert len(owner.get(f"/drafts/{draft}/tryouts")["items"]) == 1
    owner.post(f"{here}/remove")
    owner.get(here, status=404)


def test_scenarios_are_run_until_none_is_left(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    found = owner.get(f"/drafts/{draft}/scenarios")
    assert found["left"] == len(found["rows"]) > 0

    while owner.post(f"/drafts/{draft}/scenarios", {})["left"]:
        pass

    found = owner.get(f"/drafts/{draft}/scenarios")
    assert found["left"] == 0
    assert {(row["passed"], row["way"]) for row in found["rows"]} == {(True, "same")}
    run = owner.get(f"/drafts/{draft}/scenarios/{found['rows'][0]['path']}")
    assert run["failure"] is None
    assert all(pair["before"] == pair["after"] for pair in run["pairs"])


def test_there_is_nothing_to_replay_in_an_empty_house(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)

    assert owner.get(f"/drafts/{draft}/replays", process="short_referral")["items"] == []
    owner.get(f"/drafts/{draft}/replays/00000000-0000-0000-0000-000000000001", status=404)

"""Trying a draft out over HTTP."""

from typing import Any
from uuid import UUID

import pytest

from tests.integration.api.conftest import Api, AuditingClient, begun
from tests.integration.api.test_drafts import saved
from tests.integration.moving import run_all

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


NAMED = (b'name="Triage the referral"', b'name="Look at the referral"')


@pytest.mark.parametrize("by", ["person", "program"])
def test_all_that_have_ended_are_replayed_at_once(api: Api, by: str):
    case = api.start_case()
    admin = api.person("demo.admin")
    admin.post(f"/instances/{case['instance_id']}/cancel", {"reason": "A mistake"})
    owner = api.person("demo.owner") if by == "person" else api.program()
    draft, path = begun(owner), "processes/demo/short_referral.bpmn"
    content = owner.send("GET", f"/drafts/{draft}/files/{path}", status=200)
    saved(owner, draft, content.replace(*NAMED), path=path)

    bulk_id = owner.post(f"/drafts/{draft}/replays", {"process": "short_referral"}, status=202)["bulk_id"]
    assert owner.last.headers["Location"] == f"/api/v1/bulk-actions/{bulk_id}"
    with api.app.app_context():
        run_all(UUID(bulk_id), api.clock)

    action = owner.get(f"/bulk-actions/{bulk_id}")
    assert (action["kind"], action["target"], action["counts"]["differs"]) == ("replay", "Plainer words", 1)
    (listed,) = owner.get("/bulk-actions", kind="replay", draft_id=draft)["items"]
    assert listed == action
    (item,) = owner.get(f"/bulk-actions/{bulk_id}/items", result="differs")["items"]
    assert (item["case_reference"], item["details"], item["replay"]["places"]) == (case["reference"], None, 1)
    (apart,) = item["replay"]["apart"]
    told = (apart["sort"], apart["what"], apart["before"], apart["after"])
    assert told == ("step", "Triage the referral", "Triage the referral", "Look at the referral")
    owner.get(f"/drafts/{draft}/replays/{item['instance_id']}")


def test_only_what_is_there_is_replayed(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)

    begun_bulk = owner.post(f"/drafts/{draft}/replays", {"process": "short_referral", "limit": 1}, status=202)
    assert begun_bulk["total"] == 0
    owner.post(f"/drafts/{draft}/replays", {"process": "nothing"}, status=404)
    owner.post(f"/drafts/{draft}/replays", {"process": "short_referral", "limit": 501}, status=422)
    api.person("demo.worker").post(f"/drafts/{draft}/replays", {"process": "short_referral"}, status=403)

"""Moves, previews, actions on many instances and the rules of a day, over HTTP."""

from typing import Any
from uuid import UUID

import pytest

from service.pathways.releases import current_release
from tests.integration.api.conftest import Api
from tests.integration.moving import released, run_all

REFERRAL = "processes/demo/short_referral.bpmn"


@pytest.fixture
def case(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.start_case()
    return found


def release(api: Api, before: bytes, after: bytes) -> tuple[str, str]:
    """Publish a release with a text replaced; return the ids of the one before and of this one."""
    with api.app.app_context():
        live = current_release("demo")
        files = dict(live.composed.files)
        assert before in files[REFERRAL]
        files[REFERRAL] = files[REFERRAL].replace(before, after)
        return str(live.id), str(released("demo", files, api.clock))


def done(api: Api, begun: dict[str, Any]) -> str:
    with api.app.app_context():
        run_all(UUID(begun["bulk_id"]), api.clock)
    return str(begun["bulk_id"])


NEW_NAME = (b'name="Triage the referral"', b'name="Look at the referral"')
NEW_ID = (b"Task_TriageReferral", b"Task_Look")


def test_a_move_is_looked_at_made_and_taken_back(api: Api, case: dict[str, Any]):
    owner = api.person("demo.owner")
    old, new = release(api, *NEW_NAME)

    looked = done(api, owner.post("/previews", {"release_id": new}, status=202))
    moved = done(api, owner.post(f"/releases/{new}/moves", {"when": "move", "reason": "Words"}, status=202))
    back = owner.post(f"/releases/{old}/make-current", {"live_id": new, "reason": "Wrong", "running_cases": "move"})
    done(api, back)

    impact = owner.get(f"/bulk-actions/{looked}/impact")
    assert (impact["total"], impact["can_move"], impact["steps"][0]["element"]) == (1, 1, "Task_TriageReferral")
    action = owner.get(f"/bulk-actions/{moved}")
    assert (action["status"], action["ended"], action["counts"]["done"]) == ("finished", 1, 1)
    (item,) = owner.get(f"/bulk-actions/{moved}/items", result="done")["items"]
    assert (item["case_reference"], item["details"]["release_before"]) == (case["reference"], 1)
    assert item["details"]["tasks"] == [
        {"name": "Look at the referral", "changed": ["name"], "form_changed": False, "drafts": 0}
    ]
    kinds = [each["kind"] for each in owner.get("/bulk-actions")["items"]]
    assert sorted(kinds) == ["move", "move", "preview"]
    assert owner.get("/bulk-actions", kind="preview")["items"][0]["id"] == looked


def test_what_takes_the_place_of_what_is_said_with_the_move(api: Api, case: dict[str, Any]):
    owner = api.person("demo.owner")
    _, new = release(api, *NEW_ID)
    place = {"process": "short_referral"}
    mapping = [{"old": {**place, "element": "Task_TriageReferral"}, "new": {**place, "element": "Task_Look"}}]
    asked = {"release_id": new, "reason": "Words"}

    refused = owner.post(f"/instances/{case['instance_id']}/move", asked, status=409)
    moved = owner.post(f"/instances/{case['instance_id']}/move", {**asked, "mapping": mapping})

    assert '"Triage the referral" is not in the new release.' in refused["detail"]
    assert moved["number"] == 2
    wrong = [{"old": {**place, "element": "x"}, "new": {**place, "element": "Task_Nowhere"}}]
    asked = {"when": "next_stage", "reason": "x", "mapping": wrong}
    assert "mapping" in owner.post(f"/releases/{new}/moves", asked, status=422)["errors"]


def test_many_are_suspended_and_an_action_that_is_over_is_not_stopped(api: Api, case: dict[str, Any]):
    operator = api.person("demo.admin")
    body = {"kind": "suspend", "instance_ids": [case["instance_id"]], "reason": "The system is away"}

    bulk_id = done(api, operator.post("/bulk-actions", body, status=202))

    assert operator.get(f"/instances/{case['instance_id']}")["status"] == "suspended"
    operator.post(f"/bulk-actions/{bulk_id}/stop", {}, status=409)
    operator.post("/bulk-actions", {**body, "kind": "move"}, status=422)
    operator.post("/bulk-actions", {**body, "instance_ids": []}, status=422)


def test_a_move_is_stopped_before_it_has_begun(api: Api, case: dict[str, Any]):
    owner = api.person("demo.owner")
    _, new = release(api, *NEW_NAME)
    begun = owner.post(f"/releases/{new}/moves", {"when": "next_stage", "reason": "Words"}, status=202)

    stopped = owner.post(f"/bulk-actions/{begun['bulk_id']}/stop", {"reason": "Wrong release"})

    assert (stopped["total"], stopped["not_begun"]) == (1, 1)
    assert owner.get(f"/bulk-actions/{begun['bulk_id']}")["status"] == "stopped"


def test_which_rules_applied_on_a_day_or_at_a_moment(api: Api, case: dict[str, Any]):
    owner, now = api.person("demo.owner"), api.clock.now()
    path = f"/cases/{case['case_id']}/rules"

    today, at_once = owner.get(path, on=now.date().isoformat()), owner.get(path, on=now.isoformat())
    before = owner.get(path, on="2020-01-01")

    assert [each["release"]["number"] for each in today["processes"]] == [1]
    assert [each["release"]["number"] for each in at_once["processes"]] == [1]
    assert (before["processes"], before["deadlines"]) == ([], [])
    for wrong in (
        "yesterday",
        "2026-02-30",
        "2026-12-14T10:00:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31",
    ):
        owner.get(path, on=wrong, status=422)
    owner.get(path, status=422)

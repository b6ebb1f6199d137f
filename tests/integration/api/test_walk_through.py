"""From a posted referral to a closed case, over HTTP alone."""

from datetime import timedelta
from uuid import UUID

from service.pathways.fire_timers import fire_timers
from tests.integration.api.conftest import NEW_CASE, Api


def open_task(api: Api, who: str, name: str) -> str:
    return next(task["id"] for task in api.person(who).get("/tasks")["items"] if task["name"] == name)


def fire(api: Api, instance_id: str) -> None:
    with api.app.app_context():
        fire_timers(instance_id=UUID(instance_id), clock=api.clock)


def test_a_referral_becomes_tasks_for_the_right_roles_and_a_closed_case(api: Api):
    case = api.start_case()
    assert case["reference"].startswith("DEMO-2026-")

    door = api.person("demo.door")
    triage = open_task(api, "demo.door", "Triage the referral")
    door.post(f"/tasks/{triage}/claim")
    door.post(f"/tasks/{triage}/complete", {"answers": {"accepted": "yes"}})
    assert door.get("/tasks")["items"] == []

    api.clock.move_to(api.clock.now() + timedelta(seconds=31))
    fire(api, case["instance_id"])
    manager = api.person("demo.manager")
    assert {task["name"] for task in manager.get("/tasks", role="team_manager")["items"]} == {"Remind the worker"}
    manager.post(
        f"/tasks/{open_task(api, 'demo.manager', 'Remind the worker')}/complete", {"answers": {"reminded": "yes"}}
    )

    worker = api.person("demo.worker")
    call = open_task(api, "demo.worker", "Call the family")
    form = worker.get(f"/tasks/{call}/form")
    assert "called_on" in form["schema"]["properties"]
    worker.post(
        f"/tasks/{call}/complete",
        {"answers": {"reached": True, "called_on": "2026-12-14", "note": "The family would like help."}},
    )

    shown = manager.get(f"/cases/{case['case_id']}")
    deadlines = manager.get(f"/cases/{case['case_id']}/deadlines")["items"]
    titles = [entry["title"] for entry in manager.get(f"/cases/{case['case_id']}/timeline")["items"]]
    assert shown["family"] == "Test Family Ash"
    assert {deadline["key"]: deadline["status"] for deadline in deadlines}["triage"] == "met"
    assert "short_referral" in {run["process"] for run in manager.get(f"/cases/{case['case_id']}/instances")["items"]}
    records = manager.get(f"/cases/{case['case_id']}/records")["items"]
    assert {record["form"] for record in records} == {"demo_referral", "demo_triage", "demo_reminder", "demo_call"}
    assert len(titles) > len(records)


def test_the_same_key_starts_one_case_only(api: Api):
    program = api.program()
    key = {"Idempotency-Key": "portal-4711"}

    first = program.post("/cases", NEW_CASE, status=201, headers=key)
    second = program.post("/cases", NEW_CASE, status=201, headers=key)

    assert first == second
    assert len(program.get("/cases")["items"]) == 1


def test_a_key_cannot_answer_another_question(api: Api):
    program = api.program()
    key = {"Idempotency-Key": "portal-4711"}
    program.post("/cases", NEW_CASE, status=201, headers=key)

    other = {**NEW_CASE, "family": {"name": "Test Family Oak"}}

    assert program.post("/cases", other, status=409, headers=key)["type"] == "/problems/conflict"


def test_completing_twice_says_who_was_first(api: Api):
    api.start_case()
    door = api.person("demo.door")
    triage = open_task(api, "demo.door", "Triage the referral")
    door.post(f"/tasks/{triage}/complete", {"answers": {"accepted": "yes"}})

    problem = door.post(f"/tasks/{triage}/complete", {"answers": {"accepted": "no", "reasons": "x"}}, status=409)

    assert problem["type"] == "/problems/task-already-completed"
    assert problem["completed_by"] == "demo.door"


def test_a_stale_version_is_refused(api: Api):
    api.start_case()
    door = api.person("demo.door")
    triage = open_task(api, "demo.door", "Triage the referral")
    door.get(f"/tasks/{triage}")
    etag = door.last.headers["ETag"]
    door.post(f"/tasks/{triage}/claim", headers={"If-Match": etag})

    problem = door.post(f"/tasks/{triage}/release", status=412, headers={"If-Match": etag})

    assert problem["type"] == "/problems/stale-version"


def test_lists_come_in_pages(api: Api):
    program = api.program()
    for name in ("Ash", "Birch", "Cedar"):
        api.start_case(family={"name": f"Test Family {name}"})

    first = program.get("/cases", limit=2, sort="reference")
    rest = program.get("/cases", limit=2, sort="reference", cursor=first["next"])

    names = [case["family"] for case in first["items"] + rest["items"]]
    assert sorted(names) == ["Test Family Ash", "Test Family Birch", "Test Family Cedar"]
    assert rest["next"] is None


def test_a_concern_is_taken_from_anybody_who_sees_the_case_even_when_it_is_paused(api: Api):
    case = api.start_case()
    api.person("demo.admin").post(f"/instances/{case['instance_id']}/suspend", {"reason": "Family asked for a break."})

    raised = api.person("demo.door").post(f"/cases/{case['case_id']}/concerns", {"concern": "Alone."}, status=201)

    assert raised["case_id"] == case["case_id"]
    names = {task["name"] for task in api.person("demo.manager").get("/tasks")["items"]}
    assert "Acknowledge the concern" in names


def test_programs_fetch_lock_and_complete_calls(api: Api):
    api.start_case()
    door = api.person("demo.door")
    triage = open_task(api, "demo.door", "Triage the referral")
    door.post(f"/tasks/{triage}/complete", {"answers": {"accepted": "no", "reasons": "No need."}})
    program = api.program()
    fetch = {"topics": ["mail.send"], "worker": "post-room"}

    calls = program.post("/external-tasks/fetch-and-lock", fetch)["items"]

    assert [call["topic"] for call in calls] == ["mail.send"]
    assert program.post("/external-tasks/fetch-and-lock", fetch)["items"] == []
    done = program.post(f"/external-tasks/{calls[0]['id']}/complete", {"worker": "post-room", "result": {"sent": True}})
    assert done["status"] == "done"


def test_an_instance_can_be_drawn(api: Api):
    case = api.start_case()
    program = api.program()

    elements = program.get(f"/instances/{case['instance_id']}/elements")["items"]
    diagram = program.get(f"/instances/{case['instance_id']}/diagram")

    assert b"Task_TriageReferral" in diagram
    assert {"Task_TriageReferral": "active"}.items() <= {e["element"]: e["state"] for e in elements}.items()


def test_a_draft_is_kept_for_its_author(api: Api):
    api.start_case()
    door = api.person("demo.door")
    triage = open_task(api, "demo.door", "Triage the referral")

    saved = door.put(f"/tasks/{triage}/draft", {"answers": {"reasons": "half a sen"}, "version": 0})

    form = door.get(f"/tasks/{triage}/form")
    assert form["draft"] == {"reasons": "half a sen"}
    assert form["draft_version"] == saved["version"]

"""Publishing over HTTP, as a zip and as loose files."""

import io
import zipfile
from collections.abc import Mapping

from service.library import read_directory
from tests.integration.api.conftest import ROOT, Api

PATH = "processes/demo/short_referral.bpmn"


def zipped(files: Mapping[str, bytes]) -> tuple[io.BytesIO, str]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    packed.seek(0)
    return packed, "library.zip"


def with_change(old: bytes, new: bytes) -> dict[str, bytes]:
    files = dict(read_directory(ROOT, "demo"))
    assert old in files[PATH]
    return {**files, PATH: files[PATH].replace(old, new)}


RING = with_change(b"Call the family", b"Ring the family")


def publish(api: Api, files: Mapping[str, bytes], *, status: int, path: str = "/releases") -> dict[str, object]:
    data = {"authority": "demo", "archive": zipped(files)}
    return api.person("demo.owner").send("POST", path, status=status, data=data)


def test_the_same_library_is_not_published_twice(api: Api):
    published = publish(api, read_directory(ROOT, "demo"), status=201)

    assert (published["created"], published["number"]) == (False, 1)


def test_a_changed_library_waits_for_a_process_owner(api: Api):
    case = api.start_case()
    publisher = api.person("demo.owner")
    data = {"authority": "demo", "note": "Plainer words", "archive": zipped(RING)}

    proposed = publisher.send("POST", "/releases", status=202, data=data)

    assert publisher.last.headers["Location"].endswith(f"/api/v1/drafts/{proposed['draft_id']}")
    draft = publisher.get(f"/drafts/{proposed['draft_id']}")
    assert (draft["status"], draft["title"], draft["digest"]) == ("sent", "Plainer words", proposed["digest"])
    program = api.program()
    assert b"Call the family" in program.get("/processes/short_referral/diagram")
    owner = api.person("demo.owner.two")
    owner.post(f"/drafts/{draft['id']}/approve", {"digest": draft["digest"]})
    made = program.post(f"/drafts/{draft['id']}/publish", {"digest": draft["digest"]}, status=201)
    release = program.get(f"/releases/{made['release_id']}")
    assert (release["number"], release["is_current"], release["approver"]) == (2, True, "demo.owner.two")
    assert b"Ring the family" in program.get(f"/releases/{made['release_id']}/files/{PATH}")
    assert b"Ring the family" in program.get("/processes/short_referral/diagram")
    assert b"Call the family" in program.get(f"/instances/{case['instance_id']}/diagram")


def test_loose_files_do_as_well(api: Api):
    parts = [(io.BytesIO(content), path) for path, content in RING.items()]

    proposed = api.person("demo.owner").send(
        "POST", "/releases", status=202, data={"authority": "demo", "note": "Plainer words.", "files": parts}
    )

    assert proposed["draft_id"]


def test_a_key_is_bound_to_the_files_that_were_sent_with_it(api: Api):
    def send(files: Mapping[str, bytes], *, status: int, **more: str) -> dict[str, object]:
        data = {"authority": "demo", "archive": zipped(files), **more}
        return program.send("POST", "/releases", status=status, data=data, headers={"Idempotency-Key": "k"})

    program = api.program()
    first = send(RING, status=202)

    assert send(RING, status=202) == first
    assert send(with_change(b"Call the family", b"Phone the family"), status=409)["type"] == "/problems/conflict"
    send(RING, status=409, note="Other words")


def test_a_library_with_errors_is_refused_with_its_findings(api: Api):
    broken = with_change(b'camunda:formRef="demo_triage"', b'camunda:formRef="no_such_form"')

    problem = publish(api, broken, status=422)

    assert problem["type"] == "/problems/publication-refused"
    assert {"element": "Task_TriageReferral", "file": PATH}.items() <= problem["findings"][0].items()
    assert len(api.program().get("/releases")["items"]) == 1


def test_checking_writes_nothing(api: Api):
    broken = with_change(b'camunda:formRef="demo_triage"', b'camunda:formRef="no_such_form"')

    findings = publish(api, broken, status=200, path="/releases/check")["findings"]

    assert findings[0]["remedy"]
    assert len(api.program().get("/releases")["items"]) == 1


def test_another_authoritys_library_cannot_be_published(api: Api):
    data = {"authority": "haringey", "archive": zipped({"processes/haringey/README.md": b"# Haringey"})}

    api.person("demo.owner").send("POST", "/releases", status=403, data=data)


def test_workers_do_not_publish(api: Api):
    data = {"authority": "demo", "archive": zipped(read_directory(ROOT, "demo"))}

    api.person("demo.worker").send("POST", "/releases", status=403, data=data)


def test_what_a_form_asks_is_described(api: Api):
    form = api.program().get("/forms/demo_triage")

    assert "accepted" in form["schema"]["properties"]

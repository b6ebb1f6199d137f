"""A change of the procedure over HTTP, from the copy of the live release to the next one."""

import hashlib
from typing import Any

import pytest

from tests.integration.api.conftest import Api, AuditingClient, begun

README = "processes/demo/README.md"
WORDS = {"reason": "Workers asked for it", "change_note": "Plainer words in the readme"}


def put(
    client: AuditingClient, draft: str, content: bytes, *, status: int = 200, path: str = README, **headers: str
) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.send("PUT", f"/drafts/{draft}/files/{path}", status=status, data=content, headers=sent)


def seen(client: AuditingClient, draft: str, path: str = README) -> str:
    client.get(f"/drafts/{draft}/files/{path}")
    return client.last.headers["ETag"]


def saved(client: AuditingClient, draft: str, content: bytes = b"# Changed\n", path: str = README) -> Any:
    return put(client, draft, content, path=path, If_Match=seen(client, draft, path))


def sent(client: AuditingClient) -> tuple[str, str]:
    """A draft that waits for approval, and the digest of its content."""
    draft = begun(client)
    saved(client, draft)
    client.get(f"/drafts/{draft}")
    answer = client.post(f"/drafts/{draft}/send", WORDS, headers={"If-Match": client.last.headers["ETag"]})
    return draft, answer["digest"]


def test_from_the_live_release_to_the_next(api: Api):
    one, two = api.person("demo.owner"), api.person("demo.owner.two")
    draft, digest = sent(one)

    assert two.get(f"/drafts/{draft}")["may_decide"] is True
    two.post(f"/drafts/{draft}/approve", {"digest": digest})
    published = one.post(f"/drafts/{draft}/publish", {"digest": digest}, status=201)

    release = one.get(f"/releases/{published['release_id']}")
    assert (release["number"], release["authors"], release["approver"]) == (2, ["demo.owner"], "demo.owner.two")
    assert one.get("/drafts")["items"] == []
    done = one.send("GET", "/drafts", status=200, query_string={"status": "published"})
    assert [each["id"] for each in done["items"]] == [draft]


def test_a_program_sends_a_draft_that_one_person_approves_and_another_publishes(api: Api):
    program = api.program()
    draft, digest = sent(program)

    program.post(f"/drafts/{draft}/approve", {"digest": digest}, status=403)
    program.post(f"/drafts/{draft}/return", {"digest": digest, "reason": "No"}, status=403)
    approver = api.person("demo.owner")
    approver.post(f"/drafts/{draft}/approve", {"digest": digest})
    for refused in (program, approver):
        refused.post(f"/drafts/{draft}/publish", {"digest": digest}, status=403)
    api.person("demo.owner.two").post(f"/drafts/{draft}/publish", {"digest": digest}, status=201)


def test_nobody_approves_what_they_had_a_hand_in(api: Api):
    one = api.person("demo.owner")
    draft, digest = sent(one)

    one.post(f"/drafts/{draft}/approve", {"digest": digest}, status=403)
    one.post(f"/drafts/{draft}/publish", {"digest": digest}, status=409)


def test_an_approval_is_of_what_was_looked_at(api: Api):
    one, two = api.person("demo.owner"), api.person("demo.owner.two")
    draft, digest = sent(one)
    saved(one, draft, b"# Changed again\n")

    two.post(f"/drafts/{draft}/approve", {"digest": digest}, status=409)


def test_a_draft_that_is_given_back_can_be_changed_and_sent_again(api: Api):
    one, two = api.person("demo.owner"), api.person("demo.owner.two")
    draft, digest = sent(one)

    two.post(f"/drafts/{draft}/return", {"digest": digest, "reason": "Say it in the form, too"})

    found = one.get(f"/drafts/{draft}")
    assert (found["status"], found["approvals"][0]["reason"]) == ("editing", "Say it in the form, too")


def test_a_file_is_saved_over_what_was_seen_and_nothing_else(api: Api):
    one = api.person("demo.owner")
    draft = begun(one)
    first = seen(one, draft)

    put(one, draft, b"# One\n", If_Match=first)
    put(one, draft, b"# Two\n", If_Match=first, status=412)
    put(one, draft, b"# Two\n", status=422)
    put(one, draft, b"# Two\n", If_None_Match="*", status=412)

    assert one.get(f"/drafts/{draft}/files/{README}") == b"# One\n"
    assert one.last.headers["ETag"].strip('"') == hashlib.sha256(b"# One\n").hexdigest()


def test_files_are_added_and_taken_out_and_earlier_versions_stay(api: Api):
    one = api.person("demo.owner")
    draft, path = begun(one), "processes/demo/letters/second.md"

    put(one, draft, b"first\n", path=path, If_None_Match="*")
    saved(one, draft, b"second\n", path=path)
    one.send("DELETE", f"/drafts/{draft}/files/{path}", status=200, headers={"If-Match": seen(one, draft, path)})

    one.get(f"/drafts/{draft}/files/{path}", status=404)
    entries = one.get(f"/drafts/{draft}/history", path=path)["items"]
    assert [entry["action"] for entry in entries] == ["removed", "saved", "saved"]
    assert one.get(f"/drafts/{draft}/versions/{entries[2]['revision']}") == b"first\n"
    assert {file["state"] for file in one.get(f"/drafts/{draft}/files")["items"]} == {"same"}


def test_checks_say_what_forbids_publication(api: Api):
    one = api.person("demo.owner")
    draft, path = begun(one), "processes/demo/short_referral.bpmn"
    broken = one.get(f"/drafts/{draft}/files/{path}").replace(b'formRef="demo_triage"', b'formRef="nothing"')
    saved(one, draft, broken, path=path)

    found = one.get(f"/drafts/{draft}/checks", path=path)

    assert {"severity": "error", "element": "Task_TriageReferral"}.items() <= found["findings"][0].items()
    assert one.get(f"/drafts/{draft}/checks", path=README)["findings"] == []
    one.get(f"/drafts/{draft}")
    etag = {"If-Match": one.last.headers["ETag"]}
    problem = one.post(f"/drafts/{draft}/send", WORDS, status=422, headers=etag)
    assert problem["findings"][0]["element"] == "Task_TriageReferral"


def test_a_dangerous_file_is_not_even_kept(api: Api):
    one = api.person("demo.owner")
    draft, path = begun(one), "processes/demo/short_referral.bpmn"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><definitions>&a;</definitions>'

    problem = put(one, draft, bomb, path=path, If_Match=seen(one, draft, path), status=422)

    assert problem["findings"][0]["remedy"]
    assert all(file["state"] == "same" for file in one.get(f"/drafts/{draft}/files")["items"])


@pytest.mark.parametrize(
    "path", ["../secret", "processes/kent/README.md", "processes/demo/x.exe", "processes/demo/%00"]
)
def test_a_file_has_its_place(api: Api, path: str):
    one = api.person("demo.owner")

    status = 404 if "%00" in path else 422
    answer = one.client.put(
        f"/api/v1/drafts/{begun(one)}/files/{path}", data=b"x", headers={**one.headers, "If-None-Match": "*"}
    )

    assert answer.status_code in {status, 404}


def test_a_file_is_sent_as_it_is_and_not_too_large(api: Api):
    one = api.person("demo.owner")
    draft = begun(one)
    etag = seen(one, draft)

    put(one, draft, b"a=b", If_Match=etag, Content_Type="application/x-www-form-urlencoded", status=415)
    put(one, draft, b"x" * (3 * 1024 * 1024 + 1), If_Match=etag, status=413)


def test_a_release_for_a_later_day_can_be_withdrawn(api: Api):
    one = api.person("demo.owner")
    draft, digest = sent(one)
    api.person("demo.owner.two").post(f"/drafts/{draft}/approve", {"digest": digest})
    later = (api.clock.now().date().replace(day=28)).isoformat()
    body = {"digest": digest, "effective_on": later}

    planned = one.post(f"/drafts/{draft}/publish", body, status=201)
    withdrawn = one.post(f"/releases/{planned['release_id']}/withdraw", {"reason": "The training is later"})

    assert (planned["planned"], planned["effective_from"][:10]) == (True, later)
    assert withdrawn["draft_id"] == draft
    assert one.get(f"/drafts/{draft}")["status"] == "approved"


def test_a_draft_is_brought_up_to_what_was_published_meanwhile(api: Api):
    one, two = api.person("demo.owner"), api.person("demo.owner.two")
    waiting = begun(one)
    saved(one, waiting, b"# Ours\n")
    draft, digest = sent(one)
    two.post(f"/drafts/{draft}/approve", {"digest": digest})
    one.post(f"/drafts/{draft}/publish", {"digest": digest}, status=201)

    found = one.get(f"/drafts/{waiting}")
    etag = {"If-Match": one.last.headers["ETag"]}
    assert (found["is_behind"], found["conflicts"]) == (True, [README])
    problem = one.post(f"/drafts/{waiting}/renew", {}, status=422, headers=etag)
    assert README in problem["errors"]
    renewed = one.post(f"/drafts/{waiting}/renew", {"ours": [README]}, headers=etag)

    assert renewed["base"] == 2
    assert one.get(f"/drafts/{waiting}/files/{README}") == b"# Ours\n"


def test_a_draft_that_is_given_up_stays_readable(api: Api):
    one = api.person("demo.owner")
    draft = begun(one)

    one.post(f"/drafts/{draft}/discard")

    assert one.get(f"/drafts/{draft}")["status"] == "discarded"
    put(one, draft, b"# Late\n", If_Match=seen(one, draft), status=409)


def test_workers_see_no_drafts(api: Api):
    draft = begun(api.person("demo.owner"))

    api.person("demo.worker").get(f"/drafts/{draft}", status=403)
    api.person("demo.worker").get("/drafts", status=403)

"""What drafts and releases change, over HTTP."""

from tests.integration.api.conftest import Api, begun
from tests.integration.api.test_drafts import saved, sent

SCREENING = "processes/demo/README.md"


def test_what_a_draft_changes_is_told_in_words_and_part_by_part(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    nothing = owner.get(f"/drafts/{draft}/difference")
    saved(owner, draft)

    told = owner.get(f"/drafts/{draft}/difference")

    assert (nothing["words"], nothing["sections"], nothing["before"]) == ([], [], 1)
    assert (told["after"], told["digest"]) == (None, owner.get(f"/drafts/{draft}")["digest"])
    assert told["words"] == [section["words"][0] for section in told["sections"]]
    assert [(section["subject"], section["id"]) for section in told["sections"]] == [("files", SCREENING)]


def test_what_a_release_changed_is_told_against_the_one_before_it(api: Api):
    one, two = api.person("demo.owner"), api.person("demo.owner.two")
    draft, digest = sent(one)
    two.post(f"/drafts/{draft}/approve", {"digest": digest})
    release = one.post(f"/drafts/{draft}/publish", {"digest": digest}, status=201)["release_id"]

    told = one.get(f"/releases/{release}/difference")

    assert (told["before"], told["after"]) == (1, 2)
    assert told["words"]
    assert one.get(f"/releases/{release}/difference", against=2)["words"] == []
    assert one.get(f"/releases/{release}/difference", against=9, status=404)


def test_a_draft_that_cannot_be_read_has_findings_instead(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    saved(owner, draft, b"id: [", path="processes/demo/authority.yaml")

    assert owner.get(f"/drafts/{draft}/difference", status=422)["findings"]


def test_only_process_owners_read_what_changes(api: Api):
    draft = begun(api.person("demo.owner"))

    api.person("demo.worker").get(f"/drafts/{draft}/difference", status=403)

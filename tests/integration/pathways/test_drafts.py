"""Drafts of libraries: begun, saved, removed from, discarded, read."""

import hashlib
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Scope, system_actor, verify_stream
from service.clocks.clock import VirtualClock
from service.errors import (
    FileRefusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PublicationRefusedError,
    StaleVersionError,
    WrongStateError,
)
from service.library import digest, read_directory
from service.models import DraftVersion, LibraryDraft, db
from service.pathways.begin_draft import begin_draft
from service.pathways.discard_draft import discard_draft
from service.pathways.idempotency import Idempotency
from service.pathways.queries.changes import draft_changes
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.queries.drafts import (
    draft_file,
    draft_history,
    draft_version_file,
    get_draft,
    list_drafts,
)
from service.pathways.queries.paging import PageRequest
from service.pathways.remove_draft_file import remove_draft_file
from service.pathways.save_draft_file import save_draft_file
from tests.integration.builders import AUTHORITY, LIBRARY, client, last_audit, later, person
from tests.integration.drafting import README, SUPPORT, add_owners, begun, saved, seen, shown

CHANGED = b"# Changed\n"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"""
SHARED = "processes/shared/urgent_concern.bpmn"


@pytest.fixture
def library() -> dict[str, bytes]:
    return dict(read_directory(LIBRARY, AUTHORITY))


@pytest.fixture
def draft(rolled_back: Flask, clock: VirtualClock) -> UUID:
    add_owners(clock)
    return begun(clock)


def save(draft_id: UUID, path: str, content: bytes, clock: VirtualClock, *, if_match: str | None):
    return save_draft_file(
        draft_id=draft_id, path=path, content=content, if_match=if_match, actor=person("owner.one"), clock=clock
    )


def test_a_draft_begins_as_the_live_release(draft: UUID, library):
    view = shown(draft)

    assert (view.title, view.owner, view.status, view.base) == ("Plainer words", "owner.one", "editing", 1)
    assert view.digest == digest(library)
    assert {file.path for file in view.files} == set(library)
    assert {file.state for file in view.files} == {"same"}
    assert draft_file(draft_id=draft, path=README, actor=person("owner.one")) == library[README]


def test_a_form_that_is_sent_twice_begins_one_draft(draft: UUID, clock: VirtualClock):
    once = Idempotency(key="k", fingerprint="f")
    who = {"actor": person("owner.one"), "clock": clock}

    first, second = (begin_draft(title="A step", idempotency=once, **who) for _ in range(2))

    assert first == second
    assert db.session.scalar(select(func.count()).select_from(LibraryDraft)) == 2


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_draft_has_a_title_of_some_length(draft: UUID, clock: VirtualClock, title: str):
    with pytest.raises(InvalidInputError):
        begin_draft(title=title, actor=person("owner.one"), clock=clock)


def test_only_process_owners_of_the_authority_know_of_its_drafts(draft: UUID, clock: VirtualClock):
    with pytest.raises(NotAllowedError):
        begin_draft(title="Mine", actor=person("manager.west"), clock=clock)
    with pytest.raises(NotAllowedError):
        get_draft(draft_id=draft, actor=person("manager.west"))
    with pytest.raises(NotAllowedError):
        get_draft(draft_id=draft, actor=client(Scope.RELEASES_READ))
    with pytest.raises(NotAllowedError):
        list_drafts(actor=person("worker.west"), page=PageRequest())
    with pytest.raises(NotFoundError):
        get_draft(draft_id=draft, actor=system_actor(authority="elsewhere"))
    with pytest.raises(NotAllowedError):
        begin_draft(title="Theirs", authority="elsewhere", actor=person("owner.one"), clock=clock)


def test_a_saved_file_stands_in_the_draft_and_not_in_the_release(draft: UUID, clock: VirtualClock, library):
    made = saved(draft, clock, content=CHANGED)

    view = shown(draft)
    assert (made.changed, made.revision, made.sha256) == (True, 2, hashlib.sha256(CHANGED).hexdigest())
    assert {file.path: file.state for file in view.files if file.state != "same"} == {README: "changed"}
    assert view.digest == digest({**library, README: CHANGED})
    assert draft_file(draft_id=draft, path=README, actor=person("owner.one")) == CHANGED


def test_the_same_content_again_is_no_change(draft: UUID, clock: VirtualClock):
    saved(draft, clock, content=CHANGED)

    again = save(draft, README, CHANGED, clock, if_match="something older")

    assert (again.changed, again.revision) == (False, 2)


def test_of_two_windows_the_second_is_told_that_its_file_is_old(draft: UUID, clock: VirtualClock):
    before = seen(draft, README)
    save(draft, README, CHANGED, clock, if_match=before)

    with pytest.raises(StaleVersionError):
        save(draft, README, b"# Other\n", clock, if_match=before)
    with pytest.raises(StaleVersionError):
        save(draft, README, b"# Other\n", clock, if_match=None)

    assert draft_file(draft_id=draft, path=README, actor=person("owner.one")) == CHANGED


def test_two_files_are_changed_without_getting_in_each_others_way(draft: UUID, clock: VirtualClock, library):
    readme, diagram = seen(draft, README), seen(draft, SUPPORT)

    save(draft, README, CHANGED, clock, if_match=readme)
    save(draft, SUPPORT, library[SUPPORT] + b"\n", clock, if_match=diagram)

    assert shown(draft).revision == 3


def test_a_file_that_is_put_back_is_no_longer_the_drafts_own(draft: UUID, clock: VirtualClock, library):
    saved(draft, clock, content=CHANGED)

    saved(draft, clock, content=library[README])

    view = shown(draft)
    assert {file.state for file in view.files} == {"same"}
    assert (view.revision, view.digest) == (3, digest(library))


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("processes/test/support.bpmn", ENTITIES, "xml-doctype"),
        ("processes/test/deadlines.dmn", ENTITIES, "xml-doctype"),
        ("processes/test/new.bpmn", b"<a>" * 100 + b"</a>" * 100, "xml-too-deep"),
        ("processes/test/new.bpmn", b"<a>" + b"<b/>" * 20_001 + b"</a>", "xml-too-many-elements"),
        ("processes/test/new.bpmn", b"no diagram", "xml-not-readable"),
        ("processes/test/README.md", b"x" * (3 * 1024 * 1024 + 1), "files-too-large"),
        ("processes/test/README.md", b"\xff\xfe", "file-not-text"),
        ("forms/test/new.form", b"[" * 100_000, "form-not-json"),
        ("processes/test/../demo/README.md", b"x", "file-outside"),
        ("/etc/passwd", b"x", "file-outside"),
        ("processes/elsewhere/README.md", b"x", "file-unknown"),
        ("processes/test/run.sh", b"x", "file-unknown"),
    ],
)
def test_hostile_files_are_refused_with_what_is_wrong(
    draft: UUID, clock: VirtualClock, path: str, content: bytes, code: str
):
    with pytest.raises(FileRefusedError) as refused:
        save(draft, path, content, clock, if_match=seen(draft, path))

    assert [finding.code for finding in refused.value.findings] == [code]
    assert refused.value.findings[0].message in str(refused.value)
    assert shown(draft).revision == 1


def test_a_library_grows_no_larger_than_one_that_is_published(
    draft: UUID, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("service.library.files.MAX_FILES", len(shown(draft).files))

    with pytest.raises(FileRefusedError) as refused:
        save(draft, "forms/test/one_more.form", b"{}", clock, if_match=None)

    assert [finding.code for finding in refused.value.findings] == ["files-too-many"]


def test_a_file_of_several_authorities_is_replaced_by_an_own_one(draft: UUID, clock: VirtualClock, library):
    changed = library[SHARED] + b"\n"

    with pytest.raises(FileRefusedError) as refused:
        save(draft, SHARED, changed, clock, if_match=seen(draft, SHARED))
    save(draft, "processes/test/urgent_concern.bpmn", changed, clock, if_match=None)

    assert "processes/test/urgent_concern.bpmn" in refused.value.findings[0].remedy
    assert draft_findings(draft_id=draft, actor=person("owner.one")).errors == ()


def test_a_file_of_several_authorities_stays(draft: UUID, clock: VirtualClock):
    asked = {"draft_id": draft, "path": SHARED, "if_match": seen(draft, SHARED), "clock": clock}

    with pytest.raises(FileRefusedError):
        remove_draft_file(actor=person("owner.one"), **asked)

    assert seen(draft, SHARED) is not None


def test_a_file_of_several_authorities_that_was_taken_out_is_put_back_as_it_was(
    draft: UUID, clock: VirtualClock, library
):
    before = shown(draft).digest
    remove_draft_file(draft_id=draft, path=SHARED, if_match=seen(draft, SHARED), actor=system_actor(), clock=clock)

    with pytest.raises(FileRefusedError):
        save(draft, SHARED, library[SHARED] + b"\n", clock, if_match=None)
    save(draft, SHARED, library[SHARED], clock, if_match=None)

    assert shown(draft).digest == before


def test_a_removed_file_is_gone_and_stays_in_the_history(draft: UUID, clock: VirtualClock, library):
    saved(draft, clock, content=CHANGED)

    remove_draft_file(draft_id=draft, path=README, if_match=seen(draft, README), actor=person("owner.one"), clock=clock)

    view = shown(draft)
    assert {file.path: file.state for file in view.files if file.state != "same"} == {README: "removed"}
    assert view.digest == digest({path: content for path, content in library.items() if path != README})
    assert draft_version_file(draft_id=draft, revision=2, actor=person("owner.one")) == CHANGED
    with pytest.raises(NotFoundError):
        draft_file(draft_id=draft, path=README, actor=person("owner.one"))


def test_an_added_file_that_is_removed_leaves_the_draft_as_it_was(draft: UUID, clock: VirtualClock, library):
    path = "processes/test/letters/new.md"
    saved(draft, clock, path=path, content=b"Dear family")

    remove_draft_file(draft_id=draft, path=path, if_match=seen(draft, path), actor=person("owner.one"), clock=clock)

    assert shown(draft).digest == digest(library)
    with pytest.raises(NotFoundError):
        remove_draft_file(draft_id=draft, path=path, if_match="x", actor=person("owner.one"), clock=clock)


def test_a_file_that_somebody_changed_is_not_removed_unseen(draft: UUID, clock: VirtualClock):
    before = seen(draft, README)
    saved(draft, clock, content=CHANGED)

    with pytest.raises(StaleVersionError):
        remove_draft_file(draft_id=draft, path=README, if_match=before, actor=person("owner.one"), clock=clock)


def test_a_discarded_draft_can_be_read_and_not_changed(draft: UUID, clock: VirtualClock):
    discard_draft(draft_id=draft, actor=person("owner.one"), clock=clock)

    assert (shown(draft).status, shown(draft).may_be_changed) == ("discarded", False)
    with pytest.raises(WrongStateError):
        saved(draft, clock)
    with pytest.raises(WrongStateError):
        discard_draft(draft_id=draft, actor=person("owner.one"), clock=clock)


def test_the_history_says_who_changed_what_and_when(draft: UUID, clock: VirtualClock):
    later(clock, hours=1)
    made = saved(draft, clock, content=CHANGED, by="owner.two")

    page = draft_history(draft_id=draft, actor=person("owner.one"), page=PageRequest())

    assert [(each.revision, each.by, each.action, each.path) for each in page.items] == [
        (2, "owner.two", "saved", README),
        (1, "owner.one", "begun", None),
    ]
    assert (page.items[0].at, page.items[0].sha256) == (clock.now(), made.sha256)
    assert page.items[0].digest == shown(draft).digest
    assert shown(draft).authors == ("owner.one", "owner.two")


def test_a_long_history_comes_in_pages(draft: UUID, clock: VirtualClock):
    for number in range(3):
        saved(draft, clock, content=f"# {number}\n".encode())
    actor = person("owner.one")

    first = draft_history(draft_id=draft, actor=actor, page=PageRequest(limit=3))
    second = draft_history(draft_id=draft, actor=actor, page=PageRequest(limit=3, cursor=first.next_cursor))

    assert [each.revision for each in (*first.items, *second.items)] == [4, 3, 2, 1]


def test_every_change_is_in_the_audit_chain_of_the_authority(draft: UUID, clock: VirtualClock):
    made = saved(draft, clock, content=CHANGED)

    entry = last_audit()
    assert (entry.stream, entry.action, entry.subject) == (f"authority:{AUTHORITY}", "change draft", f"draft {draft}")
    assert (entry.details["path"], entry.details["sha256"]) == (README, made.sha256)
    assert verify_stream(entry.stream).intact
    assert db.session.scalar(select(func.count()).select_from(DraftVersion)) == 2


def test_the_list_shows_open_drafts_changed_last_first(draft: UUID, clock: VirtualClock):
    later(clock, hours=1)
    other = begun(clock, by="owner.two", title="A new step")
    gone = begun(clock, title="Given up")
    discard_draft(draft_id=gone, actor=person("owner.one"), clock=clock)
    actor = person("owner.three")

    everybodys = list_drafts(actor=actor, page=PageRequest())
    of_one = list_drafts(actor=actor, page=PageRequest(), owner="owner.two")

    assert [each.id for each in everybodys.items] == [other, draft]
    assert [each.id for each in of_one.items] == [other]


def test_findings_name_file_and_element(draft: UUID, clock: VirtualClock, library):
    broken = library[SUPPORT].replace(b'camunda:formRef="triage"', b'camunda:formRef="missing"')
    saved(draft, clock, path=SUPPORT, content=broken)
    actor = person("owner.one")

    found = draft_findings(draft_id=draft, actor=actor)

    assert (SUPPORT, "Task_Triage") in [(finding.file, finding.element) for finding in found.errors]
    assert draft_findings(draft_id=draft, actor=actor, path=README).findings == ()
    assert found.digest == shown(draft).digest


def test_the_difference_from_the_live_release_is_told_in_words(draft: UUID, clock: VirtualClock, library):
    none = draft_changes(draft_id=draft, actor=person("owner.one")).difference
    changed = library[SUPPORT].replace(b'name="Triage the referral"', b'name="First look"')
    assert changed != library[SUPPORT]
    saved(draft, clock, path=SUPPORT, content=changed)

    told = draft_changes(draft_id=draft, actor=person("owner.one")).difference

    assert none.words == ()
    assert any("First look" in sentence for sentence in told.words)


def test_a_draft_that_cannot_be_read_has_findings_and_no_difference(draft: UUID, clock: VirtualClock):
    saved(draft, clock, path="processes/test/authority.yaml", content=b"id: [")
    actor = person("owner.one")

    assert "yaml-unreadable" in [finding.code for finding in draft_findings(draft_id=draft, actor=actor).errors]
    with pytest.raises(PublicationRefusedError):
        draft_changes(draft_id=draft, actor=actor)

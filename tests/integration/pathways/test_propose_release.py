"""A folder that comes in is the first release, or a draft that waits for a second person."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Actor, Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import FileRefusedError, NotAllowedError, PublicationRefusedError
from service.library import read_directory
from service.models import LibraryDraft, db
from service.pathways.clients import add_client
from service.pathways.idempotency import Idempotency
from service.pathways.propose_release import ProposedRelease, propose_release
from service.pathways.queries.drafts import draft_history
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.releases import get_release
from service.pathways.releases import current_release
from tests.integration.builders import AUTHORITY, LIBRARY, client, person
from tests.integration.drafting import README, SUPPORT, add_owners, decided, published, shown

CHANGED = {README: b"# Changed\n"}
LETTER = "processes/test/letters/visit.md"


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(read_directory(LIBRARY, AUTHORITY))


@pytest.fixture
def program() -> Actor:
    return client(Scope.RELEASES_PUBLISH)


def propose(files: dict[str, bytes], clock: VirtualClock, actor: Actor, **more: object) -> ProposedRelease:
    return propose_release(authority=AUTHORITY, files=files, actor=actor, clock=clock, **more)


def draft_of(proposed: ProposedRelease) -> UUID:
    assert proposed.draft_id is not None
    return UUID(proposed.draft_id)


def drafts() -> int:
    return db.session.scalar(select(func.count()).select_from(LibraryDraft)) or 0


def test_a_changed_folder_waits_for_a_second_person(clock: VirtualClock, files, program: Actor):
    proposed = propose(files | CHANGED, clock, program, note="Plainer words\nin the readme", reason="Asked for")

    view = shown(draft_of(proposed))
    assert (proposed.release_id, proposed.number, proposed.created) == (None, None, True)
    assert (view.status, view.title, view.owner) == ("sent", "Plainer words in the readme", "client one")
    assert (view.reason, view.change_note) == ("Asked for", "Plainer words\nin the readme")
    assert [file.path for file in view.files if file.state != "same"] == [README]
    assert view.digest == proposed.digest
    assert current_release(AUTHORITY).number == 1


def test_it_is_approved_and_published_like_any_draft(clock: VirtualClock, files, program: Actor):
    draft_id = draft_of(propose(files | CHANGED, clock, program))

    decided(draft_id, clock, by="owner.one")
    made = published(draft_id, clock, by="owner.two")

    release = get_release(release_id=UUID(made.release_id), actor=person("owner.one"))
    assert (made.number, release.is_current) == (2, True)
    assert (release.authors, release.approver) == (("client one",), "owner.one")


def test_whoever_sent_it_does_not_approve_it(clock: VirtualClock, files):
    draft_id = draft_of(propose(files | CHANGED, clock, person("owner.one")))

    with pytest.raises(NotAllowedError):
        decided(draft_id, clock, by="owner.one")


def test_whoever_gave_the_program_its_token_does_not_approve_what_it_sent(clock: VirtualClock, files, program: Actor):
    add_client(
        name=program.name,
        scopes=(Scope.RELEASES_PUBLISH,),
        expires_at=clock.now() + timedelta(days=1),
        actor=person("owner.one"),
        clock=clock,
    )
    draft_id = draft_of(propose(files | CHANGED, clock, program))

    with pytest.raises(NotAllowedError):
        decided(draft_id, clock, by="owner.one")

    assert (shown(draft_id).may_decide, shown(draft_id, to="owner.two").may_decide) == (False, True)
    decided(draft_id, clock, by="owner.two")


def test_without_words_of_its_own_it_says_what_differs(clock: VirtualClock, files, program: Actor):
    del files[LETTER]

    view = shown(draft_of(propose(files | CHANGED, clock, program)))

    assert (view.title, view.reason) == ("Folder sent by client one", "Folder sent by client one.")
    assert view.change_note == f"Files that differ: {README}, {LETTER}."


def test_what_is_taken_out_and_added_is_so_in_the_draft(clock: VirtualClock, files, program: Actor):
    added = "processes/test/letters/second.md"
    files[added] = files.pop(LETTER)

    view = shown(draft_of(propose(files, clock, program)))

    assert {file.path: file.state for file in view.files if file.state != "same"} == {LETTER: "removed", added: "added"}
    history = draft_history(draft_id=view.id, actor=person("owner.one"), page=PageRequest()).items
    assert [entry.action for entry in history] == ["saved", "removed", "begun"]


def test_the_same_folder_again_is_the_same_draft(clock: VirtualClock, files, program: Actor):
    first = propose(files | CHANGED, clock, program)

    again = propose(files | CHANGED, clock, program)

    assert (again.draft_id, again.created, drafts()) == (first.draft_id, False, 1)


def test_the_same_request_again_gets_the_same_answer(clock: VirtualClock, files, program: Actor):
    key = Idempotency(key="k", fingerprint="f")

    first = propose(files | CHANGED, clock, program, idempotency=key)

    assert propose(files | CHANGED, clock, program, idempotency=key) == first


def test_what_is_live_needs_no_approval(clock: VirtualClock, files, program: Actor):
    proposed = propose(files, clock, program)

    assert (proposed.number, proposed.created, proposed.draft_id, drafts()) == (1, False, None, 0)


def test_the_first_release_of_an_authority_is_live_at_once(clock: VirtualClock, files):
    renamed = {path.replace("/test/", "/second/"): content for path, content in files.items()}
    settings = "processes/second/authority.yaml"
    renamed[settings] = renamed[settings].replace(b"id: test", b"id: second", 1)

    proposed = propose_release(authority="second", files=renamed, actor=system_actor("command line"), clock=clock)

    assert (proposed.number, proposed.created, proposed.draft_id) == (1, True, None)
    assert current_release("second").number == 1


def test_a_folder_with_errors_is_refused_whole(clock: VirtualClock, files, program: Actor):
    files[SUPPORT] = files[SUPPORT].replace(b'camunda:formRef="triage"', b'camunda:formRef="missing"')

    with pytest.raises(PublicationRefusedError):
        propose(files, clock, program)

    assert drafts() == 0


def test_only_operators_bring_shared_files(clock: VirtualClock, files, program: Actor):
    shared = next((path for path in files if "/shared/" in path), None)
    assert shared is not None
    changed = {**files, shared: files[shared].replace(b"</", b" </", 1)}

    with pytest.raises(FileRefusedError, match="Several authorities"):
        propose(changed, clock, program)
    by_operator = propose(changed, clock, system_actor("command line"))

    assert [file.path for file in shown(draft_of(by_operator)).files if file.state != "same"] == [shared]
    assert drafts() == 1

"""Two process owners at once, on two connections, with real commits."""

from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from service.access import authority_stream, verify_stream
from service.clocks.clock import VirtualClock
from service.errors import StaleVersionError, WrongStateError
from service.models import ApprovalDecision, DraftVersion, Release, db
from service.pathways.activate_release import ActivatedRelease, activate_release
from service.pathways.decide_approval import decide_approval
from service.pathways.publish_draft import PublishedDraft, publish_draft
from service.pathways.save_draft_file import SavedDraftFile, save_draft_file
from service.pathways.withdraw_release import WithdrawnRelease, withdraw_release
from tests.integration.builders import AUTHORITY, later, person
from tests.integration.drafting import README, SUPPORT, add_owners, approved, begun, published, saved, seen, sent, shown
from tests.integration.pathways.test_concurrency import at_once


def kinds(outcomes: list[object]) -> set[type]:
    return {type(outcome) for outcome in outcomes}


def test_of_two_who_save_the_same_file_one_is_told(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        draft = begun(clock)
        before, people = seen(draft, README), [person("owner.one"), person("owner.two")]

    def save(number: int):
        content = f"# {number}\n".encode()
        return save_draft_file(
            draft_id=draft, path=README, content=content, if_match=before, actor=people[number], clock=clock
        )

    outcomes = at_once(committed, lambda: save(0), lambda: save(1))

    assert kinds(outcomes) == {SavedDraftFile, StaleVersionError}


def test_two_who_save_two_files_both_succeed_and_the_history_has_both(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        draft = begun(clock)
        before = {path: seen(draft, path) for path in (README, SUPPORT)}
        people = {README: person("owner.one"), SUPPORT: person("owner.two")}

    def save(path: str, content: bytes):
        return save_draft_file(
            draft_id=draft, path=path, content=content, if_match=before[path], actor=people[path], clock=clock
        )

    outcomes = at_once(committed, lambda: save(README, b"# Changed\n"), lambda: save(SUPPORT, b"<a/>"))

    assert kinds(outcomes) == {SavedDraftFile}
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(DraftVersion)) == 3
        assert verify_stream(authority_stream(AUTHORITY)).intact


def test_what_is_changed_while_it_is_approved_is_not_approved(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        draft = begun(clock)
        saved(draft, clock)
        digest, before = sent(draft, clock).digest, seen(draft, README)
        one, two = person("owner.one"), person("owner.two")

    at_once(
        committed,
        lambda: decide_approval(
            draft_id=draft, digest=digest, decision=ApprovalDecision.APPROVED, actor=two, clock=clock
        ),
        lambda: save_draft_file(
            draft_id=draft, path=README, content=b"# Else\n", if_match=before, actor=one, clock=clock
        ),
    )

    with committed.app_context():
        view = shown(draft)
    assert (view.status, view.may_be_published) == ("editing", False)
    assert [each.stands for each in view.approvals] in ([], [False])


def test_of_two_who_publish_one_draft_one_does(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        draft = approved(clock)
        digest, one, two = shown(draft).digest, person("owner.one"), person("owner.three")

    outcomes = at_once(
        committed,
        lambda: publish_draft(draft_id=draft, digest=digest, actor=one, clock=clock),
        lambda: publish_draft(draft_id=draft, digest=digest, actor=two, clock=clock),
    )

    assert kinds(outcomes) == {PublishedDraft, WrongStateError}
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(Release)) == 2


def test_of_two_drafts_on_one_release_the_second_takes_nothing_back(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        drafts = [approved(clock, content=b"# One\n"), approved(clock, content=b"# Two\n")]
        digests = {draft: shown(draft).digest for draft in drafts}
        actor = person("owner.one")

    def publish(draft):
        return publish_draft(draft_id=draft, digest=digests[draft], actor=actor, clock=clock)

    outcomes = at_once(committed, *[lambda draft=draft: publish(draft) for draft in drafts])

    assert kinds(outcomes) == {PublishedDraft, WrongStateError}


def test_a_release_that_is_withdrawn_on_its_day_goes_live_or_does_not(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        add_owners(clock)
        draft = approved(clock)
        day = (clock.now() + timedelta(days=1)).date()
        made, owner = published(draft, clock, effective_on=day), person("owner.one")
    later(clock, days=2)
    release_id = UUID(made.release_id)

    outcomes = at_once(
        committed,
        lambda: activate_release(release_id=release_id, clock=clock),
        lambda: withdraw_release(release_id=release_id, reason="Not yet", actor=owner, clock=clock),
    )

    assert kinds(outcomes) in ({ActivatedRelease, WrongStateError}, {type(None), WithdrawnRelease})
    with committed.app_context():
        went_live = db.session.get_one(Release, release_id).is_current
        assert went_live is isinstance(outcomes[0], ActivatedRelease)
        assert shown(draft).status == ("published" if went_live else "approved")

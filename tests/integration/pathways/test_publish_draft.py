"""From an approved draft to a release: at once, on its day, or not at all."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, StaleVersionError, WrongStateError
from service.library import read_directory
from service.models import Authority, Notification, Release, ReleaseFile, Role, RunningCases, db
from service.pathways import releases
from service.pathways.activate_release import RETRY, activate_release
from service.pathways.attempts import MOST_ATTEMPTS
from service.pathways.idempotency import Idempotency
from service.pathways.make_current_again import make_current_again
from service.pathways.notify import STANDING
from service.pathways.publish_draft import publish_draft
from service.pathways.publish_release import BUNDLE, publish_release
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.procedure import draft_of_release, lately_changed, standing_of
from service.pathways.queries.releases import get_release, list_releases, release_file
from service.pathways.releases import current_release
from service.pathways.renew_draft import renew_draft
from service.pathways.send_for_approval import send_for_approval
from service.pathways.sweep import sweep
from service.pathways.withdraw_release import withdraw_release
from tests.integration.builders import AUTHORITY, LIBRARY, last_audit, later, person, started
from tests.integration.drafting import (
    README,
    add_owners,
    approved,
    begun,
    decided,
    published,
    saved,
    seen,
    sent,
    shown,
)

FRIDAY = date(2026, 12, 18)
MIDNIGHT = datetime(2026, 12, 18, 0, 0, tzinfo=UTC)
SETTINGS = "processes/test/authority.yaml"
LETTER = "processes/test/letters/visit.md"


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def live() -> int:
    return current_release(AUTHORITY).number


def release(number: int) -> Release:
    statement = select(Release).where(Release.authority == AUTHORITY, Release.number == number)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def publish_folder(clock: VirtualClock, changes: dict[str, bytes]):
    files = {**read_directory(LIBRARY, AUTHORITY), **changes}
    return publish_release(authority=AUTHORITY, files=files, actor=BUNDLE, clock=clock)


def test_an_approved_draft_becomes_the_live_release(clock: VirtualClock):
    draft = approved(clock)

    made = published(draft, clock)

    assert (made.number, made.planned, live()) == (2, False, 2)
    view = shown(draft)
    assert (view.status, view.release_id, view.may_be_changed) == ("published", UUID(made.release_id), False)
    actor = person("owner.one")
    assert release_file(release_id=UUID(made.release_id), path=README, actor=actor) == b"# Changed\n"


def test_a_release_says_who_made_it_who_approved_it_and_why(clock: VirtualClock):
    published(approved(clock), clock, by="owner.three")

    newest = list_releases(actor=person("owner.one"), page=PageRequest(limit=1, sort="-number")).items[0]

    assert (newest.authors, newest.approver, newest.published_by) == (("owner.one",), "owner.two", "owner.three")
    assert (newest.reason, newest.note) == ("Workers asked for it", "Plainer words in the readme")
    assert (newest.effective_from, newest.is_planned) == (clock.now(), False)
    assert last_audit().action == "publish draft"
    assert last_audit().details["approver"] == "owner.two"


def test_a_draft_that_nobody_approved_is_not_published(clock: VirtualClock):
    draft = begun(clock)
    saved(draft, clock)

    with pytest.raises(WrongStateError, match="not approved"):
        published(draft, clock)
    sent(draft, clock)
    with pytest.raises(WrongStateError, match="not approved"):
        published(draft, clock)

    assert live() == 1


def test_an_approver_who_changes_the_draft_is_no_approver_any_more(clock: VirtualClock):
    draft = approved(clock)
    saved(draft, clock, by="owner.two", content=b"# Better\n")

    with pytest.raises(WrongStateError, match="not approved"):
        published(draft, clock)
    sent(draft, clock, by="owner.one")
    with pytest.raises(NotAllowedError):
        decided(draft, clock, by="owner.two")


def test_what_was_not_looked_at_is_not_published(clock: VirtualClock):
    draft = approved(clock)

    with pytest.raises(StaleVersionError):
        publish_draft(draft_id=draft, digest="0" * 64, actor=person("owner.one"), clock=clock)


def test_a_form_that_is_sent_twice_publishes_once(clock: VirtualClock):
    draft, once = approved(clock), Idempotency(key="k", fingerprint="f")
    what = {"draft_id": draft, "digest": shown(draft).digest, "actor": person("owner.one"), "clock": clock}

    first, second = (publish_draft(idempotency=once, **what) for _ in range(2))

    assert first == second
    assert (first.number, live()) == (2, 2)
    with pytest.raises(WrongStateError):
        publish_draft(**what)


def test_only_process_owners_publish(clock: VirtualClock):
    draft = approved(clock)

    with pytest.raises(NotAllowedError):
        published(draft, clock, by="manager.west")


def test_a_draft_on_an_earlier_release_takes_nothing_back(clock: VirtualClock):
    draft = approved(clock)
    publish_folder(clock, {LETTER: read_directory(LIBRARY, AUTHORITY)[LETTER] + b"\nYours\n"})

    with pytest.raises(WrongStateError, match="earlier release"):
        published(draft, clock)

    assert (shown(draft).is_behind, shown(draft).conflicts) == (True, ())


def test_a_renewed_draft_has_what_was_published_and_its_own(clock: VirtualClock):
    draft = approved(clock)
    letter = read_directory(LIBRARY, AUTHORITY)[LETTER] + b"\nYours\n"
    publish_folder(clock, {LETTER: letter})

    made = renew_draft(draft_id=draft, if_revision=2, actor=person("owner.one"), clock=clock)
    sent(draft, clock)
    decided(draft, clock)
    third = published(draft, clock)

    assert (made.base, third.number) == (2, 3)
    files = current_release(AUTHORITY).composed.files
    assert (files[README], files[LETTER]) == (b"# Changed\n", letter)


def test_renewing_voids_the_approval(clock: VirtualClock):
    draft = approved(clock)
    publish_folder(clock, {SETTINGS: read_directory(LIBRARY, AUTHORITY)[SETTINGS] + b"\n"})

    renew_draft(draft_id=draft, if_revision=2, actor=person("owner.one"), clock=clock)

    assert (shown(draft).status, shown(draft).is_behind) == ("editing", False)


def test_of_a_file_that_both_have_changed_somebody_chooses(clock: VirtualClock):
    mine, given_up = approved(clock, content=b"# Mine\n"), approved(clock, content=b"# Mine\n")
    publish_folder(clock, {README: b"# Theirs\n"})
    conflict = shown(mine).conflicts
    what = {"if_revision": 2, "actor": person("owner.one"), "clock": clock}

    with pytest.raises(InvalidInputError) as refused:
        renew_draft(draft_id=mine, **what)
    renew_draft(draft_id=mine, ours=[README], **what)
    renew_draft(draft_id=given_up, theirs=[README], **what)

    assert conflict == (README,)
    assert set(refused.value.errors) == {README}
    states = [{file.path: file.state for file in shown(each).files}[README] for each in (mine, given_up)]
    assert states == ["changed", "same"]


def test_a_window_from_before_the_renewal_overwrites_nothing(clock: VirtualClock):
    draft = begun(clock)
    before = seen(draft, README)
    publish_folder(clock, {README: b"# Theirs\n"})
    renew_draft(draft_id=draft, if_revision=1, actor=person("owner.one"), clock=clock)

    assert seen(draft, README) != before


def test_a_release_for_a_later_day_is_planned_for_its_first_minute(clock: VirtualClock):
    made = published(approved(clock), clock, effective_on=FRIDAY)

    assert (made.planned, made.effective_from, live()) == (True, MIDNIGHT, 1)
    assert last_audit().action == "plan release of draft"
    assert sweep(clock=clock).next_at == MIDNIGHT


def test_a_day_in_summer_begins_by_the_clocks_of_the_authority(clock: VirtualClock):
    made = published(approved(clock), clock, effective_on=date(2027, 7, 1))

    assert made.effective_from == datetime(2027, 6, 30, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 12, 13), date(2028, 1, 1)])
def test_a_release_takes_effect_on_no_past_and_no_far_day(clock: VirtualClock, day: date):
    with pytest.raises(InvalidInputError):
        published(approved(clock), clock, effective_on=day)


def test_today_is_now(clock: VirtualClock):
    assert published(approved(clock), clock, effective_on=clock.now().date()).planned is False


def test_on_its_day_the_planned_release_becomes_current(clock: VirtualClock):
    made = published(approved(clock), clock, effective_on=FRIDAY)
    release_id = UUID(made.release_id)
    early = activate_release(release_id=release_id, clock=clock), sweep(clock=clock).releases

    clock.move_to(MIDNIGHT)
    due, claimed = sweep(clock=clock).releases, sweep(clock=clock).releases
    done = activate_release(release_id=release_id, clock=clock)

    assert early == (None, ())
    assert (due, claimed) == ((made.release_id,), ())
    assert (done.number, done.current, live()) == (2, True, 2)
    assert (release(2).is_planned, release(2).effective_from) == (False, MIDNIGHT)
    assert last_audit().action == "make planned release current"
    later(clock, hours=1)
    assert sweep(clock=clock).releases == ()
    assert activate_release(release_id=release_id, clock=clock) is None
    assert activate_release(release_id=uuid4(), clock=clock) is None


def test_until_its_day_nothing_of_a_planned_release_shows(clock: VirtualClock):
    settings = read_directory(LIBRARY, AUTHORITY)[SETTINGS]
    changed = settings.replace(b"name: Test Early Help", b"name: Test Family Help").replace(
        b"name: Worker, can", b"name: Family Worker, can"
    )
    made = published(approved(clock, path=SETTINGS, content=changed), clock, effective_on=FRIDAY)
    case = started(clock)

    before = db.session.get(Authority, AUTHORITY).name, db.session.get(Role, (AUTHORITY, "worker")).name
    clock.move_to(MIDNIGHT)
    activate_release(release_id=UUID(made.release_id), clock=clock)
    fresh = {"populate_existing": True}
    after = (
        db.session.get(Authority, AUTHORITY, **fresh).name,
        db.session.get(Role, (AUTHORITY, "worker"), **fresh).name,
    )

    assert case.instance_id
    assert before == ("Test Early Help", "Worker")
    assert after == ("Test Family Help", "Family Worker")


def test_a_release_that_cannot_be_made_current_stays_planned_and_is_tried_again(
    clock: VirtualClock, caplog: pytest.LogCaptureFixture
):
    made = published(approved(clock), clock, effective_on=FRIDAY)
    break_files(UUID(made.release_id))
    clock.move_to(MIDNIGHT)

    tried = activate_release(release_id=UUID(made.release_id), clock=clock)

    assert (tried.current, live()) == (False, 1)
    assert "release not made current" in caplog.text
    assert release(2).last_error == standing_of(actor=person("owner.one")).planned.last_error
    assert release(2).last_error
    assert sorted(told_that_stuck()) == ["admin.one", "owner.one", "owner.three", "owner.two"]
    assert sweep(clock=clock).releases == ()
    clock.move_to(MIDNIGHT + RETRY)
    assert sweep(clock=clock).releases == (made.release_id,)


def told_that_stuck() -> list[str]:
    """Who has to know still: cleared it not, and it is not over."""
    title = "Release 2 was planned and could not go live"
    return list(db.session.scalars(select(Notification.user_name).where(Notification.title == title, STANDING)))


def test_whoever_was_told_that_a_release_does_not_go_live_is_told_once_and_until_it_is_withdrawn(clock: VirtualClock):
    made = published(approved(clock), clock, effective_on=FRIDAY)
    break_files(UUID(made.release_id))
    clock.move_to(MIDNIGHT)
    activate_release(release_id=UUID(made.release_id), clock=clock)
    told = told_that_stuck()
    clear_of("owner.one", clock)
    later(clock, hours=2)
    activate_release(release_id=UUID(made.release_id), clock=clock)

    again = told_that_stuck()
    withdraw_release(release_id=UUID(made.release_id), reason="Broken", actor=person("owner.one"), clock=clock)

    assert sorted(told) == ["admin.one", "owner.one", "owner.three", "owner.two"]
    assert sorted(again) == ["admin.one", "owner.three", "owner.two"]
    assert (told_that_stuck(), release(2).last_error) == ([], None)


def clear_of(name: str, clock: VirtualClock) -> None:
    db.session.execute(update(Notification).where(Notification.user_name == name).values(cleared_at=clock.now()))
    db.session.commit()


def test_a_release_that_fails_again_after_it_was_withdrawn_and_planned_anew_is_told_again(clock: VirtualClock):
    draft = approved(clock)
    made = published(draft, clock, effective_on=FRIDAY)
    release_id = UUID(made.release_id)
    break_files(release_id)
    clock.move_to(MIDNIGHT)
    activate_release(release_id=release_id, clock=clock)
    clear_of("owner.one", clock)
    withdraw_release(release_id=release_id, reason="Broken", actor=person("owner.one"), clock=clock)

    mend_files(release_id)
    published(draft, clock, effective_on=date(2026, 12, 21))
    break_files(release_id)
    later(clock, days=3)
    activate_release(release_id=release_id, clock=clock)

    assert len(told_that_stuck()) == 4


def mend_files(release_id: UUID) -> None:
    releases._composed.clear()
    db.session.execute(
        update(ReleaseFile)
        .where(ReleaseFile.release_id == release_id, ReleaseFile.path == SETTINGS)
        .values(content=read_directory(LIBRARY, AUTHORITY)[SETTINGS])
    )
    db.session.commit()


def break_files(release_id: UUID) -> None:
    releases._composed.clear()
    db.session.execute(
        update(ReleaseFile)
        .where(ReleaseFile.release_id == release_id, ReleaseFile.path == SETTINGS)
        .values(content=b"id: [")
    )
    db.session.commit()


def test_while_a_release_is_planned_no_other_is_published(clock: VirtualClock):
    second = approved(clock, content=b"# Second\n")
    published(approved(clock), clock, effective_on=FRIDAY)

    with pytest.raises(WrongStateError, match="planned"):
        published(second, clock)
    with pytest.raises(WrongStateError, match="planned"):
        published(second, clock, effective_on=FRIDAY)
    with pytest.raises(WrongStateError, match="planned"):
        publish_folder(clock, {README: b"# From a folder\n"})

    assert publish_folder(clock, {}).created is False
    assert live() == 1


def test_a_planned_release_can_be_withdrawn_and_its_draft_published_again(clock: VirtualClock):
    draft = approved(clock)
    made = published(draft, clock, effective_on=FRIDAY)

    gone = withdraw_release(
        release_id=UUID(made.release_id), reason="Not before Easter", actor=person("owner.three"), clock=clock
    )
    clock.move_to(MIDNIGHT)

    assert gone.draft_id == str(draft)
    assert last_audit().action == "withdraw planned release"
    assert (sweep(clock=clock).releases, release(2).effective_from) == ((), None)
    again = published(draft, clock)
    assert (again.number, again.planned, live()) == (2, False, 2)


def test_each_plan_has_all_its_attempts(clock: VirtualClock):
    draft = approved(clock)
    made = published(draft, clock, effective_on=FRIDAY)
    release(2).attempts = MOST_ATTEMPTS
    db.session.commit()

    withdraw_release(release_id=UUID(made.release_id), reason="Later", actor=person("owner.three"), clock=clock)
    withdrawn = release(2).attempts
    release(2).attempts = 1  # by a worker that was late
    db.session.commit()
    published(draft, clock, effective_on=FRIDAY)

    assert (withdrawn, release(2).attempts) == (0, 0)


def back_to(number: int, clock: VirtualClock) -> None:
    make_current_again(
        release_id=release(number).id,
        live_id=current_release(AUTHORITY).id,
        reason="It was wrong",
        running_cases=RunningCases.STAY,
        actor=person("owner.three"),
        clock=clock,
    )


def test_content_that_comes_again_says_who_answers_for_it_this_time(clock: VirtualClock):
    published(approved(clock), clock)
    back_to(1, clock)
    later(clock, days=1)
    again = begun(clock, by="owner.two")
    saved(again, clock, by="owner.two")
    send_for_approval(
        draft_id=again,
        if_revision=2,
        reason="It was right after all",
        change_note="The words of Monday are back",
        actor=person("owner.two"),
        clock=clock,
    )
    decided(again, clock, by="owner.three")

    made = published(again, clock, by="owner.two")

    assert (made.number, live()) == (2, 2)
    now = standing_of(actor=person("owner.one")).live
    assert (now.authors, now.approver, now.published_by) == (("owner.two",), "owner.three", "owner.two")
    assert (now.reason, now.note) == ("It was right after all", "The words of Monday are back")
    assert (now.published_at, now.effective_from) == (now.first_live_at, clock.now())
    assert draft_of_release(release_id=now.id, actor=person("owner.one")) == again
    told = lately_changed(actor=person("worker.west"), now=clock.now())
    assert (told.note, told.went_back) == ("The words of Monday are back", False)
    back_to(1, clock)
    assert lately_changed(actor=person("worker.west"), now=clock.now()).went_back is True


def test_a_release_that_was_live_can_be_again_after_it_was_planned_and_withdrawn(clock: VirtualClock):
    first = approved(clock)
    made = published(first, clock)
    first_live = clock.now()
    back_to(1, clock)
    later(clock, hours=1)
    second = approved(clock)
    published(second, clock, effective_on=FRIDAY)

    withdraw_release(release_id=UUID(made.release_id), reason="Not then", actor=person("owner.three"), clock=clock)
    withdrawn = release(2)

    assert (withdrawn.effective_from, withdrawn.first_live_at) == (first_live, first_live)
    assert (shown(first).status, shown(first).release_id) == ("published", UUID(made.release_id))
    assert (shown(second).status, shown(second).release_id) == ("approved", None)
    back_to(2, clock)
    assert (live(), release(2).effective_from, release(2).first_live_at) == (2, clock.now(), first_live)


def planned_by_others(clock: VirtualClock, *, note: str) -> UUID:
    """The same content again: owner.two changes it, and owner.three approves."""
    draft = begun(clock, by="owner.two")
    saved(draft, clock, by="owner.two")
    what = {"if_revision": 2, "reason": "Other reasons", "change_note": note}
    send_for_approval(draft_id=draft, actor=person("owner.two"), clock=clock, **what)
    decided(draft, clock, by="owner.three")
    published(draft, clock, by="owner.two", effective_on=FRIDAY)
    return draft


def test_a_plan_takes_no_word_of_a_release_that_was_live_and_stands_beside_it(clock: VirtualClock):
    first = approved(clock)
    made = published(first, clock)
    back_to(1, clock)
    planned_by_others(clock, note="Other words")
    planned = standing_of(actor=person("owner.one")).planned

    withdraw_release(release_id=UUID(made.release_id), reason="Not then", actor=person("owner.three"), clock=clock)
    withdrawn = get_release(release_id=UUID(made.release_id), actor=person("owner.one"))

    assert (planned.authors, planned.approver, planned.note) == (("owner.two",), "owner.three", "Other words")
    assert (withdrawn.authors, withdrawn.approver) == (("owner.one",), "owner.two")
    assert (withdrawn.reason, withdrawn.note) == ("Workers asked for it", "Plainer words in the readme")
    assert draft_of_release(release_id=withdrawn.id, actor=person("owner.one")) == first


def test_a_planned_release_goes_live_in_the_words_of_its_plan(clock: VirtualClock):
    made = published(approved(clock), clock)
    back_to(1, clock)
    draft = planned_by_others(clock, note="Other words")
    clock.move_to(MIDNIGHT)

    activate_release(release_id=UUID(made.release_id), clock=clock)

    live_now = standing_of(actor=person("owner.one")).live
    assert (live_now.number, live_now.approver, live_now.note) == (2, "owner.three", "Other words")
    assert lately_changed(actor=person("worker.west"), now=clock.now()).note == "Other words"
    assert draft_of_release(release_id=live_now.id, actor=person("owner.one")) == draft


def test_an_operator_who_goes_back_in_an_emergency_tells_everybody(clock: VirtualClock):
    published(approved(clock), clock)

    publish_release(
        authority=AUTHORITY,
        files=read_directory(LIBRARY, AUTHORITY),
        without_approval="Referrals do not arrive",
        actor=system_actor("command line: one"),
        clock=clock,
    )

    title = "The procedure is again as it was before the last change"
    told = set(db.session.scalars(select(Notification.user_name).where(Notification.title == title, STANDING)))
    assert {"worker.west", "owner.one"} <= told
    assert lately_changed(actor=person("worker.west"), now=clock.now()).went_back is True


def test_what_is_planned_and_published_in_an_emergency_is_live_by_the_operator(clock: VirtualClock):
    made = published(approved(clock), clock, effective_on=FRIDAY)
    operator = system_actor("command line: one")
    files = read_directory(LIBRARY, AUTHORITY) | {README: b"# Changed\n"}
    about = {"authority": AUTHORITY, "actor": operator, "clock": clock}

    publish_release(files=files, without_approval="Referrals do not arrive", **about)

    live_now = standing_of(actor=person("owner.one")).live
    said = get_release(release_id=UUID(made.release_id), actor=person("owner.one"))
    assert (live_now.number, said.published_by, said.approver) == (2, operator.name, None)
    assert (said.reason, said.note) == ("Referrals do not arrive", "Plainer words in the readme")


def test_every_draft_of_a_release_that_is_withdrawn_is_open_again(clock: VirtualClock):
    drafts = approved(clock), approved(clock)
    made = [published(draft, clock, effective_on=FRIDAY) for draft in drafts]

    withdraw_release(
        release_id=UUID(made[0].release_id), reason="Not before Easter", actor=person("owner.three"), clock=clock
    )

    assert made[0].release_id == made[1].release_id
    assert [(view.status, view.release_id) for view in map(shown, drafts)] == [("approved", None)] * 2
    assert set(last_audit().details["drafts"]) == {str(draft) for draft in drafts}


def test_what_is_live_is_not_withdrawn(clock: VirtualClock):
    made = published(approved(clock), clock)

    with pytest.raises(WrongStateError):
        withdraw_release(release_id=UUID(made.release_id), reason="Oh", actor=person("owner.one"), clock=clock)
    with pytest.raises(NotAllowedError):
        withdraw_release(release_id=UUID(made.release_id), reason="Oh", actor=person("worker.west"), clock=clock)

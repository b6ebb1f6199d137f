"""Many real cases played again with a draft: which would have gone another way, and what is kept of that."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from service.models import Audit, BulkAction, BulkItem, BulkStatus, Instance, ItemResult, Role, db
from service.pathways import replay_item
from service.pathways.begin_replays import begin_replays
from service.pathways.housekeeping import tidy
from service.pathways.idempotency import Idempotency
from service.pathways.people import change_user
from service.pathways.queries.bulk import BulkItemView, BulkView, bulk_items, get_bulk_action
from service.pathways.queries.impact import impact_summary
from service.pathways.queries.paging import PageRequest
from service.pathways.restrict_case import restrict_case
from service.pathways.run_bulk_item import run_bulk_item
from service.pathways.start_case import StartedCase
from service.pathways.stop_bulk_action import stop_bulk_action
from service.simulator.limits import Limits
from service.simulator.replay_difference import Sort
from tests.integration.builders import client, later, person, started, triaged
from tests.integration.drafting import add_owners, begun, saved
from tests.integration.moving import all_rows, results, run_all
from tests.integration.replaying import OTHERWISE, YES, changed, finished

ONCE = b'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>'
EVERY_SECOND = ONCE.replace(b"Duration", b"Cycle").replace(b"PT1H", b"R/PT1S")
WRITTEN = ("Tired", "calm", "Thank you", "Helped", "Test Family", "Child One")  # what people said in finished cases
FAR = Limits(steps=100, seconds=60)  # a busy machine must not decide what these tests say


@pytest.fixture
def draft_id(rolled_back: Flask, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(replay_item, "LIMITS", FAR)
    add_owners(clock)
    return begun(clock)


def asked(draft_id: UUID, clock: VirtualClock, **about: object) -> UUID:
    found = begin_replays(draft_id=draft_id, process="support", actor=person("owner.one"), clock=clock, **about)
    return UUID(found.bulk_id)


def replayed(draft_id: UUID, clock: VirtualClock, **about: object) -> UUID:
    bulk_id = asked(draft_id, clock, **about)
    run_all(bulk_id, clock)
    return bulk_id


def shown(bulk_id: UUID, *, to: str = "owner.one") -> BulkView:
    return get_bulk_action(bulk_id=bulk_id, actor=person(to))


def items(bulk_id: UUID, *, to: str = "owner.one", **page: object) -> tuple[BulkItemView, ...]:
    return bulk_items(bulk_id=bulk_id, actor=person(to), page=PageRequest(**page)).items


def restricted(case: StartedCase, clock: VirtualClock) -> None:
    director = person("director.one")
    restrict_case(case_id=UUID(case.case_id), people=["worker.west"], reason="Court", actor=director, clock=clock)


def looks() -> list[Audit]:
    return list(db.session.scalars(select(Audit).where(Audit.action == "replay process")))


def test_all_that_have_ended_are_replayed_and_what_differs_comes_first(draft_id: UUID, clock: VirtualClock):
    helped = finished(clock)
    odd = finished(clock, family="Test Family Oak")
    db.session.get_one(Instance, UUID(odd.instance_id)).started_at -= timedelta(days=3)  # it cannot be played
    db.session.commit()
    triaged(clock, family="Test Family Elm")  # it still runs
    changed(draft_id, clock, YES, OTHERWISE)

    bulk_id = replayed(draft_id, clock)

    found = shown(bulk_id)
    assert (found.status, found.target, found.total, found.ended) == (BulkStatus.FINISHED, "Plainer words", 2, 2)
    assert (found.counts[ItemResult.DIFFERS], found.counts[ItemResult.REFUSED]) == (1, 1)
    first, second = items(bulk_id)
    assert (first.case_reference, second.case_reference) == (helped.reference, odd.reference)
    assert (first.position, second.position) == (2, 1)  # the last begun was come to first
    assert {(each.sort, each.what, each.after) for each in first.replay.apart} >= {
        (Sort.STEP, "Referral declined", "Reached"),
        (Sort.STEP, "Visit the family", "Not reached"),
    }
    assert first.replay.places == len(first.replay.apart)
    assert first.replay.notes > 0
    assert (second.replay, second.details) == (None, None)
    assert second.message
    with pytest.raises(NotFoundError):
        impact_summary(bulk_id=bulk_id, actor=person("owner.one"))


def test_the_pages_of_results_follow_each_other_in_that_order(draft_id: UUID, clock: VirtualClock):
    for name in ("Ash", "Oak", "Elm"):
        finished(clock, family=f"Test Family {name}")
    bulk_id = replayed(draft_id, clock)
    last = select(BulkItem).where(BulkItem.bulk_id == bulk_id).order_by(BulkItem.position.desc()).limit(1)
    db.session.scalars(last).one().result = ItemResult.DIFFERS
    db.session.commit()

    pages, cursor = [], None
    for _ in range(3):
        page = PageRequest(limit=1, cursor=cursor)
        found = bulk_items(bulk_id=bulk_id, actor=person("owner.one"), page=page)
        pages, cursor = [*pages, *found.items], found.next_cursor

    assert [each.position for each in pages] == [3, 1, 2]
    assert cursor is None


def test_nothing_of_the_real_process_changes_and_who_looked_is_written_down(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    before = all_rows()

    bulk_id = replayed(draft_id, clock)

    assert all_rows() == before
    (entry,) = looks()
    assert case.case_id in entry.stream
    assert (entry.actor_name, entry.details["action"]) == ("owner.one", str(bulk_id))
    assert results(bulk_id) == [ItemResult.DONE]


def test_no_answers_are_kept_with_the_results(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    changed(draft_id, clock, YES, OTHERWISE)

    bulk_id = replayed(draft_id, clock)

    item = db.session.scalars(select(BulkItem).where(BulkItem.bulk_id == bulk_id)).one()
    kept = json.dumps([item.message, item.details])
    assert "Visit the family" in kept
    assert [word for word in WRITTEN if word in kept] == []


def test_of_very_much_that_differs_the_first_is_kept(
    draft_id: UUID, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replay_item, "KEPT", 2)
    finished(clock)
    changed(draft_id, clock, YES, OTHERWISE)

    (item,) = items(replayed(draft_id, clock))

    assert len(item.replay.apart) == 2
    assert item.replay.places > 2


def test_the_newest_are_taken_up_to_the_limit(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    later(clock, days=1)
    newest = finished(clock, family="Test Family Oak")

    bulk_id = replayed(draft_id, clock, limit=1)

    assert [str(each.instance_id) for each in items(bulk_id)] == [newest.instance_id]
    for limit in (0, 501):
        with pytest.raises(InvalidInputError):
            asked(draft_id, clock, limit=limit)


def test_restricted_cases_are_not_among_them(draft_id: UUID, clock: VirtualClock):
    restricted(finished(clock), clock)

    found = shown(asked(draft_id, clock))

    assert (found.total, found.status) == (0, BulkStatus.FINISHED)


def test_a_case_that_became_restricted_meanwhile_is_passed_over_and_not_named(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    bulk_id = asked(draft_id, clock)
    restricted(case, clock)

    run_all(bulk_id, clock)

    assert results(bulk_id) == [ItemResult.NOT_BEGUN]
    (item,) = items(bulk_id)
    assert (item.visible, item.case_reference, item.instance_id, item.message) == (False, None, None, None)
    assert looks() == []


def test_results_of_a_case_that_became_restricted_afterwards_are_shown_to_nobody(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    changed(draft_id, clock, YES, OTHERWISE)
    bulk_id = replayed(draft_id, clock)
    restricted(case, clock)

    (item,) = items(bulk_id)

    assert (item.visible, item.result) == (False, ItemResult.DIFFERS)
    assert (item.case_id, item.case_reference, item.replay) == (None, None, None)


def _no_longer_owner(clock: VirtualClock) -> None:
    change_user(name="owner.one", roles=["worker"], actor=person("admin.one"), clock=clock)


def _gone(clock: VirtualClock) -> None:
    change_user(name="owner.one", active=False, actor=person("admin.one"), clock=clock)


@pytest.mark.parametrize("change", [_no_longer_owner, _gone])
def test_what_whoever_asked_may_do_is_looked_at_again(
    draft_id: UUID, clock: VirtualClock, change: Callable[[VirtualClock], None]
):
    finished(clock)
    bulk_id = asked(draft_id, clock)
    change(clock)

    run_all(bulk_id, clock)

    (item,) = items(bulk_id, to="owner.two")
    assert (item.result, item.message) == (ItemResult.NOT_BEGUN, replay_item.UNSEEN)
    assert looks() == []


def test_a_case_that_they_may_no_longer_see_is_passed_over(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    bulk_id = asked(draft_id, clock)
    change_user(name="owner.one", teams=["east"], actor=person("admin.one"), clock=clock)
    db.session.execute(update(Role).where(Role.id == "administrator").values(capabilities=["publish"]))
    db.session.commit()

    run_all(bulk_id, clock)

    assert results(bulk_id) == [ItemResult.NOT_BEGUN]
    (item,) = items(bulk_id)
    assert (item.visible, item.case_reference) == (False, None)
    assert looks() == []


def test_a_draft_that_changed_meanwhile_is_not_played(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    bulk_id = asked(draft_id, clock)
    saved(draft_id, clock)

    run_all(bulk_id, clock)

    (item,) = items(bulk_id)
    assert (item.result, item.message) == (
        ItemResult.NOT_BEGUN,
        "The draft was changed after this was begun. Begin it again.",
    )
    assert looks() == []


def test_a_draft_that_never_comes_to_an_end_fails_its_items_alone(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    changed(draft_id, clock, ONCE, EVERY_SECOND)

    bulk_id = replayed(draft_id, clock)

    (item,) = items(bulk_id)
    assert (item.result, item.message) == (ItemResult.REFUSED, replay_item.NO_END)
    assert shown(bulk_id).status is BulkStatus.FINISHED


def test_a_case_that_takes_too_long_on_its_own_release_says_so(
    draft_id: UUID, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replay_item, "LIMITS", Limits(steps=3, seconds=60))
    finished(clock)

    (item,) = items(replayed(draft_id, clock))

    assert (item.result, item.message) == (ItemResult.REFUSED, "It does not come to its end when played.")


def test_a_second_click_begins_nothing(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    key = Idempotency(key="once", fingerprint="replay")

    assert asked(draft_id, clock, idempotency=key) == asked(draft_id, clock, idempotency=key)

    assert len(db.session.scalars(select(BulkAction)).all()) == 1


def test_a_job_that_comes_twice_looks_once(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    bulk_id = replayed(draft_id, clock)

    again = run_bulk_item(bulk_id=bulk_id, instance_id=UUID(case.instance_id), clock=clock)

    assert again is None
    assert len(looks()) == 1


def test_it_is_stopped_by_process_owners(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    bulk_id = asked(draft_id, clock)

    stopped = stop_bulk_action(bulk_id=bulk_id, actor=person("owner.two"), clock=clock)

    assert stopped.not_begun == 1
    assert results(bulk_id) == [ItemResult.NOT_BEGUN]
    with pytest.raises(WrongStateError):
        stop_bulk_action(bulk_id=bulk_id, actor=person("owner.two"), clock=clock)


def test_results_are_forgotten_after_a_month(draft_id: UUID, clock: VirtualClock):
    finished(clock)
    replayed(draft_id, clock)
    later(clock, days=31)

    tidy(clock=clock)

    assert db.session.scalars(select(BulkAction)).all() == []


def test_who_may_ask_for_what(draft_id: UUID, clock: VirtualClock):
    started(clock)
    told = {"draft_id": draft_id, "clock": clock}

    for nobody in (person("director.one"), client(Scope.RELEASES_PUBLISH), client(Scope.INSTANCES_READ)):
        with pytest.raises(NotAllowedError):
            begin_replays(process="support", actor=nobody, **told)
    with pytest.raises(NotFoundError):
        begin_replays(process="nothing", actor=person("owner.one"), **told)

"""Many running cases at once: looked at, moved now or at their next stage, stopped, taken back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.clocks.clock import VirtualClock
from service.engine.migration import Place
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError, WrongStateError
from service.models import (
    BulkItem,
    BulkKind,
    BulkStatus,
    Case,
    Instance,
    ItemResult,
    LibraryDraft,
    Release,
    ReleaseMove,
    RunningCases,
    db,
)
from service.pathways.activate_release import activate_release
from service.pathways.begin_move import begin_move
from service.pathways.begin_preview import begin_preview
from service.pathways.housekeeping import tidy
from service.pathways.idempotency import Idempotency
from service.pathways.make_current_again import make_current_again
from service.pathways.move_instance import move_instance
from service.pathways.queries.bulk import BulkView, bulk_items, get_bulk_action, list_bulk_actions
from service.pathways.queries.impact import impact_summary
from service.pathways.queries.move_preview import preview_move
from service.pathways.queries.paging import PageRequest
from service.pathways.releases import current_release
from service.pathways.restrict_case import restrict_case
from service.pathways.run_bulk_item import fail_bulk_item, finish_bulk_actions, run_bulk_item
from service.pathways.save_draft import save_draft
from service.pathways.stop_bulk_action import stop_bulk_action
from service.pathways.sweep import sweep
from tests.integration.builders import AUTHORITY, complete, later, person, started, task_of, triaged, visited
from tests.integration.drafting import add_owners, approved, begun, published, saved
from tests.integration.moving import (
    SUPPORT,
    all_rows,
    current_id,
    instance_of,
    item_of,
    longer,
    moved,
    release_with,
    results,
    run_all,
    tasks_of,
)

RENAMED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}
SEEN = {SUPPORT: {"Task_Visit": "Task_See"}}
TO_SEEN = {Place("support", "Task_Visit"): Place("support", "Task_See")}
PAGE = PageRequest()


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def begin(release_id: UUID, clock: VirtualClock, *, when: RunningCases = RunningCases.MOVE, **options: object) -> UUID:
    begun = begin_move(
        release_id=release_id, when=when, reason="Better words", actor=person("owner.one"), clock=clock, **options
    )
    return UUID(begun.bulk_id)


def preview(clock: VirtualClock, **target: object) -> UUID:
    begun = begin_preview(actor=person("owner.one"), clock=clock, **target)
    run_all(UUID(begun.bulk_id), clock)
    return UUID(begun.bulk_id)


def shown(bulk_id: UUID, *, to: str = "owner.one") -> BulkView:
    return get_bulk_action(bulk_id=bulk_id, actor=person(to))


def run_found(clock: VirtualClock) -> list[str]:
    """Let the sweep find items, and do them as a job does."""
    due = sweep(clock=clock)
    found = list(due.items)
    for key in found:
        bulk_id, instance_id = map(UUID, key.split("/"))
        run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
        finish_bulk_actions(bulk_ids={bulk_id}, clock=clock)
    return found


def test_every_running_case_that_follows_another_release_is_moved(clock: VirtualClock):
    ids = [instance_of(triaged(clock, family=f"Test Family {name}").case_id).id for name in ("Ash", "Oak", "Elm")]
    release_id = release_with(clock, RENAMED)
    newcomer = instance_of(triaged(clock, family="Test Family Fir").case_id)

    bulk_id = moved(release_id, clock)

    view = shown(bulk_id)
    assert (view.kind, view.status, view.total, view.ended) == (BulkKind.MOVE, BulkStatus.FINISHED, 3, 3)
    assert view.counts[ItemResult.DONE] == 3
    assert (view.target, view.release_number, view.begun_by, view.reason) == (
        "Release 2",
        2,
        "owner.one",
        "Better words",
    )
    assert view.finished_at == clock.now()
    moves = set(db.session.scalars(select(ReleaseMove.instance_id)))
    assert moves == set(ids)
    assert newcomer.id not in moves


def test_a_move_of_nothing_is_finished_at_once(clock: VirtualClock):
    release_id = release_with(clock, RENAMED)

    assert shown(begin(release_id, clock)).status is BulkStatus.FINISHED


def test_cases_that_cannot_move_are_listed_with_the_reason(clock: VirtualClock):
    stays, goes = triaged(clock), started(clock, family="Test Family Oak")
    bulk_id = moved(release_with(clock, SEEN), clock)

    page = bulk_items(bulk_id=bulk_id, actor=person("owner.one"), page=PAGE, result=ItemResult.REFUSED)

    (item,) = page.items
    assert (item.case_reference, item.process_name) == (stays.reference, "Family support")
    assert item.message == '"Visit the family" is not in the new release.'
    assert next(refusal.element for refusal in item.details.refusals) == "Task_Visit"
    assert item.details.release_before == 1
    assert item_of(bulk_id, instance_of(goes.case_id).id).result is ItemResult.DONE


def test_a_preview_says_what_a_move_would_mean_and_changes_nothing(clock: VirtualClock):
    triaged(clock)
    started(clock, family="Test Family Oak")
    release_id = release_with(clock, longer("visit", "10"))
    before = all_rows()

    bulk_id = preview(clock, release_id=release_id)

    assert all_rows() == before
    summary = impact_summary(bulk_id=bulk_id, actor=person("owner.one"))
    assert (summary.total, summary.checked, summary.can_move, summary.cannot) == (2, 2, 2, 0)
    assert [(step.element, step.name, step.standing, step.can_move) for step in summary.steps] == [
        ("Task_Triage", "Triage the referral", 1, 1),
        ("Task_Visit", "Visit the family", 1, 1),
    ]
    assert [(due.kind, due.name, due.sooner, due.later) for due in summary.due] == [
        ("deadline", "Visit the family", 0, 1),
        ("task", "Visit the family", 0, 1),
    ]


def test_a_preview_counts_why_cases_cannot_move(clock: VirtualClock):
    for name in ("Ash", "Oak"):
        triaged(clock, family=f"Test Family {name}")

    bulk_id = preview(clock, release_id=release_with(clock, SEEN))

    summary = impact_summary(bulk_id=bulk_id, actor=person("owner.one"))
    (reason,) = [each for each in summary.reasons if each.element == "Task_Visit"]
    assert (summary.cannot, reason.reason, reason.count) == (2, "element-gone", 2)
    assert [(step.element, step.standing, step.cannot) for step in summary.steps if step.element == "Task_Visit"] == [
        ("Task_Visit", 2, 2)
    ]


def test_what_a_draft_would_mean_is_said_before_it_is_published(clock: VirtualClock):
    case = triaged(clock)
    draft_id = begun(clock)
    files = current_release(AUTHORITY).composed.files
    saved(
        draft_id,
        clock,
        path="processes/test/deadlines.dmn",
        content=files["processes/test/deadlines.dmn"].replace(b'visit_amount"><text>5<', b'visit_amount"><text>3<'),
    )

    bulk_id = preview(clock, draft_id=draft_id)

    view = shown(bulk_id)
    assert (view.kind, view.target, view.draft_id) == (BulkKind.PREVIEW, "Plainer words", draft_id)
    assert view.draft_digest == db.session.get_one(LibraryDraft, draft_id).digest
    (item,) = bulk_items(bulk_id=bulk_id, actor=person("owner.one"), page=PAGE).items
    (due,) = [each for each in item.details.due if each.kind == "deadline"]
    assert due.after < due.before
    assert item.case_reference == case.reference


def test_a_draft_that_is_changed_while_it_is_looked_at_is_not_looked_at_further(clock: VirtualClock):
    triaged(clock)
    draft_id = begun(clock)
    begin_ = begin_preview(actor=person("owner.one"), clock=clock, draft_id=draft_id)
    saved(draft_id, clock)

    run_all(UUID(begin_.bulk_id), clock)

    assert results(UUID(begin_.bulk_id)) == [ItemResult.NOT_BEGUN]


def test_a_preview_of_nothing_or_of_two_things_is_refused(clock: VirtualClock):
    with pytest.raises(InvalidInputError):
        begin_preview(actor=person("owner.one"), clock=clock)
    with pytest.raises(InvalidInputError):
        begin_preview(actor=person("owner.one"), clock=clock, draft_id=begun(clock), release_id=current_id())


def test_at_its_next_stage_a_case_moves_and_not_before(clock: VirtualClock):
    case = started(clock)
    release_id = release_with(clock, RENAMED)
    bulk_id = begin(release_id, clock, when=RunningCases.NEXT_STAGE)
    instance_id = instance_of(case.case_id).id

    assert run_found(clock) == []
    assert run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock) is None
    assert item_of(bulk_id, instance_id).stage == "Triage"
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    found = run_found(clock)

    assert found == [f"{bulk_id}/{instance_id}"]
    assert instance_of(case.case_id).release_id == release_id
    assert shown(bulk_id).status is BulkStatus.FINISHED


def test_a_case_that_closes_before_its_next_stage_is_left_alone(clock: VirtualClock):
    case = started(clock)
    bulk_id = begin(release_with(clock, RENAMED), clock, when=RunningCases.NEXT_STAGE)

    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)
    run_found(clock)

    item = item_of(bulk_id, instance_of(case.case_id).id)
    assert (item.result, item.message) == (ItemResult.NOT_BEGUN, "The process has ended.")


def test_what_has_no_stage_moves_at_once(clock: VirtualClock):
    case = started(clock)
    db.session.execute(update(Case).values(stage=None))

    bulk_id = begin(release_with(clock, RENAMED), clock, when=RunningCases.NEXT_STAGE)
    run_found(clock)

    assert item_of(bulk_id, instance_of(case.case_id).id).result is ItemResult.DONE


def test_a_restricted_case_moves_and_is_named_to_nobody(clock: VirtualClock):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west"], reason="Court", actor=person("director.one"), clock=clock
    )
    release_id = release_with(clock, longer("visit", "10"))

    bulk_id = moved(release_id, clock)

    (item,) = bulk_items(bulk_id=bulk_id, actor=person("owner.one"), page=PAGE).items
    assert instance_of(case.case_id).release_id == release_id
    assert (item.visible, item.result, item.process_name) == (False, ItemResult.DONE, "Family support")
    assert (item.instance_id, item.case_id, item.case_reference) == (None, None, None)
    assert (item.message, item.details, item.stage) == (None, None, None)


def test_a_newer_move_takes_the_place_of_what_waits(clock: VirtualClock):
    case = started(clock)
    one, two = release_with(clock, RENAMED), release_with(clock, longer("visit", "10"))
    first = begin(one, clock, when=RunningCases.NEXT_STAGE)
    instance_id = instance_of(case.case_id).id

    second = begin(two, clock, when=RunningCases.NEXT_STAGE)
    run_found(clock)

    assert item_of(first, instance_id).message == "A newer move takes the place of this one."
    assert (shown(first).status, shown(second).status) == (BulkStatus.FINISHED, BulkStatus.RUNNING)


def test_a_case_that_is_moved_by_itself_no_longer_waits_for_a_move(clock: VirtualClock):
    case, release_id, other = started(clock), release_with(clock, RENAMED), release_with(clock, longer("visit", "10"))
    bulk_id = begin(release_id, clock, when=RunningCases.NEXT_STAGE)
    instance_id = instance_of(case.case_id).id

    move_instance(instance_id=instance_id, release_id=other, reason="x", actor=person("owner.one"), clock=clock)

    item = item_of(bulk_id, instance_id)
    assert (item.result, item.message) == (ItemResult.NOT_BEGUN, "A newer move takes the place of this one.")


def test_a_stopped_move_leaves_the_rest_where_it_is(clock: VirtualClock):
    first, second = triaged(clock), triaged(clock, family="Test Family Oak")
    release_id = release_with(clock, RENAMED)
    bulk_id = begin(release_id, clock)
    run_bulk_item(bulk_id=bulk_id, instance_id=instance_of(first.case_id).id, clock=clock)

    stopped = stop_bulk_action(bulk_id=bulk_id, actor=person("owner.two"), clock=clock)
    run_all(bulk_id, clock)

    view = shown(bulk_id)
    assert (stopped.total, stopped.not_begun) == (2, 1)
    assert (view.status, view.counts[ItemResult.DONE], view.counts[ItemResult.NOT_BEGUN]) == (BulkStatus.STOPPED, 1, 1)
    assert instance_of(second.case_id).release_id != release_id
    with pytest.raises(WrongStateError):
        stop_bulk_action(bulk_id=bulk_id, actor=person("owner.two"), clock=clock)


def test_an_item_that_fails_unforeseen_is_listed_and_the_action_ends(clock: VirtualClock):
    case = triaged(clock)
    bulk_id = begin(release_with(clock, RENAMED), clock)
    instance_id = instance_of(case.case_id).id

    fail_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
    finish_bulk_actions(bulk_ids={bulk_id}, clock=clock)

    item = item_of(bulk_id, instance_id)
    assert (item.result, shown(bulk_id).status) == (ItemResult.FAILED, BulkStatus.FINISHED)
    assert run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock) is None


def test_the_sweep_hands_an_item_out_once_within_its_lease_and_alone_afterwards(clock: VirtualClock):
    triaged(clock)
    begin(release_with(clock, RENAMED), clock)

    first, meanwhile = sweep(clock=clock), sweep(clock=clock)
    later(clock, seconds=31)
    again = sweep(clock=clock)

    assert (len(first.items), first.again) == (1, frozenset())
    assert (meanwhile.items, meanwhile.again) == ((), frozenset())
    assert (again.items, again.again) == (first.items, frozenset(first.items))


def test_the_sweep_ends_an_action_whose_last_worker_died_before_saying_so(clock: VirtualClock):
    case = triaged(clock)
    bulk_id = begin(release_with(clock, RENAMED), clock)
    run_bulk_item(bulk_id=bulk_id, instance_id=instance_of(case.case_id).id, clock=clock)

    sweep(clock=clock)

    assert shown(bulk_id).status is BulkStatus.FINISHED


def test_a_small_action_does_not_wait_for_a_large_one(clock: VirtualClock):
    for name in ("Ash", "Oak", "Elm"):
        triaged(clock, family=f"Test Family {name}")
    large = begin(release_with(clock, RENAMED), clock)
    small = begin_preview(
        actor=person("owner.one"),
        clock=clock,
        release_id=current_id(),
        instance_ids=[db.session.scalars(select(Instance.id).limit(1)).one()],
    )

    found = sweep(clock=clock, items=2).items

    assert {key.split("/")[0] for key in found} == {str(large), small.bulk_id}


def test_rolling_back_brings_everything_back_as_it_was(clock: VirtualClock):
    first = triaged(clock)
    visited(clock)
    started(clock, family="Test Family Oak")
    worker = person("worker.west")
    save_draft(
        task_id=task_of(first.case_id, "Task_Visit"), answers={"note": "They"}, version=0, actor=worker, clock=clock
    )
    old, before = current_id(), all_rows()
    edits = {
        SUPPORT: {
            'name="Visit the family"': 'name="Go and see the family"',
            ">PT1H<": ">PT4H<",
            'case_stage" value="Visit"': 'case_stage" value="Home visit"',
            'name="reply"': 'name="answer"',
        },
        **longer("visit", "10"),
    }
    moved(release_with(clock, edits), clock)
    later(clock, minutes=10)
    assert all_rows() != before

    back = make_current_again(
        release_id=old,
        live_id=current_id(),
        reason="It was wrong",
        running_cases=RunningCases.MOVE,
        actor=person("owner.one"),
        clock=clock,
    )
    run_all(UUID(back.bulk_id), clock)

    after = all_rows()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert current_release(AUTHORITY).id == old
    assert set(results(UUID(back.bulk_id))) == {ItemResult.DONE}


def test_what_was_mapped_on_the_way_there_is_mapped_on_the_way_back(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    moved(release_with(clock, SEEN), clock, mapping=TO_SEEN)

    bulk_id = moved(old, clock)

    assert item_of(bulk_id, instance_of(case.case_id).id).message is None
    assert "Task_Visit" in [task.element for task in tasks_of(case.case_id)]


def test_what_was_mapped_for_one_process_is_mapped_on_the_way_back_of_all(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance_id, owner = instance_of(case.case_id).id, person("owner.one")
    new = release_with(clock, SEEN)
    move_instance(instance_id=instance_id, release_id=new, reason="x", mapping=TO_SEEN, actor=owner, clock=clock)
    preview = preview_move(instance_id=instance_id, release_id=old, actor=owner, clock=clock)

    bulk_id = moved(old, clock)

    assert preview.possible
    assert item_of(bulk_id, instance_id).result is ItemResult.DONE
    assert "Task_Visit" in [task.element for task in tasks_of(case.case_id)]


def test_the_way_back_goes_over_every_release_that_was_followed_meanwhile(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    moved(release_with(clock, SEEN), clock, mapping=TO_SEEN)
    later(clock, hours=1)
    again = {SUPPORT: {"Task_Visit": "Task_Met", 'name="Visit the family"': 'name="Meet the family"'}}
    moved(
        release_with(clock, again),
        clock,
        mapping={Place("support", "Task_See"): Place("support", "Task_Met")},
    )
    later(clock, hours=1)

    bulk_id = moved(old, clock)

    assert item_of(bulk_id, instance_of(case.case_id).id).message is None
    assert "Task_Visit" in [task.element for task in tasks_of(case.case_id)]


def test_a_case_that_cannot_go_back_stays_and_is_listed(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    new = release_with(clock, SEEN)
    moved(new, clock)
    case = triaged(clock, family="Test Family Oak")

    back = make_current_again(
        release_id=old,
        live_id=current_id(),
        reason="x",
        running_cases=RunningCases.MOVE,
        actor=person("owner.one"),
        clock=clock,
    )
    run_all(UUID(back.bulk_id), clock)

    item = item_of(UUID(back.bulk_id), instance_of(case.case_id).id)
    assert (item.result, instance_of(case.case_id).release_id) == (ItemResult.REFUSED, new)
    assert '"Visit the family" is not in the new release.' in item.message


def test_rolling_back_takes_the_rest_of_a_move_along(clock: VirtualClock):
    first, second = triaged(clock), triaged(clock, family="Test Family Oak")
    old, new = current_id(), release_with(clock, RENAMED)
    forth = begin(new, clock)
    run_bulk_item(bulk_id=forth, instance_id=instance_of(first.case_id).id, clock=clock)

    make_current_again(
        release_id=old,
        live_id=current_id(),
        reason="x",
        running_cases=RunningCases.MOVE,
        actor=person("owner.one"),
        clock=clock,
    )
    run_found(clock)

    assert {instance_of(case.case_id).release_id for case in (first, second)} == {old}
    assert item_of(forth, instance_of(second.case_id).id).result is ItemResult.NOT_BEGUN


def test_only_what_was_current_can_be_made_current_again(clock: VirtualClock):
    old = current_id()
    never = release_with(clock, RENAMED, current=False)
    asked = {"live_id": old, "reason": "x", "running_cases": RunningCases.STAY}
    asked |= {"actor": person("owner.one"), "clock": clock}

    with pytest.raises(WrongStateError, match="not current yet"):
        make_current_again(release_id=never, **asked)
    with pytest.raises(WrongStateError, match="is current"):
        make_current_again(release_id=old, **asked)
    with pytest.raises(NotFoundError):
        make_current_again(release_id=uuid4(), **asked)
    with pytest.raises(InvalidInputError):
        make_current_again(**{**asked, "release_id": old, "reason": " "})


def test_nobody_rolls_back_a_release_they_have_not_seen(clock: VirtualClock):
    old, seen = current_id(), release_with(clock, RENAMED)
    unseen = release_with(clock, SEEN)

    with pytest.raises(StaleVersionError):
        make_current_again(
            release_id=old,
            live_id=seen,
            reason="x",
            running_cases=RunningCases.STAY,
            actor=person("owner.one"),
            clock=clock,
        )

    assert current_id() == unseen


def test_publishing_a_draft_moves_running_cases_if_it_is_asked_to(clock: VirtualClock):
    case = triaged(clock)

    result = published(approved(clock), clock, running_cases=RunningCases.MOVE)
    run_found(clock)

    assert str(instance_of(case.case_id).release_id) == result.release_id
    assert shown(UUID(result.bulk_id)).reason == "Workers asked for it"


def test_publishing_a_draft_leaves_running_cases_alone_otherwise(clock: VirtualClock):
    case = triaged(clock)

    result = published(approved(clock), clock)

    assert result.bulk_id is None
    assert str(instance_of(case.case_id).release_id) != result.release_id


def test_a_planned_release_moves_running_cases_when_its_day_comes(clock: VirtualClock):
    case = triaged(clock)
    day = clock.now().date() + timedelta(days=3)
    result = published(approved(clock), clock, effective_on=day, running_cases=RunningCases.MOVE)
    assert result.bulk_id is None

    later(clock, days=3)
    activate_release(release_id=UUID(result.release_id), clock=clock)
    run_found(clock)

    (action,) = list_bulk_actions(actor=person("owner.one"), page=PAGE).items
    assert (action.begun_by, action.counts[ItemResult.DONE]) == ("owner.one", 1)
    assert str(instance_of(case.case_id).release_id) == result.release_id


def test_a_move_needs_a_reason_a_time_and_a_release_that_was_current(clock: VirtualClock):
    never = release_with(clock, RENAMED, current=False)
    asked = {"reason": "x", "actor": person("owner.one"), "clock": clock}

    with pytest.raises(InvalidInputError):
        begin_move(release_id=current_id(), when=RunningCases.STAY, **asked)
    with pytest.raises(InvalidInputError):
        begin_move(**{**asked, "release_id": current_id(), "when": RunningCases.MOVE, "reason": ""})
    with pytest.raises(WrongStateError):
        begin_move(release_id=never, when=RunningCases.MOVE, **asked)
    with pytest.raises(NotFoundError):
        begin_move(release_id=current_id(), when=RunningCases.MOVE, instance_ids=[uuid4()], **asked)
    with pytest.raises(InvalidInputError, match="need changing"):
        begin_move(
            release_id=current_id(),
            when=RunningCases.MOVE,
            mapping={Place("support", "Task_Visit"): Place("support", "Task_Nowhere")},
            **asked,
        )


def test_the_same_request_twice_begins_one_move(clock: VirtualClock):
    triaged(clock)
    asked = {
        "release_id": release_with(clock, RENAMED),
        "when": RunningCases.MOVE,
        "reason": "x",
        "actor": person("owner.one"),
        "clock": clock,
        "idempotency": Idempotency(key="move-1", fingerprint="move"),
    }

    assert begin_move(**asked) == begin_move(**asked)
    assert len(list_bulk_actions(actor=person("owner.one"), page=PAGE).items) == 1


def test_only_process_owners_and_operators_know_of_it(clock: VirtualClock):
    bulk_id = moved(release_with(clock, RENAMED), clock)

    for actor in (person("worker.west"), person("director.one")):
        with pytest.raises(NotAllowedError):
            get_bulk_action(bulk_id=bulk_id, actor=actor)
        with pytest.raises(NotAllowedError):
            begin_move(release_id=current_id(), when=RunningCases.MOVE, reason="x", actor=actor, clock=clock)
        with pytest.raises(NotAllowedError):
            stop_bulk_action(bulk_id=bulk_id, actor=actor, clock=clock)


def test_a_release_remembers_what_was_to_become_of_running_cases(clock: VirtualClock):
    published(approved(clock), clock, running_cases=RunningCases.NEXT_STAGE)

    assert db.session.get_one(Release, current_id()).running_cases is RunningCases.NEXT_STAGE


def test_items_are_shown_page_by_page(clock: VirtualClock):
    for name in ("Ash", "Oak", "Elm"):
        triaged(clock, family=f"Test Family {name}")
    bulk_id = begin(release_with(clock, RENAMED), clock)
    actor = person("owner.one")

    first = bulk_items(bulk_id=bulk_id, actor=actor, page=PageRequest(limit=2))
    second = bulk_items(bulk_id=bulk_id, actor=actor, page=PageRequest(limit=2, cursor=first.next_cursor))

    assert [item.position for item in (*first.items, *second.items)] == [1, 2, 3]
    assert db.session.scalars(select(BulkItem.position).order_by(BulkItem.position)).all() == [1, 2, 3]


def test_what_waits_for_a_stage_does_not_move_to_a_release_that_was_taken_back(clock: VirtualClock):
    case, old = started(clock), current_id()
    bulk_id = begin(release_with(clock, RENAMED), clock, when=RunningCases.NEXT_STAGE)

    make_current_again(
        release_id=old,
        live_id=current_id(),
        reason="x",
        running_cases=RunningCases.STAY,
        actor=person("owner.one"),
        clock=clock,
    )
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    run_found(clock)

    assert item_of(bulk_id, instance_of(case.case_id).id).message == "Another release has become the current one."
    assert instance_of(case.case_id).release_id == old


def test_previews_are_forgotten_after_a_while_and_moves_are_not(clock: VirtualClock):
    triaged(clock)
    release_id = release_with(clock, RENAMED)
    looked = preview(clock, release_id=release_id)
    move = moved(release_id, clock)

    later(clock, days=31)
    tidy(clock=clock)

    with pytest.raises(NotFoundError):
        shown(looked)
    assert shown(move).total == 1

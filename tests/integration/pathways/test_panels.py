"""Sittings of a panel: the agenda from its process, moving, deciding, freezing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.clocks.clock import VirtualClock
from service.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
    WrongStateError,
)
from service.models import AgendaItem, Attending, Audit, Case, Document, ItemStatus, Notification, Sitting, Task, db
from service.pathways.add_agenda_item import add_agenda_item
from service.pathways.close_agenda_item import Decided, decide_agenda_item, defer_agenda_item, withdraw_agenda_item
from service.pathways.freeze_sitting import freeze_sitting, sign_off_sitting
from service.pathways.move_agenda_item import Way, move_agenda_item
from service.pathways.move_sitting import move_sitting
from service.pathways.queries.meetings import meetings_of_case
from service.pathways.queries.packs import read_pack
from service.pathways.queries.panels import MoveWarning, SittingDetail, get_sitting, move_warnings, panel_diaries
from service.pathways.record_attendance import record_attendance
from service.pathways.restrict_case import restrict_case
from service.pathways.save_minutes import save_minutes, version_of
from service.pathways.sittings import sitting_id
from tests.integration.builders import person, triaged
from tests.integration.panels import HARINGEY, Council

PAPERS = datetime(2026, 12, 17, 12, 0, tzinfo=UTC)  # Thursday
SITS = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)  # Tuesday


@pytest.fixture
def council(rolled_back: Flask, clock: VirtualClock) -> Council:
    return Council.opened(clock)


def seen(council: Council, sitting: UUID, by: str = "service.manager") -> SittingDetail:
    return get_sitting(sitting_id=sitting, actor=council.person(by), clock=council.clock)


def collecting(council: Council) -> tuple[UUID, UUID]:
    """The id of the sitting of 22 December, and of its process."""
    instance = council.open_sitting()
    return sitting_id(HARINGEY, "transfer_panel", SITS), instance


def test_the_diary_gives_dates_and_when_papers_close_and_makes_no_rows(council: Council):
    (diary,) = panel_diaries(actor=council.person("social.worker"), clock=council.clock)

    assert diary.panel.name == "Transfer Panel"
    assert [(line.at.day, line.papers_close_at and line.papers_close_at.day) for line in diary.ahead[:3]] == [
        (15, 10),
        (22, 17),
        (29, 24),
    ]
    assert db.session.scalars(select(Sitting)).all() == []


def test_people_without_business_there_know_of_no_panel(council: Council):
    assert panel_diaries(actor=council.person("social.service"), clock=council.clock)
    stranger = council.person("social.service")
    nobody = type(stranger)(
        kind=stranger.kind, id="x", name="x", display_name="x", authority=HARINGEY, roles=frozenset({"fsw"})
    )

    assert panel_diaries(actor=nobody, clock=council.clock) == ()
    with pytest.raises(NotFoundError):
        get_sitting(sitting_id=council.next_sitting(), actor=nobody, clock=council.clock)


def test_a_request_stands_on_the_agenda_as_soon_as_it_is_sent(council: Council):
    council.asked()

    before = seen(council, council.next_sitting())
    sitting, _ = collecting(council)
    after = seen(council, sitting)

    assert [item.entry.subject for item in before.items] == ["Test Family Ash"]
    (item,) = after.items
    assert item.entry.children == ("Child One", "Child Two")
    assert item.entry.last_assessment is not None
    assert {fact.label for fact in item.entry.facts} >= {"Asked of the panel", "Level of need now"}
    assert seen(council, council.next_sitting()).items == ()  # it was taken by the sitting that collects


def test_the_agenda_shows_screening_late_papers_and_one_decision_for_each_child(council: Council):
    first = council.asked("Test Family Ash")
    late = council.family("Test Family Birch")
    sitting, instance = collecting(council)
    council.wait_until(PAPERS, instance)
    council.screened("Test Family Ash")
    council.hand_over(late, late_reason="The assessment came late.")

    waiting = {item.entry.subject: item.entry for item in seen(council, sitting).items}

    assert waiting["Test Family Ash"].steps[0].by == "Service Manager"
    assert waiting["Test Family Birch"].late_reason == "The assessment came late."
    assert waiting["Test Family Birch"].steps[0].name == "Decide on late papers"
    assert waiting["Test Family Birch"].steps[0].at is None

    council.done(council.task("Task_DecideLate"), "service.manager", {"admit": "no"})
    council.wait_until(SITS, instance)
    council.decided("Child One", "agreed")
    halfway = seen(council, sitting).items[0].entry
    council.decided("Child Two", "not_agreed", "Needs are not yet steady.")
    ended = {item.entry.subject: item.entry for item in seen(council, sitting).items}

    assert halfway.status is ItemStatus.LISTED
    assert ended["Test Family Ash"].status is ItemStatus.DECIDED
    assert ended["Test Family Ash"].decision == "Child One: Step-down agreed; Child Two: Not agreed"
    assert ended["Test Family Birch"].status is ItemStatus.DEFERRED
    assert first.reference == ended["Test Family Ash"].reference
    (again,) = seen(council, sitting_id(HARINGEY, "transfer_panel", SITS + timedelta(days=7))).items
    assert again.entry.subject == "Test Family Birch"


def test_a_moved_sitting_is_followed_and_people_are_told_and_no_due_date_moves(council: Council):
    case = council.asked()
    db.session.execute(update(Case).where(Case.id == case.id).values(lead="manager.central"))
    sitting, instance = collecting(council)
    council.wait_until(PAPERS, instance)
    due_before = db.session.scalars(select(Task.due_at).where(Task.element == "Task_ScreenRequests")).one()

    to = SITS + timedelta(days=1, hours=4)
    move_sitting(
        panel="transfer_panel",
        regular_at=SITS,
        to=to,
        reason="The room is taken",
        actor=council.person("business.lead"),
        clock=council.clock,
    )

    detail = seen(council, sitting)
    assert (detail.at, detail.regular_at, detail.reason) == (to, SITS, "The room is taken")
    assert db.session.scalars(select(Task.due_at).where(Task.element == "Task_ScreenRequests")).one() == due_before
    of_sitting = Notification.cause == f"sitting:{sitting}"
    told = db.session.execute(select(Notification.user_name, Notification.title).where(of_sitting)).all()
    # the members of the panel, the family's lead and who prepared the request; not who moved it
    assert {name for name, _ in told} == {
        "service.manager",
        "social.service",
        "manager.central",
        "social.manager",
        "social.worker",
    }
    assert {title for _, title in told} == {"Transfer Panel moved to Wednesday 23 December 2026 at 14:00"}
    council.screened()
    council.wait_until(to - timedelta(minutes=1), instance)
    assert seen(council, sitting).items[0].entry.decisions == ()
    council.wait_until(to, instance)
    assert len(seen(council, sitting).items[0].entry.decisions) == 2


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (datetime(2026, 12, 23, 10, 0, tzinfo=UTC), ()),
        (datetime(2026, 12, 26, 10, 0, tzinfo=UTC), (MoveWarning.DAY_OFF,)),
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), (MoveWarning.DAY_OFF,)),
        (datetime(2026, 12, 16, 10, 0, tzinfo=UTC), (MoveWarning.PAPERS_OPEN,)),
        (datetime(2026, 12, 18, 9, 0, tzinfo=UTC), (MoveWarning.LEAVES_PAPERS_LITTLE_TIME,)),
    ],
)
def test_a_new_date_is_looked_at_twice(council: Council, to: datetime, expected: tuple[MoveWarning, ...]):
    sitting = sitting_id(HARINGEY, "transfer_panel", SITS)

    found = move_warnings(sitting_id=sitting, to=to, actor=council.person("business.lead"), clock=council.clock)

    assert found == expected


def test_a_restricted_family_is_counted_and_not_shown_to_the_panel(council: Council):
    case = council.asked()
    sitting, _ = collecting(council)
    manager = council.person("service.manager")
    restrict_case(
        case_id=case.id, people=["social.service"], reason="Known to staff", actor=manager, clock=council.clock
    )

    detail = seen(council, sitting)
    pack = read_pack(sitting_id=sitting, actor=manager, clock=council.clock)

    assert (detail.items, detail.unseen) == ((), 1)
    assert pack.pages == ()
    assert seen(council, sitting, "social.service").items[0].entry.subject == "Test Family Ash"


def test_a_declared_interest_hides_the_family_from_whoever_asked_for_it(council: Council):
    council.asked()
    sitting, _ = collecting(council)
    key = seen(council, sitting).items[0].entry.key

    record_attendance(
        sitting_id=sitting,
        name="social.service",
        role="Social Care",
        status=Attending.PRESENT,
        interest="A neighbour",
        items=[key],
        hidden=True,
        actor=council.person("business.lead"),
        clock=council.clock,
    )

    theirs = read_pack(sitting_id=sitting, actor=council.person("social.service"), clock=council.clock)
    others = read_pack(sitting_id=sitting, actor=council.person("service.manager"), clock=council.clock)
    assert theirs.pages[0].item.withheld
    assert theirs.pages[0].background is None
    assert theirs.pages[0].item.entry.facts == ()
    assert others.pages[0].background is not None
    assert others.pages[0].item.interests[0].name == "Social Care Service Manager"


def test_whoever_opens_the_papers_is_written_down_on_each_case(council: Council):
    case = council.asked()
    sitting, _ = collecting(council)

    read_pack(sitting_id=sitting, actor=council.person("business.lead"), clock=council.clock)

    entries = db.session.scalars(select(Audit).where(Audit.stream == f"case:{case.id}")).all()
    assert ("business.lead", "read panel papers") in {(entry.actor_name, entry.action) for entry in entries}


def test_items_change_places_and_a_new_request_comes_last(council: Council):
    for family in ("Test Family Ash", "Test Family Birch"):
        council.asked(family)
    sitting, _ = collecting(council)
    lead = council.person("business.lead")

    move_agenda_item(
        sitting_id=sitting,
        key=seen(council, sitting).items[1].entry.key,
        way=Way.UP,
        actor=lead,
        clock=council.clock,
    )
    council.asked("Test Family Cedar")

    order = [item.entry.subject for item in seen(council, sitting).items]
    assert order == ["Test Family Birch", "Test Family Ash", "Test Family Cedar"]


def test_an_item_added_by_hand_is_decided_for_each_child_put_off_or_withdrawn(council: Council):
    case = council.family()
    sitting, _ = collecting(council)
    manager = council.person("service.manager")
    about = {"sitting_id": sitting, "actor": manager, "clock": council.clock}
    for subject in ("Which team?", "Away day", "Themes"):
        reference = case.reference if subject == "Which team?" else None
        add_agenda_item(subject=subject, papers="", reference=reference, **about)
    which, away, themes = (item.entry for item in seen(council, sitting).items)
    later = seen(council, sitting).later[0]

    with pytest.raises(InvalidInputError) as refused:
        decide_agenda_item(key=which.key, decisions=[Decided(decision="West", reasons="")] * 2, **about)
    decide_agenda_item(key=which.key, decisions=[Decided(decision="West", reasons="Near school")] * 2, **about)
    defer_agenda_item(key=away.key, to=later.id, reason="No time", **about)
    withdraw_agenda_item(key=themes.key, reason="Not needed", **about)

    assert set(refused.value.errors) == {"reasons.0", "reasons.1"}
    ended = [item.entry for item in seen(council, sitting).items]
    assert [entry.status for entry in ended] == [ItemStatus.DECIDED, ItemStatus.DEFERRED, ItemStatus.WITHDRAWN]
    assert ended[0].decision == "Child One: West; Child Two: West"
    assert [item.entry.subject for item in seen(council, later.id).items] == ["Away day"]


def test_papers_that_come_by_hand_after_the_cut_off_need_a_reason(council: Council):
    sitting, instance = collecting(council)
    council.wait_until(PAPERS + timedelta(hours=1), instance)
    about = {"sitting_id": sitting, "subject": "Themes", "papers": "", "actor": council.person("service.manager")}

    with pytest.raises(InvalidInputError) as refused:
        add_agenda_item(clock=council.clock, **about)
    add_agenda_item(clock=council.clock, late_reason="Came up today", **about)

    assert set(refused.value.errors) == {"late_reason"}
    entry = seen(council, sitting).items[0].entry
    assert (entry.late, entry.late_reason) == (True, "Came up today")


def test_a_request_that_comes_after_the_cut_off_needs_a_reason(council: Council):
    case = council.family()
    sitting, instance = collecting(council)
    council.wait_until(PAPERS + timedelta(hours=1), instance)

    with pytest.raises(InvalidInputError) as refused:
        council.hand_over(case)
    db.session.rollback()
    council.hand_over(case, late_reason="The assessment came late.")

    assert set(refused.value.errors) == {"late_reason"}
    assert [item.entry.late_reason for item in seen(council, sitting).items] == ["The assessment came late."]
    told = select(Audit.details).where(Audit.stream == f"case:{case.id}", Audit.action == "complete task")
    assert db.session.scalars(told.order_by(Audit.id.desc()).limit(1)).one()["late_reason"] == (
        "The assessment came late."
    )


def test_an_item_that_is_put_off_is_in_time_for_the_later_sitting(council: Council):
    sitting, instance = collecting(council)
    council.wait_until(PAPERS + timedelta(hours=1), instance)
    about = {"sitting_id": sitting, "actor": council.person("service.manager"), "clock": council.clock}
    added = add_agenda_item(subject="Themes", papers="", late_reason="Came up today", **about)
    later = seen(council, sitting).later[0].id

    defer_agenda_item(key=f"item:{added.item_id}", to=later, reason="No time", **about)

    (entry,) = (item.entry for item in seen(council, later).items)
    assert (entry.late, entry.late_reason) == (False, None)


def test_what_somebody_declared_about_a_family_is_not_told_to_those_who_may_not_know(council: Council):
    case = council.asked()
    sitting, _ = collecting(council)
    about = {"sitting_id": sitting, "actor": council.person("service.manager"), "clock": council.clock}
    key = seen(council, sitting).items[0].entry.key
    declared = {"name": "A", "role": "", "status": Attending.PRESENT, "interest": "Aunt", "items": [key]}
    row = record_attendance(**declared, **about)
    restrict_case(
        case_id=case.id,
        people=["service.manager"],
        reason="Known",
        actor=council.person("service.manager"),
        clock=council.clock,
    )

    (told,) = seen(council, sitting, by="business.lead").attendance

    assert told.interest is None
    assert seen(council, sitting).attendance[0].interest == "Aunt"
    with pytest.raises(NotAllowedError, match="may not see"):
        record_attendance(
            attendance_id=UUID(row.attendance_id),
            name="A",
            role="",
            status=Attending.ABSENT,
            **{**about, "actor": council.person("business.lead")},
        )


def test_minutes_are_for_members_of_the_panel(council: Council):
    sitting, _ = collecting(council)
    about = {"sitting_id": sitting, "actor": council.person("service.manager"), "clock": council.clock}
    save_minutes(minutes="We spoke about Test Family Ash", chair="", version=version_of(""), **about)

    assert seen(council, sitting, by="social.service").minutes == "We spoke about Test Family Ash"
    assert seen(council, sitting, by="manager.central").minutes == ""


def test_a_sitting_of_a_panel_that_the_release_has_dropped_does_not_close_the_meetings_of_a_case(
    rolled_back: Flask, clock: VirtualClock
):
    case_id, sitting = UUID(triaged(clock).case_id), uuid4()
    stamp = {"added_at": clock.now(), "added_by": "worker.west", "details": {}, "status": ItemStatus.LISTED}
    db.session.add(Sitting(id=sitting, authority="test", panel="gone", at=SITS, regular_at=SITS, revision=1))
    db.session.flush()
    db.session.add(AgendaItem(id=uuid4(), sitting_id=sitting, position=1, case_id=case_id, subject="Asked", **stamp))

    found = meetings_of_case(case_id=case_id, actor=person("worker.west"), clock=clock)

    assert found.sittings == ()


def test_what_the_process_decides_is_not_decided_by_hand(council: Council):
    council.asked()
    sitting, _ = collecting(council)
    key = seen(council, sitting).items[0].entry.key

    with pytest.raises(WrongStateError):
        withdraw_agenda_item(
            sitting_id=sitting,
            key=key,
            reason="Changed our mind",
            actor=council.person("service.manager"),
            clock=council.clock,
        )


def test_members_who_neither_assign_nor_approve_change_nothing(council: Council):
    sitting, _ = collecting(council)

    for name in ("social.service", "manager.central"):
        with pytest.raises(NotAllowedError):
            save_minutes(
                sitting_id=sitting,
                minutes="Mine",
                version=version_of(""),
                actor=council.person(name),
                clock=council.clock,
            )


def test_minutes_are_not_written_over_what_somebody_else_wrote(council: Council):
    sitting, _ = collecting(council)
    about = {"sitting_id": sitting, "clock": council.clock}
    first = save_minutes(minutes="One", version=version_of(""), actor=council.person("business.lead"), **about)

    with pytest.raises(StaleVersionError):
        save_minutes(minutes="Two", version=version_of(""), actor=council.person("service.manager"), **about)
    save_minutes(minutes="One and two", version=first.version, actor=council.person("service.manager"), **about)

    assert seen(council, sitting).minutes == "One and two"


def held(council: Council) -> UUID:
    """A sitting at which everything was decided."""
    council.asked()
    sitting, instance = collecting(council)
    council.wait_until(PAPERS, instance)
    council.screened()
    council.wait_until(SITS, instance)
    for child in ("Child One", "Child Two"):
        council.decided(child, "agreed")
    return sitting


def test_a_sitting_with_something_open_cannot_be_frozen(council: Council):
    council.asked()
    sitting, instance = collecting(council)
    about = {"sitting_id": sitting, "actor": council.person("service.manager"), "clock": council.clock}

    with pytest.raises(InvalidInputError, match="need changing") as early:
        freeze_sitting(**about)
    council.wait_until(PAPERS, instance)
    council.screened()
    council.wait_until(SITS, instance)
    with pytest.raises(InvalidInputError) as undecided:
        freeze_sitting(**about)

    assert early.value.errors["freeze"] == ("The sitting has not begun yet",)
    assert undecided.value.errors["freeze"][0].startswith("1 item is still open")


def test_frozen_means_frozen(council: Council):
    sitting = held(council)
    manager = council.person("service.manager")
    about = {"sitting_id": sitting, "actor": manager, "clock": council.clock}
    before = seen(council, sitting)

    freeze_sitting(**about)

    attempts = (
        lambda: freeze_sitting(**about),
        lambda: save_minutes(minutes="x", version=version_of(""), **about),
        lambda: add_agenda_item(subject="More", papers="", late_reason="Late", **about),
        lambda: record_attendance(name="Somebody", role="", status=Attending.PRESENT, **about),
        lambda: move_agenda_item(key=before.items[0].entry.key, way=Way.UP, **about),
    )
    for attempt in attempts:
        with pytest.raises(WrongStateError):
            attempt()
    kept = seen(council, sitting).items[0].entry
    assert kept.decision == before.items[0].entry.decision
    assert kept.facts == before.items[0].entry.facts
    assert kept.steps[0].facts == before.items[0].entry.steps[0].facts
    assert kept.decisions[0].at == before.items[0].entry.decisions[0].at


def test_the_chair_signs_off_once_and_the_pack_is_kept(council: Council):
    sitting = held(council)
    manager = council.person("service.manager")
    about = {"sitting_id": sitting, "clock": council.clock}
    with pytest.raises(WrongStateError):
        sign_off_sitting(pack=b"%PDF", if_revision=0, actor=manager, **about)
    frozen = freeze_sitting(actor=manager, **about)

    with pytest.raises(NotAllowedError):
        sign_off_sitting(pack=b"%PDF", if_revision=frozen.revision, actor=council.person("business.lead"), **about)
    with pytest.raises(StaleVersionError):
        sign_off_sitting(pack=b"%PDF", if_revision=frozen.revision - 1, actor=manager, **about)
    sign_off_sitting(pack=b"%PDF kept", if_revision=frozen.revision, actor=manager, **about)
    with pytest.raises(ConflictError):
        sign_off_sitting(pack=b"%PDF other", if_revision=frozen.revision + 1, actor=manager, **about)

    detail = seen(council, sitting)
    document = db.session.get(Document, detail.pack_id)
    assert (detail.signed_off_by, document and document.title) == (
        "Service Manager",
        "Transfer Panel, 22 December 2026: signed pack",
    )

"""What process owners and operators changed on a case is told on the case, with the reason."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from service.clocks.clock import VirtualClock
from service.errors import NotFoundError
from service.models import BulkKind, Instance, InstanceState, db
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.change_instance import cancel_instance, suspend_instance
from service.pathways.mark_significant import mark_significant
from service.pathways.move_instance import move_instance
from service.pathways.queries.story import StoryEntry, StoryFilter, case_story
from service.pathways.queries.story_parts import StoryKind, StoryWhat
from service.pathways.queries.timeline import TimelineKind, case_timeline
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from service.pathways.start_instance import start_instance
from tests.integration.builders import person, triaged
from tests.integration.drafting import add_owners
from tests.integration.moving import SUPPORT, current_id, instance_of, moved, release_with, run_all
from tests.integration.pathways.test_case_queries import ALL, key
from tests.integration.pathways.test_operators import failed_letter, redirect, skip, sources

RENAMED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}
CHANGED = ("moved:", "redirected:", "skipped:")


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def story(case: StartedCase, *, to: str = "worker.west", **filters: object) -> tuple[StoryEntry, ...]:
    asked = StoryFilter(**filters)  # type: ignore[arg-type] # a test's shorthand
    return case_story(case_id=key(case), actor=person(to), filters=asked, page=ALL).items


def changes(case: StartedCase, **about: object) -> list[StoryEntry]:
    return [entry for entry in story(case, **about) if entry.id.startswith(CHANGED)]


def with_second_process(case: StartedCase, clock: VirtualClock) -> str:
    started = start_instance(
        process="urgent_concern", event="Event_ConcernRaised", case_id=key(case), actor=person("door.one"), clock=clock
    )
    return started.instance_id


def test_a_move_is_one_entry_of_the_case_however_many_processes_it_has(clock: VirtualClock):
    case, other = triaged(clock), triaged(clock, family="Test Family Oak")
    with_second_process(case, clock)

    bulk_id = moved(release_with(clock, RENAMED), clock)

    (told,) = changes(case)
    assert (told.id, told.kind, told.title, told.reason, told.by, told.at) == (
        f"moved:{bulk_id}",
        StoryKind.PATHWAY,
        "2",
        "Better words",
        "Owner One",
        clock.now(),
    )
    assert len(changes(other)) == 1
    assert told.parts == ()


def test_each_move_there_and_back_is_told(clock: VirtualClock):
    case, first = triaged(clock), current_id()
    moved(release_with(clock, RENAMED), clock)

    move_instance(
        instance_id=instance_of(case.case_id).id,
        release_id=first,
        reason="It went wrong",
        actor=person("owner.two"),
        clock=clock,
    )

    assert {(entry.title, entry.reason, entry.by) for entry in changes(case)} == {
        ("2", "Better words", "Owner One"),
        ("1", "It went wrong", "Owner Two"),
    }


def test_a_move_of_a_part_only_is_told_to_who_asks(clock: VirtualClock):
    case, before = triaged(clock), current_id()
    release_with(clock, RENAMED)
    part = {"process": "monitoring", "event": "Event_MonitoringBegins", "case_id": key(case)}
    monitoring = start_instance(**part, actor=person("worker.west"), clock=clock)

    moved(before, clock, instance_ids=[UUID(monitoring.instance_id)])

    assert changes(case) == []
    (told,) = changes(case, kinds=frozenset({StoryKind.PATHWAY}))
    assert (told.what, len(told.parts)) == (StoryWhat.MOVED, 1)


def test_the_chronology_has_a_move_only_where_somebody_chose_it(clock: VirtualClock):
    case = triaged(clock)
    moved(release_with(clock, RENAMED), clock)
    (told,) = changes(case)
    before = changes(case, significant=True)

    mark_significant(case_id=key(case), entry=told.id, significant=True, actor=person("worker.west"), clock=clock)

    assert before == []
    assert [entry.id for entry in changes(case, significant=True)] == [told.id]


def test_a_process_that_was_moved_to_another_step_says_which_and_why(clock: VirtualClock):
    case = triaged(clock)
    standing = sources(case, clock)["Task_Visit"]

    redirect(case, clock, standing.id, "Task_Triage")

    (told,) = changes(case)
    assert (told.title, told.reason, told.by) == ("Triage the referral", "Agreed with the family", "Admin One")


def test_a_step_that_was_left_out_says_why(clock: VirtualClock):
    case, incident = failed_letter(clock)

    skip(incident, clock)

    (told,) = changes(case)
    assert (told.title, told.reason, told.by) == (incident.name, "Posted by hand", "Admin One")


def test_why_a_process_was_suspended_is_not_why_it_ended(clock: VirtualClock):
    case = triaged(clock)
    instance_id = instance_of(case.case_id).id
    suspend_instance(instance_id=instance_id, reason="Complaint about a worker", actor=person("admin.one"), clock=clock)
    ended = {"status": InstanceState.COMPLETED, "ended_at": clock.now()}  # as by the answer of a call
    db.session.execute(update(Instance).where(Instance.id == instance_id).values(**ended))

    assert "Complaint" not in " ".join(f"{entry.title} {entry.detail} {entry.reason}" for entry in story(case))


@pytest.mark.parametrize("many", [False, True])
def test_a_process_that_was_stopped_says_by_whom_and_why(clock: VirtualClock, many: bool):
    case, operator = triaged(clock), person("admin.one")
    instance_id = instance_of(case.case_id).id
    about = {"reason": "Opened twice", "actor": operator, "clock": clock}
    if many:
        begun = begin_bulk_action(kind=BulkKind.CANCEL, instance_ids=[instance_id], **about)
        run_all(UUID(begun.bulk_id), clock)
    else:
        cancel_instance(instance_id=instance_id, **about)

    (ended,) = [entry for entry in story(case) if entry.id.startswith("process-ended:")]

    assert (ended.what, ended.reason, ended.by) == (StoryWhat.CANCELLED, "Opened twice", "Admin One")


def test_programs_read_the_same(clock: VirtualClock):
    case = triaged(clock)
    moved(release_with(clock, RENAMED), clock)
    redirect(case, clock, sources(case, clock)["Task_Visit"].id, "Task_Triage")

    entries = case_timeline(case_id=key(case), actor=person("worker.west"), page=ALL).items

    told = [entry.detail for entry in entries if entry.kind is TimelineKind.PROCESS and "moved" in str(entry.detail)]
    assert sorted(map(str, told)) == [
        "moved to release 2: Better words",
        "moved to step Task_Triage: Agreed with the family",
    ]


def test_nobody_who_may_not_open_the_case_is_told(clock: VirtualClock):
    case, director = triaged(clock), person("director.one")
    restrict_case(case_id=key(case), people=["director.one"], reason="Colleague", actor=director, clock=clock)
    moved(release_with(clock, RENAMED), clock)

    with pytest.raises(NotFoundError):
        story(case, to="owner.one")
    assert len(changes(case, to="director.one")) == 1

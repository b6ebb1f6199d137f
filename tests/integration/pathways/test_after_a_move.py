"""What a case did before it moved is told as the release of that time has it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from service.clocks.clock import VirtualClock
from service.engine.migration import Place
from service.library import read_directory
from service.pathways.queries.after_task import after_task
from service.pathways.queries.case_decisions import governance, rules_in_force
from service.pathways.queries.instances import ElementMark, element_states
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.story import Side, StoryFilter, StoryKind, case_story
from service.pathways.queries.task_page import task_page
from service.pathways.queries.tasks import task_form
from tests.integration.builders import AUTHORITY, LIBRARY, StartedCase, complete, later, person, started, task_of
from tests.integration.drafting import add_owners
from tests.integration.moving import SUPPORT, current_id, instance_of, moved, release_with, released

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}
TO_SEE = {Place("support", "Task_Visit"): Place("support", "Task_See")}


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def triage(clock: VirtualClock) -> tuple[StartedCase, UUID]:
    """A case that was triaged an hour ago, and its first task."""
    case = started(clock)
    task_id = task_of(case.case_id, "Task_Triage")
    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)
    later(clock, hours=1)
    return case, task_id


def without_triage() -> dict[str, bytes]:
    """The library, in which the first task has another id and its form is gone."""
    files = dict(read_directory(LIBRARY, AUTHORITY))
    del files["forms/test/triage.form"]
    files[SUPPORT] = files[SUPPORT].replace(b"Task_Triage", b"Task_First").replace(b'"triage"', b'"referral"')
    return files


def test_a_task_that_was_done_shows_the_form_that_it_had(clock: VirtualClock):
    case, task_id = triage(clock)
    moved(released(AUTHORITY, without_triage(), clock), clock)
    reader = person("door.one")

    assert instance_of(case.case_id).release_id == current_id()
    assert task_page(task_id=task_id, actor=reader, now=clock.now()).form.id == "triage"
    assert task_form(task_id=task_id, actor=reader).form.id == "triage"
    assert after_task(task_id=task_id, actor=reader).form.id == "triage"


def test_what_was_supervision_when_it_was_written_stays_in_its_own_file(clock: VirtualClock):
    plain = current_id()
    marked = {
        '<camunda:property name="event" value="triaged"/>': (
            '<camunda:property name="event" value="triaged"/><camunda:property name="record_kind" value="oversight"/>'
        )
    }
    release_with(clock, {SUPPORT: marked})
    case, _ = triage(clock)

    moved(plain, clock)

    reader = person("owner.one")
    records = StoryFilter(kinds=frozenset({StoryKind.RECORD}))
    story = case_story(case_id=UUID(case.case_id), actor=reader, filters=records, page=PageRequest())
    sides = [entry.side for entry in story.items]
    assert sorted(sides) == [Side.CASE, Side.OVERSIGHT]
    assert len(governance(case_id=UUID(case.case_id), actor=reader).oversight) == 1


def test_the_rules_in_force_are_those_of_the_release_that_was_followed_then(clock: VirtualClock):
    case, _ = triage(clock)
    moved(release_with(clock, {SUPPORT: {'name="Visit the family"': 'name="See the family"'}}), clock)
    at = clock.now()
    later(clock, hours=1)

    before, after = (
        rules_in_force(case_id=UUID(case.case_id), actor=person("worker.west"), at=moment)
        for moment in (at - timedelta(minutes=1), at)
    )

    assert [(each.release, each.ended_at) for each in before] == [(1, at)]
    assert [(each.release, each.started_at, each.ended_at) for each in after] == [(2, at, None)]


def test_a_step_that_was_renamed_there_and_back_is_not_open_for_ever(clock: VirtualClock):
    case, _ = triage(clock)
    old = current_id()
    moved(release_with(clock, {SUPPORT: {"Task_Visit": "Task_See"}}), clock, mapping=TO_SEE)
    later(clock, minutes=1)
    moved(old, clock)
    complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)

    states = element_states(instance_id=instance_of(case.case_id).id, actor=person("admin.one"))

    assert {each.element: each.state for each in states}["Task_Visit"] is ElementMark.COMPLETED
    assert "Task_See" not in {each.element for each in states}

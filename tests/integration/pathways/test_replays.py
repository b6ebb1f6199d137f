"""Real processes played again: faithful to what happened, and told where the draft would have gone another way."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.errors import NotFoundError
from service.models import Audit, Case, Instance, db
from service.pathways.queries.drafts import draft_file
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.replays import counted_processes, list_replayable
from service.pathways.replay_process import ProcessReplay, replay_process
from service.pathways.start_case import StartedCase
from service.simulator.replay_difference import Sort
from tests.integration.builders import later, person, triaged
from tests.integration.drafting import add_owners, begun, saved
from tests.integration.replaying import OTHERWISE, YES, changed, finished

DIRECT = b'<bpmn:sequenceFlow id="Flow_Reply_Close" sourceRef="Event_Reply" targetRef="Task_Close"'
THROUGH_COPY = (
    b'<bpmn:userTask id="Task_Copy" name="Give the family a copy" camunda:candidateGroups="worker"/>'
    b'<bpmn:sequenceFlow id="Flow_Copy_Close" sourceRef="Task_Copy" targetRef="Task_Close"/>'
    b'<bpmn:sequenceFlow id="Flow_Reply_Close" sourceRef="Event_Reply" targetRef="Task_Copy"'
)


@pytest.fixture
def draft_id(rolled_back: Flask, clock: VirtualClock) -> UUID:
    add_owners(clock)
    return begun(clock)


def replayed(draft_id: UUID, case: StartedCase, clock: VirtualClock) -> ProcessReplay:
    return replay_process(draft_id=draft_id, instance_id=UUID(case.instance_id), actor=person("owner.one"), clock=clock)


def test_a_draft_that_changes_nothing_goes_the_same_way(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)

    found = replayed(draft_id, case, clock)

    assert found.hindrances == ()
    assert found.faithful
    assert (found.apart, found.notes) == ((), ())
    assert not any(pair.differs for pair in found.pairs)
    told = [pair.after.text for pair in found.pairs if pair.after is not None]
    assert "Message reply arrives" in told
    assert "Family support completed" in told


def test_a_case_that_still_runs_is_played_up_to_now(draft_id: UUID, clock: VirtualClock):
    case = triaged(clock)
    later(clock, minutes=10)

    found = replayed(draft_id, case, clock)

    assert found.faithful
    assert found.apart == ()


def test_another_due_date_is_told(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    path = "processes/test/deadlines.dmn"
    content = draft_file(draft_id=draft_id, path=path, actor=person("owner.one")).decode()
    row = content.index('"visit"')
    amount = content.index("<text>", content.index("</outputEntry>", row)) + len("<text>")
    end = content.index("</text>", amount)
    saved(draft_id, clock, content=(content[:amount] + "9" + content[end:]).encode(), path=path)

    found = replayed(draft_id, case, clock)

    assert found.faithful
    assert {each.sort for each in found.apart} == {Sort.DUE}
    assert "Visit the family" in {each.what for each in found.apart}


def test_another_branch_is_told_with_what_the_draft_had_no_place_for(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    changed(draft_id, clock, YES, OTHERWISE)

    found = replayed(draft_id, case, clock)

    steps = {each.what: (each.before, each.after) for each in found.apart if each.sort is Sort.STEP}
    assert steps["Referral declined"] == ("Not reached", "Reached")
    assert steps["Visit the family"] == ("Reached", "Not reached")
    assert any("“Visit the family” was done: the draft does not ask for it then." in note for note in found.notes)


def test_a_new_step_is_taken_as_done_so_that_the_rest_is_told(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    changed(draft_id, clock, DIRECT, THROUGH_COPY)

    found = replayed(draft_id, case, clock)

    assert found.faithful
    assert [(each.what, each.after) for each in found.apart if each.sort is Sort.STEP] == [
        ("Give the family a copy", "Reached")
    ]
    (note,) = found.notes
    assert "“Give the family a copy” is new: nobody answered it." in note


def test_who_looked_is_written_down(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)

    replayed(draft_id, case, clock)

    entry = db.session.scalars(select(Audit).where(Audit.action == "replay process")).one()
    assert entry.stream == f"case {case.case_id}" or case.case_id in entry.stream
    assert entry.actor_name == "owner.one"


def test_only_what_may_be_seen_is_listed_and_nothing_that_is_restricted(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    hidden = finished(VirtualClock(clock.now()))
    db.session.get_one(Case, UUID(hidden.case_id)).restricted = True
    db.session.commit()

    listed = list_replayable(draft_id=draft_id, process="support", actor=person("owner.one"), page=PageRequest())

    assert [str(each.instance_id) for each in listed.items] == [case.instance_id]
    assert "support" in counted_processes(draft_id=draft_id, actor=person("owner.one"))
    with pytest.raises(NotFoundError):
        replayed(draft_id, hidden, clock)


def test_what_does_not_reproduce_is_not_used(draft_id: UUID, clock: VirtualClock):
    case = finished(clock)
    instance = db.session.get_one(Instance, UUID(case.instance_id))
    instance.started_at -= timedelta(days=3)
    db.session.commit()

    found = replayed(draft_id, case, clock)

    assert not found.faithful
    assert found.hindrances
    assert (found.apart, found.pairs) == ((), ())

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service.library import compose
from service.simulator import Limits, World
from service.simulator.happened import Answered, Began, CaseThen, Done, EventElsewhere, Story, Told
from service.simulator.replay import replay
from service.simulator.replay_difference import Apart, Sort, apart
from tests.unit.simulator.builders import FILES, library

LIMITS = Limits(steps=100, seconds=60)
AT = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
CASE = CaseThen(
    reference="TST-2026-00001",
    authority="testshire",
    family={"name": "Test Family Ash", "reference": "F-1"},
    children=({"id": "c1", "name": "Child One", "date_of_birth": None},),
    opened=AT,
    episode=1,
    team=None,
    lead=None,
    record_link=None,
    consent=None,
)
VISITED = Done(
    at=AT + timedelta(days=3),
    process="visit",
    element="Task_Visit",
    name="Make the visit",
    item=None,
    form="visit",
    stored={"outcome": "seen"},
    actor="worker.one",
)
SENT = Answered(
    at=AT + timedelta(days=3), process="visit", element="Task_Letter", name="Send the letter", topic="letter.send"
)


def story(*happenings, process="visit", event="Event_Referral", days=4):
    began = Began(at=AT, process=process, event=event)
    return Story(case=CASE, began=began, happenings=happenings, until=AT + timedelta(days=days))


def played(told, *, changed=None, known=None):
    """On the library as it was; `changed`: on one in which the visit is drawn otherwise."""
    files = FILES if changed is None else {**FILES, "processes/testshire/visit.bpmn": changed}
    world = World.of(library() if changed is None else compose("testshire", files))
    return replay(world, told, known=known, limits=LIMITS)


def steps_known():
    return frozenset(
        (process.id, element) for process in library().release.processes.values() for element in process.elements
    )


def redrawn(before, after):
    content = FILES["processes/testshire/visit.bpmn"]
    assert before in content
    return content.replace(before, after)


def differences(told, changed):
    return list(apart(played(told), played(told, changed=changed, known=steps_known())))


def test_what_came_in_is_played_at_its_own_moment():
    found = played(story(VISITED, SENT))

    assert found.notes == ()
    assert found.instance is not None
    times = {entry.element: entry.at for entry in found.instance.history if entry.state.value == "completed"}
    assert times["Task_Visit"] == AT + timedelta(days=3)
    assert times["Event_Remind"] == AT + timedelta(days=2)
    assert "Event_Done" in times


def test_messages_go_nowhere_and_those_that_came_are_delivered():
    asked = Done(
        at=AT, process="reply", element="Task_Ask", name="Ask", item=None, form=None, stored={}, actor="manager.one"
    )
    told = Told(at=AT + timedelta(days=1), message="reply", keys={"case": CASE.reference}, payload={})

    found = played(story(asked, told, process="reply", event="Event_Asked"))

    assert found.notes == ()
    assert [instance.process for instance in found.host.instances] == ["reply"]
    assert found.instance is not None
    assert not found.instance.running


def test_the_same_drawing_goes_the_same_way():
    told = story(VISITED, SENT)

    assert differences(told, FILES["processes/testshire/visit.bpmn"]) == []


def test_another_branch_is_told():
    changed = redrawn(b'outcome = "refused"', b'outcome = "seen"')

    found = differences(story(VISITED, SENT), changed)

    told = {(each.sort, each.what): (each.before, each.after) for each in found}
    assert told[Sort.STEP, "Stopped"] == ("Not reached", "Reached")
    assert told[Sort.STEP, "Send the letter"] == ("Reached", "Not reached")


def test_another_end_and_another_name_are_told():
    changed = redrawn(b'name="Remind the worker"', b'name="Call the worker"')

    found = differences(story(days=3), changed)

    assert [(each.sort, each.before, each.after) for each in found] == [
        (Sort.STEP, "Remind the worker", "Call the worker"),
        (Sort.END, "Waits for Make the visit, Remind the worker", "Waits for Call the worker, Make the visit"),
    ]


def test_a_step_that_is_gone_is_noted_and_the_rest_goes_on():
    changed = redrawn(b'"Task_Visit"', b'"Task_Call"').replace(b'name="Make the visit"', b'name="Make a call"')

    found = played(story(VISITED, SENT), changed=changed.replace(b"Task_Visit", b"Task_Call"), known=steps_known())

    assert any("“Make a call” is new: nobody answered it." in note for note in found.notes)
    assert any("“Make the visit” was done: the draft does not ask for it then." in note for note in found.notes)


def test_events_of_other_processes_are_facts():
    found = played(story(EventElsewhere(at=AT + timedelta(hours=1), name="called", when=AT), VISITED, SENT))

    assert found.host.cases[0].events["called"] == [AT]


def test_what_is_kept_elsewhere_says_neither_for_whom_nor_what_may_pass_on_answers():
    step = Apart(sort=Sort.STEP, what="See the child", item="Child One", before="Reached", after="Not reached")
    told = Apart(sort=Sort.DECISION, what="title", before="Child One is ill", after="Ill", quotes=True)
    by_table = Apart(sort=Sort.DECISION, what="level", before="2", after="3")

    assert step.without_answers == replace(step, item=None)
    assert told.without_answers == Apart(sort=Sort.DECISION, what="title", before="", after="")
    assert by_table.without_answers == by_table


def test_what_cannot_be_begun_says_why():
    found = played(story(process="nothing", event="Event_Nothing"))

    assert found.instance is None
    assert (found.stopped, found.notes) == ("The release has no process nothing.", ())

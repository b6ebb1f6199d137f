"""Timers beside open steps are what they were when a process comes back to a release that has them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.commands import FireTimers
from service.engine.migration import Listening, Place
from tests.conformance.play import MONDAY, Play
from tests.unit.engine.diagrams import MESSAGE, drawn, listener, release_of, timer
from tests.unit.engine.migration.test_what_stays import BORDER, LATE, ONCE, REMIND, URGENT, bordered, listening

SEVEN_DAYS = MONDAY + timedelta(days=7)
EARLY = BORDER.format("Early", "false", timer("timeDuration", "P1D"))
BY_DATE = BORDER.format("Dated", "false", timer("timeDate", "2026-12-18T09:00:00Z"))
THRICE = BORDER.format("Thrice", "false", timer("timeCycle", "R3/P2D"))
BESIDE = (ONCE, EARLY, BY_DATE, THRICE)


def due(case: Play) -> list[tuple[str, object]]:
    return sorted((armed.element, armed.due_at) for armed in case.timers.values())


def test_the_plan_says_which_timer_ceases_and_when_it_was_due():
    case = Play(bordered(ONCE, URGENT, digest="old")).start()

    plan = case.plan(bordered(digest="new"))

    assert set(plan.ceases) == {
        Listening(place=Place("p", "Event_Remind"), name="Event_Remind", due_at=SEVEN_DAYS),
        Listening(place=Place("p", "Event_Urgent"), name="Event_Urgent"),
    }
    assert [(left.place, left.due_at, left.repeats) for left in plan.leaves] == [
        (Place("p", "Event_Remind"), SEVEN_DAYS, False)
    ]


@pytest.mark.parametrize("event", [ONCE, REMIND])
def test_a_timer_has_its_due_time_again_on_the_way_back(event):
    old = bordered(event, digest="old")
    case = Play(old).start()
    case.move(bordered(digest="new"))
    case.wait(days=3)

    plan = case.plan(old)
    case.move(old)

    assert [begins.due_at for begins in plan.begins] == [SEVEN_DAYS]
    assert due(case) == [("Event_Remind", SEVEN_DAYS)]
    case.wait(days=4)
    assert case.tasks == ["Task_Remind", "Task_Work"]


@pytest.mark.parametrize(("event", "next_due"), [(ONCE, None), (REMIND, SEVEN_DAYS + timedelta(days=7))])
def test_a_timer_that_was_due_meanwhile_goes_off_once(event, next_due):
    old = bordered(event, digest="old")
    case = Play(old).start()
    case.move(bordered(digest="new"))
    case.wait(days=9)

    case.move(old)
    assert (case.last.next_due, case.tasks) == (SEVEN_DAYS, ["Task_Work"])
    case.do(FireTimers())

    assert case.tasks == ["Task_Remind", "Task_Work"]
    assert case.last.next_due == next_due


def test_a_reminder_that_was_given_is_not_given_again_on_the_way_back():
    old, new = bordered(ONCE, digest="old"), bordered(digest="new")
    case = Play(old).start()
    case.wait(days=8)
    case.complete("Task_Remind")

    for release in (new, old, new, old):
        case.move(release)

    assert (case.armed, case.tasks) == ([], ["Task_Work"])


def test_turns_that_are_over_do_not_begin_again():
    old = bordered(BORDER.format("Remind", "false", timer("timeCycle", "R1/P7D")), digest="old")
    case = Play(old).start()
    case.wait(days=7)
    case.complete("Task_Remind")
    assert case.armed == []

    case.move(bordered(digest="new"))
    case.move(old)

    assert case.armed == []


def test_a_timer_that_was_added_goes_on_counting_when_the_process_goes_there_again():
    old, new = bordered(digest="old"), bordered(LATE, digest="new")
    case = Play(old).start()
    case.move(new)
    case.wait(days=4)

    case.move(old)
    case.move(new)

    assert due(case) == [("Event_Late", MONDAY + timedelta(days=10))]


def test_the_release_in_between_need_not_have_it():
    old = bordered(ONCE, digest="old")
    case = Play(old).start()

    for release in (bordered(digest="new"), bordered(URGENT, digest="newer"), old):
        case.clock.move_to(case.clock.now() + timedelta(days=1))
        case.move(release)

    assert due(case) == [("Event_Remind", SEVEN_DAYS)]


def test_what_went_off_on_the_way_back_is_not_done_again():
    old, new = bordered(ONCE, digest="old"), bordered(digest="new")
    case = Play(old).start()
    case.move(new)
    case.move(old)
    case.wait(days=7)
    case.complete("Task_Remind")

    case.move(new)
    case.move(old)

    assert case.armed == []


def test_a_reminder_that_repeats_where_the_process_comes_to_counts_anew():
    case = Play(bordered(ONCE, digest="old")).start()
    case.wait(days=7)
    case.complete("Task_Remind")
    case.move(bordered(digest="new"))

    case.move(bordered(REMIND, digest="newer"))

    assert due(case) == [("Event_Remind", SEVEN_DAYS + timedelta(days=7))]


def test_a_timer_that_listens_beside_a_whole_process_has_its_time_again():
    after = timer("timeDuration", "P7D")
    old, new = listening(listener(after), digest="old"), listening(digest="new")
    case = Play(old).start()
    case.move(new)
    case.wait(days=2)

    case.move(old)
    assert due(case) == [("Sub_Listener", SEVEN_DAYS)]
    case.wait(days=5)
    case.complete("Sub_Listener_Task")
    case.move(new)
    case.move(old)

    assert case.armed == []


def named(event: str, name: str) -> str:
    return event.replace(" attachedToRef", f' name="{name}" attachedToRef')


def test_an_event_drawn_anew_under_the_same_name_takes_the_place_of_the_other():
    old = bordered(named(ONCE, "Remind"), URGENT, digest="old")
    anew = named(BORDER.format("Anew", "false", timer("timeDuration", "P9D")), "Remind")
    case = Play(old).start()
    (before,) = case.timers.values()
    case.wait(days=1)

    step = case.move(bordered(anew, URGENT, digest="new"))

    (timer_now,) = case.timers.values()
    assert (timer_now.id, timer_now.element, timer_now.due_at) == (before.id, "Event_Anew", SEVEN_DAYS)
    assert (step.armed, step.dropped) == ((), ())
    case.move(old)
    assert case.timers == {before.id: before}


def test_an_event_drawn_anew_that_is_another_one_does_not():
    case = Play(bordered(named(ONCE, "Remind"), digest="old")).start()
    another = (
        named(BORDER.format("Anew", "true", timer("timeDuration", "P7D")), "Remind"),
        named(BORDER.format("Anew", "false", timer("timeCycle", "R/P7D")), "Remind"),
        named(BORDER.format("Anew", "false", MESSAGE), "Remind"),
        named(BORDER.format("Anew", "false", timer("timeDuration", "P7D")), "Remind the family"),
    )

    plans = [case.plan(bordered(event, digest="new")) for event in another]

    assert [[each.name for each in plan.ceases] for plan in plans] == [["Remind"]] * 4


def test_of_two_alike_neither_takes_the_place():
    two = [named(BORDER.format(each, "false", timer("timeDuration", "P7D")), "Remind") for each in ("One", "Other")]
    case = Play(bordered(named(ONCE, "Remind"), digest="old")).start()

    plan = case.plan(bordered(*two, digest="new"))

    assert (len(plan.ceases), len(plan.begins)) == (1, 2)


def test_a_timer_that_was_given_back_is_left_behind_no_more():
    old, new = bordered(ONCE, digest="old"), bordered(digest="new")
    case = Play(old).start()
    case.move(new)
    assert len(case.left) == 1

    case.move(old)

    assert case.left == ()


def test_what_is_left_behind_is_said_whole_by_every_move():
    case = Play(bordered(ONCE, EARLY, digest="old")).start()
    case.move(bordered(EARLY, digest="new"))
    case.move(bordered(URGENT, digest="newer"))

    assert {left.place.element for left in case.left} == {"Event_Remind", "Event_Early"}


def test_what_waited_beside_a_step_that_is_over_is_left_behind_no_more():
    def two_steps(*events: str, digest: str):
        body = '<userTask id="Task_Work"/><userTask id="Task_Next"/><endEvent id="Event_Over"/>'
        body += "".join(events) + "".join('<endEvent id="Event_RemindOver"/>' for _ in events)
        paths = ["Event_Remind Event_RemindOver" for _ in events]
        return release_of(drawn(body, "Event_Begin Task_Work Task_Next Event_Over", *paths), digest=digest)

    case = Play(two_steps(ONCE, digest="old")).start()
    case.move(two_steps(digest="new"))
    case.complete("Task_Work")

    case.move(two_steps(digest="newer"))

    assert case.left == ()


def test_a_reminder_that_repeats_again_does_not_fire_at_once_for_what_was_due_long_ago():
    cycle, none, once = bordered(REMIND, digest="cycle"), bordered(digest="none"), bordered(ONCE, digest="once")
    case = Play(cycle).start()
    for release in (none, cycle):
        case.move(release)
    case.wait(days=7)
    case.move(once)
    case.wait(days=7)
    case.wait(days=20)

    case.move(cycle)
    case.do(FireTimers())

    assert due(case) == [("Event_Remind", case.clock.now() + timedelta(days=7))]
    assert case.tasks == ["Task_Remind", "Task_Remind", "Task_Work"]


def anew(kind: str = "timeDuration", span: str = "P7D", *, interrupting: str = "false", name: str = "Remind") -> str:
    return named(BORDER.format("Anew", interrupting, timer(kind, span)), name)


def test_a_reminder_drawn_anew_after_a_release_without_it_is_not_given_again():
    old = bordered(named(ONCE, "Remind"), digest="old")
    case = Play(old).start()
    case.wait(days=7)
    case.complete("Task_Remind")
    case.move(bordered(digest="new"))

    case.move(bordered(anew(), digest="newer"))

    assert (case.armed, case.left) == ([], ())
    case.move(old)
    assert case.armed == []


@pytest.mark.parametrize(("event", "again"), [(ONCE, anew()), (REMIND, anew("timeCycle", "R/P7D"))])
def test_a_timer_drawn_anew_after_a_release_without_it_has_its_due_time(event, again):
    case = Play(bordered(named(event, "Remind"), digest="old")).start()
    case.move(bordered(digest="new"))
    case.wait(days=3)

    case.move(bordered(again, digest="newer"))

    assert due(case) == [("Event_Anew", SEVEN_DAYS)]


def test_a_timer_drawn_anew_that_is_another_one_counts_anew():
    case = Play(bordered(named(ONCE, "Remind"), digest="old")).start()
    case.move(bordered(digest="new"))
    case.wait(days=3)
    another = (anew(interrupting="true"), anew("timeCycle", "R/P7D"), anew(name="Remind the family"))

    plans = [case.plan(bordered(event, digest="newer")) for event in another]

    assert [[each.due_at for each in plan.begins] for plan in plans] == [[SEVEN_DAYS + timedelta(days=3)]] * 3
    assert [[left.due_at for left in plan.leaves] for plan in plans] == [[SEVEN_DAYS]] * 3


def test_of_two_alike_neither_has_the_time_of_what_was_left_behind():
    two = [named(BORDER.format(each, "false", timer("timeDuration", "P7D")), "Remind") for each in ("One", "Other")]
    case = Play(bordered(named(ONCE, "Remind"), digest="old")).start()
    case.move(bordered(digest="new"))
    case.wait(days=3)

    case.move(bordered(*two, digest="newer"))

    assert due(case) == [(each, SEVEN_DAYS + timedelta(days=3)) for each in ("Event_One", "Event_Other")]
    assert [left.due_at for left in case.left] == [SEVEN_DAYS]


def test_a_reminder_that_went_off_under_another_id_does_not_go_off_again_on_the_way_back():
    old, new = bordered(named(ONCE, "Remind"), digest="old"), bordered(digest="new")
    case = Play(old).start()
    for release in (new, old, bordered(anew(), digest="newer")):
        case.move(release)
    case.wait(days=7)
    assert case.tasks == ["Task_Anew", "Task_Work"]
    case.complete("Task_Anew")

    case.move(new)
    case.move(old)

    assert case.armed == []


def test_a_timer_that_waits_once_is_the_first_turn_of_one_that_repeats_where_it_comes_back():
    case = Play(bordered(ONCE, digest="old")).start()
    case.move(bordered(digest="new"))
    case.wait(days=3)

    case.move(bordered(REMIND, digest="newer"))

    assert due(case) == [("Event_Remind", SEVEN_DAYS)]
    case.wait(days=4)
    assert due(case) == [("Event_Remind", SEVEN_DAYS + timedelta(days=7))]


def test_a_listener_drawn_anew_after_a_release_without_it_is_not_heard_again():
    def listening_as(element: str, digest: str):
        event = listener(timer("timeDuration", "P7D"), element=element)
        return listening(event.replace(" triggeredByEvent", ' name="After a week" triggeredByEvent'), digest=digest)

    case = Play(listening_as("Sub_Listener", "old")).start()
    case.wait(days=7)
    case.complete("Sub_Listener_Task")
    case.move(listening(digest="new"))

    case.move(listening_as("Sub_Anew", "newer"))

    assert (case.armed, case.tasks) == ([], ["Task_Work"])


def awaiting(wait: str, digest: str):
    """Return a gateway that waits for a message, or for a week to pass."""
    body = (
        '<eventBasedGateway id="Gateway_Wait"/><endEvent id="Event_Over"/><endEvent id="Event_TooLate"/>'
        f'<intermediateCatchEvent id="Event_Urgent">{MESSAGE}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="{wait}" name="A week">{timer("timeDuration", "P7D")}</intermediateCatchEvent>'
    )
    paths = ("Event_Begin Gateway_Wait Event_Urgent Event_Over", f"Gateway_Wait {wait} Event_TooLate")
    return release_of(drawn(body, *paths), digest=digest)


def test_a_timer_behind_a_gateway_that_is_drawn_anew_keeps_its_due_time():
    case = Play(awaiting("Event_Week", "old")).start()
    case.wait(days=3)

    case.move(awaiting("Event_Anew", "new"))

    assert (due(case), case.left) == ([("Event_Anew", SEVEN_DAYS)], ())


FIRST, SECOND = (
    named(BORDER.format(each, "false", timer("timeDuration", span)), "Remind")
    for each, span in (("First", "P5D"), ("Second", "P10D"))
)
TEN_DAYS = MONDAY + timedelta(days=10)


def twins(days: int) -> Play:
    """Return a task that has two reminders of one name, and has been open for so many days."""
    case = Play(bordered(FIRST, SECOND, digest="twins")).start()
    case.wait(days=days)
    for task in [task for task in case.tasks if task != "Task_Work"]:
        case.complete(task)
    return case


@pytest.mark.parametrize(
    ("days", "first"), [(6, []), (3, [("Event_First", MONDAY + timedelta(days=5))])], ids=["fired", "waiting"]
)
def test_a_timer_that_goes_on_does_not_take_up_its_twin_that_was_left_behind(days, first):
    case = twins(days)
    case.move(bordered(SECOND, digest="one"))
    case.move(bordered(SECOND, URGENT, digest="other words"))
    assert [left.place.element for left in case.left] == ["Event_First"]

    case.move(bordered(FIRST, SECOND, digest="twins"))

    assert due(case) == [*first, ("Event_Second", TEN_DAYS)]
    assert case.left == ()


def test_a_timer_that_has_fired_does_not_take_up_its_twin_that_was_left_behind():
    case = Play(bordered(FIRST, SECOND, digest="twins")).start()
    case.wait(days=6)
    case.complete("Task_First")
    case.move(bordered(FIRST, digest="one"))
    case.move(bordered(FIRST, URGENT, digest="other words"))

    case.move(bordered(FIRST, SECOND, digest="twins"))

    assert due(case) == [("Event_Second", TEN_DAYS)]


def test_a_twin_that_comes_to_be_where_another_one_was_does_not_take_it_up_and_is_mapped_back():
    case = twins(days=6)
    case.move(bordered(SECOND, digest="one"))
    case.move(bordered(FIRST, digest="in its place"), {"Event_Second": "Event_First"})
    assert due(case) == [("Event_First", TEN_DAYS)]

    case.move(bordered(FIRST, SECOND, digest="twins"), {"Event_First": "Event_Second"})

    assert due(case) == [("Event_Second", TEN_DAYS)]


def test_twins_that_have_changed_places_are_given_no_more_often():
    case = twins(days=6)
    case.move(bordered(SECOND, digest="one"))
    case.move(bordered(FIRST, digest="in its place"))
    assert due(case) == [("Event_First", TEN_DAYS)]

    case.move(bordered(FIRST, SECOND, digest="twins"))

    assert due(case) == [("Event_First", TEN_DAYS)]


def test_twins_that_were_left_behind_at_one_place_are_both_there_again():
    case = twins(days=6)
    for digest, events in (("one", (SECOND,)), ("in its place", (FIRST,)), ("none", ())):
        case.move(bordered(*events, digest=digest))

    case.move(bordered(FIRST, SECOND, digest="twins"))

    assert (due(case), case.left) == ([("Event_First", TEN_DAYS)], ())


def test_of_twins_that_were_left_behind_at_one_place_the_last_is_taken_up_first():
    case = twins(days=6)
    for digest, events in (("one", (SECOND,)), ("in its place", (FIRST,)), ("none", ())):
        case.move(bordered(*events, digest=digest))

    case.move(bordered(SECOND, digest="one"))
    assert due(case) == [("Event_Second", TEN_DAYS)]
    case.move(bordered(FIRST, SECOND, digest="twins"))

    assert (due(case), case.left) == ([("Event_Second", TEN_DAYS)], ())


def test_a_third_of_that_name_is_what_was_left_behind_not_what_goes_on():
    third = named(BORDER.format("Third", "false", timer("timeDuration", "P5D")), "Remind")
    case = twins(days=6)
    case.move(bordered(SECOND, digest="one"))

    case.move(bordered(SECOND, third, digest="anew"))

    assert due(case) == [("Event_Second", TEN_DAYS)]


def test_timers_without_a_name_are_no_twins():
    case = Play(bordered(ONCE, EARLY, digest="old")).start()
    case.wait(days=2)
    case.complete("Task_Early")
    case.move(bordered(ONCE, digest="new"))
    case.move(bordered(ONCE, URGENT, digest="newer"))

    case.move(bordered(ONCE, EARLY, digest="old"))

    assert due(case) == [("Event_Remind", SEVEN_DAYS)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from(BESIDE)), st.integers(0, 4)), max_size=4), st.integers(0, 8))
def test_a_case_that_was_away_is_what_it_would_be_had_it_stayed(ways, days):
    old = bordered(*BESIDE, digest="old")
    case, stayed = Play(old).start(), Play(old).start()
    for each in (case, stayed):
        each.wait(days=days)
        for task in [task for task in each.tasks if task != "Task_Work"]:
            each.complete(task)

    for place, (events, meanwhile) in enumerate(ways):
        case.move(bordered(*(event for event in BESIDE if event in events), digest=f"new {place}"))
        case.clock.move_to(case.clock.now() + timedelta(days=meanwhile))
    case.move(old)
    case.do(FireTimers())
    stayed.clock.move_to(case.clock.now())
    stayed.do(FireTimers())

    assert due(case) == due(stayed)
    assert case.tasks == stayed.tasks

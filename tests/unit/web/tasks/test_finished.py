from dataclasses import replace
from datetime import timedelta

from service.pathways.queries.after_task import AfterTask, NextTask
from service.web.tasks.finished import finished
from tests.unit.forms.builders import choice, read
from tests.unit.web.tasks.builders import CALENDAR, ID, NOW, a_task, an_attempt

NEXT = NextTask(id=ID, name="Write a note", item=None, due_at=NOW + timedelta(days=1), mine=True, holder="Worker West")
AFTER = AfterTask(
    task=a_task(), form=None, record_id=ID, next_tasks=(), due=(), attempts=(), closed=False, case_open=True
)


def shown(**changes):
    return finished(replace(AFTER, **changes), now=NOW, calendar=CALENDAR)


def test_the_heading_says_what_was_done_and_names_nobody():
    assert shown().heading == "Done: Visit the family"


def test_ones_own_next_task_is_one_click_away():
    page = shown(next_tasks=(NEXT, replace(NEXT, mine=False, holder="Manager")))

    assert page.next_task.text == "Next task"
    assert [each.name for each in page.mine] == ["Write a note"]
    assert [each.holder for each in page.others] == ["Manager"]


def test_where_nothing_follows_the_way_leads_to_the_list():
    page = shown()

    assert page.next_task.text == "Go to My work"
    assert page.nothing.startswith("Nothing new is to be done")
    assert shown(closed=True).nothing == "The case is closed. Nothing more is to be done."


def test_a_case_that_went_to_others_is_not_linked():
    assert [link.text for link in shown().ways_on] == ["Go to case TST-2026-00001"]

    page = shown(case_open=False)

    assert (page.ways_on, page.record) == ((), None)
    assert page.nothing.startswith("The case has gone on to others.")


def test_an_attempt_says_what_came_of_it_and_what_is_next():
    form = read(choice(key="took_place", properties={"outcome": "true"}))
    attempts = (an_attempt(took_place="no"), an_attempt(took_place="no"))

    page = shown(form=form, attempts=attempts, next_tasks=(NEXT,))

    assert page.attempt == "Attempt 2 recorded: did not take place. Next: Write a note, due 15 December 2026."


def test_what_is_about_no_case_speaks_of_none():
    page = shown(task=replace(a_task(), case_id=None), case_open=False)

    assert page.nothing == "Nothing new is to be done by anybody you can see at the moment."

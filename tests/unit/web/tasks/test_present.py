from dataclasses import replace
from datetime import timedelta

import pytest

from service.models import ConsentStatus, PersonKind, TaskStatus
from service.pathways.queries.task_page import Contact
from service.web.tasks.present import head_of, others_text
from tests.unit.forms.builders import choice, question, read
from tests.unit.web.tasks.builders import CALENDAR, CASE, NOW, a_page, a_source, an_attempt

OUTCOME = choice(key="took_place", label="Did it take place?", properties={"outcome": "true"})
DAY = question("datetime", "visited_on", "When?", subtype="date", properties={"not_in_future": "true"})


def head(**changes):
    return head_of(a_page(**changes), me="worker.west", now=NOW, calendar=CALENDAR)


@pytest.mark.parametrize(("priority", "words"), [(100, "Urgent"), (75, "High"), (25, "Low")])
def test_priorities_are_said_in_words(priority, words):
    assert head(task={"priority": priority}).priority.text == words


def test_an_ordinary_priority_is_not_mentioned():
    assert head(task={"priority": 50}).priority is None


def test_one_is_told_who_has_the_task():
    mine = head(task={"assignee": "worker.west"}, assignee="Worker West")
    others = head(task={"assignee": "worker.two"}, assignee="Worker Two")

    assert (head().with_whom, mine.with_whom, others.with_whom) == ("Nobody yet", "You", "Worker Two")


def test_a_task_that_ended_says_when_and_is_late_no_more():
    ended = {"status": TaskStatus.COMPLETED, "ended_at": NOW, "due_at": NOW - timedelta(days=30)}

    due = head(task=ended, completed_by="Worker Two").due

    assert (due.words, due.tone) == ("Ended 14 December 2026", "none")


def test_badges_say_what_to_heed():
    contact = Contact(
        name="Child One", kind=PersonKind.CHILD, safe_contact="Only by text", language="Turkish", communication=None
    )
    case = replace(CASE, restricted=True, agreement=ConsentStatus.WITHDRAWN, contacts=(contact,))

    shown = head(case=case, paused=True)

    assert [badge.text for badge in shown.badges] == [
        "Paused",
        "Restricted",
        "Agreement withdrawn",
        "Interpreter: Turkish",
    ]
    assert shown.heed[0].lines == ("Only by text", "Interpreter needed: Turkish")


def test_a_family_whose_agreement_nobody_wrote_down_is_marked():
    assert [badge.text for badge in head(case=replace(CASE, consent=None)).badges] == ["No agreement recorded"]


def test_a_case_that_cannot_be_opened_is_no_link():
    shown = head(case=replace(CASE, open_to_me=False), sources={"a": a_source()})

    assert (shown.reference, shown.reference_text, shown.sources, shown.records) == (None, "TST-2026-00001", (), None)


def test_earlier_records_are_named_once():
    shown = head(sources={"a": a_source(), "b": a_source()})

    assert [link.text for link in shown.sources] == ["Referral, 14 December 2026"]


def test_attempts_have_a_day_and_an_outcome():
    form = read(OUTCOME, DAY)
    attempts = (an_attempt(took_place="no", visited_on="2026-12-01"), an_attempt(took_place="yes"))

    shown = head(form=form, attempts=attempts)

    assert shown.attempts_text == "2 attempts so far. This is attempt 3."
    assert [(each.number, each.day, each.outcome) for each in shown.attempts] == [
        (1, "1 December 2026", "did not take place"),
        (2, "14 December 2026", "took place"),
    ]


def test_a_form_without_an_outcome_counts_no_attempts():
    assert head(form=read(DAY)).attempts_text == ""


def test_those_who_have_it_open_too_are_named():
    assert others_text([]) == ""
    assert others_text(["Worker Two", "Worker Three"]).startswith("Also open by Worker Two and Worker Three.")

from service.forms import Form
from service.pathways.queries.task_page import OwnDraft
from service.web.tasks.filling import answers_of_task, notes_of, source_text, tidied
from tests.unit.forms.builders import question, read, repeat
from tests.unit.web.tasks.builders import NOW, a_page, a_source

DAY = question("datetime", "day", "Day", subtype="date")


def form() -> Form:
    return read(question(key="name"), question(key="place", defaultValue="Home"), question(key="known", readonly=True))


def test_a_form_begins_with_what_is_known_and_its_own_defaults():
    page = a_page(form(), task={"prefill": {"name": "Test Family Ash", "known": "Shown only"}})

    assert answers_of_task(page) == {"name": "Test Family Ash", "place": "Home"}


def test_what_was_cleared_in_a_draft_does_not_come_back():
    draft = OwnDraft(answers={"place": "School"}, version=1, saved_at=NOW)

    page = a_page(form(), task={"prefill": {"name": "Test Family Ash"}}, draft=draft)

    assert answers_of_task(page) == {"place": "School"}


def test_a_note_stands_as_long_as_the_answer_does():
    page = a_page(form(), task={"prefill": {"name": "Ash", "place": "Home"}}, sources={"name": a_source()})

    notes = notes_of(page, form(), {"name": "Ash", "place": "Somewhere else"})

    assert notes == {"name": "From “Referral”, 14 December 2026"}


def test_where_nothing_better_is_known_it_comes_from_the_case():
    assert source_text(None) == "From the case"
    assert source_text(a_source(version=2)) == "From “Referral”, as corrected, 14 December 2026"


def test_dates_that_can_be_read_are_kept_as_dates_and_others_as_they_were_typed():
    asked = read(DAY, repeat(DAY)).fields
    wrong = {"day": "31", "month": "2", "year": "2026"}

    found = tidied(asked, {"day": {"day": "1", "month": "2", "year": "2026"}, "children": [{"day": wrong}, {}]})

    assert found == {"day": "2026-02-01", "children": [{"day": wrong}, {}]}

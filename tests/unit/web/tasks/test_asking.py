import pytest

from service.forms.lengths import LONG
from service.pathways.queries.task_page import OwnDraft
from service.web.questions.filling import Filling
from service.web.questions.values import Reading
from service.web.tasks.asking import Notice, Place, asking, differing, page_after
from service.web.tasks.present import head_of
from tests.unit.forms.builders import choice, question, read
from tests.unit.web.tasks.builders import CALENDAR, NOW, a_page


def page_of(label, *components, **changes):
    group = {"type": "group", "id": label, "label": label, "properties": {"page": "true"}, "components": components}
    return group | changes


SHORT = read(question(key="name"))
SEVERAL = read(
    page_of("One", choice()),
    page_of("Two", question(key="why"), conditional={"hide": '=outcome != "no"'}),
    page_of("Three", question(key="name")),
)


def asked(form, page_id="", **about):
    page = a_page(form, draft=OwnDraft(answers={}, version=3, saved_at=NOW))
    filling = Filling(answers=about.pop("answers", {}), now=NOW)
    head = head_of(page, me="x", now=NOW, calendar=CALENDAR)
    return asking(page, form, head, filling=filling, place=Place(page_id=page_id, **about))


@pytest.mark.parametrize(
    ("form", "page", "changing", "text"),
    [
        (SHORT, "", False, "Complete this task"),
        (SEVERAL, "One", False, "Save and continue"),
        (SEVERAL, "One", True, "Save and check your answers"),
        (SEVERAL, "Three", False, "Save and check your answers"),
        (read(*[question(key=f"q{n}") for n in range(LONG + 1)]), "", False, "Save and check your answers"),
    ],
)
def test_the_button_says_what_it_does(form, page, changing, text):
    assert asked(form, page, changing=changing).send == text


def test_the_way_back_skips_what_does_not_apply():
    assert asked(SEVERAL, "Three").page.number == 2
    assert asked(SEVERAL, "Three", answers={"outcome": "no"}).page.number == 3


def test_the_next_page_is_the_next_that_applies():
    assert page_after(SEVERAL, Filling(answers={"outcome": "yes"}, now=NOW), "One") == "Three"
    assert page_after(SEVERAL, Filling(answers={"outcome": "no"}, now=NOW), "One") == "Two"
    assert page_after(SEVERAL, Filling(answers={}, now=NOW), "Three") is None


def test_only_answers_that_differ_are_laid_side_by_side():
    form = read(question(key="name"), question(key="place", label="Place"))

    there = {"name": "Ash", "place": "School"}

    found = differing(form, {"name": "Ash", "place": "Home"}, there=there, reading=Reading())

    assert [(each.label, each.here, each.there) for each in found] == [("Place", "Home", "School")]


def test_the_draft_that_is_shown_is_named_by_its_version():
    shown = asked(SHORT, notice=Notice(text="Look"))

    assert (shown.version, shown.saved, shown.notice.text) == (3, "Saved at 10am", "Look")

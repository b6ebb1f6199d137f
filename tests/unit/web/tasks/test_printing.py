from service.web.tasks.present import head_of
from service.web.tasks.printing import LONG, SHORT, printed
from tests.unit.forms.builders import choice, hidden_unless, question, read, repeat
from tests.unit.web.tasks.builders import CALENDAR, NOW, a_page


def on_paper(*components, blank):
    form = read(*components)
    page = a_page(form)
    return printed(page, form, head_of(page, me="x", now=NOW, calendar=CALENDAR), blank=blank, now=NOW)


def test_a_blank_form_has_room_to_write_and_boxes_to_tick():
    asks = [question("textarea", "note"), question(key="name"), choice(), question("checkbox", "sure", "Sure")]

    paper = on_paper(*asks, blank=True)

    note, name, outcome, sure = paper.pages[0].questions
    assert (note.lines, name.lines) == (LONG, SHORT)
    assert (outcome.options, outcome.lines) == (("Yes", "No"), 0)
    assert (sure.label, sure.options) == ("", ("Sure",))


def test_a_blank_form_shows_what_may_not_apply_and_one_of_each_repeated_group():
    hidden = question(key="why", conditional=hidden_unless('outcome = "no"'))
    paper = on_paper(choice(), hidden, repeat(question(key="name")), blank=True)

    assert paper.pages[0].questions[1].hint == "Only where it applies."
    assert [each.label for each in paper.pages[0].questions[2].inner] == ["Full name"]


def test_a_filled_form_shows_the_answers():
    paper = on_paper(question(key="name"), blank=False)

    assert [row.label for row in paper.sections[0].rows] == ["Full name"]
    assert paper.pages == ()

from service.web.questions.errors import anchor, beside, first_page, on_page
from tests.unit.forms.builders import choice, page, question, read, repeat

FORM = read(
    page(choice(), question("datetime", "visited", "Date"), label="One"),
    page(
        repeat(question(), question("datetime", "born", "Born"), question("datetime", "at", "At", subtype="time")),
        question(key="last", label="Last"),
        label="Two",
    ),
)


def test_errors_stand_in_the_order_of_the_form_at_the_fields_that_can_be_typed_into():
    found = beside(
        FORM,
        {
            "last": ["Enter last"],
            "children.10.name": ["Enter name"],
            "children.2.born": ["Enter born"],
            "children.2.name": ["Enter name"],
            "children.2.at": ["Enter at"],
            "children": ["Add one"],
            "somewhere": ["Unknown"],
            "visited": ["Enter date"],
            "outcome": ["Select outcome"],
        },
    )

    assert list(found) == [
        "answer-outcome",
        "answer-visited-day",
        "answer-children",
        "answer-children-2-name",
        "answer-children-2-born-day",
        "answer-children-2-at-hour",
        "answer-children-10-name",
        "answer-last",
        "answer-somewhere",
    ]


def test_the_first_page_with_something_wrong_is_found():
    errors = {"children.0.name": ["Enter name"], "last": ["Enter last"]}

    assert first_page(FORM, errors) is FORM.pages[1]
    assert first_page(FORM, {"else": ["No"]}) is None
    assert on_page(FORM.pages[0], errors) == {}
    assert list(on_page(FORM.pages[1], errors)) == ["children.0.name", "last"]


def test_an_answer_is_linked_at_its_first_field():
    assert anchor(FORM, "visited") == "answer-visited-day"
    assert anchor(FORM, "children.x.born") == "answer-children-x-born"

from datetime import date

from service.forms import Option
from service.web.questions.answers import changes, to_check, to_read
from service.web.questions.values import Attachment, Reading
from tests.unit.forms.builders import choice, page, question, read, repeat
from tests.unit.web.questions.pages import filling

FORM = read(
    page(
        choice(),
        question("textarea", "why", "Why not?", conditional={"hide": '=outcome != "no"'}),
        question("datetime", "visited", "Visited on"),
        question("datetime", "begins", "Begins", subtype="time"),
        question("datetime", "held", "Held", subtype="datetime"),
        question("number", "score", "Score", appearance={"suffixAdorner": "of 10"}),
        label="The visit",
    ),
    page(
        question("checkbox", "agreed", "Agreed"),
        choice("checklist", "purposes", label="Purposes"),
        question("filepicker", "files", "Files", multiple=True),
        repeat(question(), question("number", "age", "Age"), properties={"item": "Child"}),
        question("radio", "child", "Child", valuesKey="children"),
        question("select", "worker", "Worker", valuesKey="workers"),
        question(key="known", label="Known", readonly=True),
        label="More",
    ),
)
KEPT = {
    "outcome": "no",
    "why": "Nobody <in>\nat all",
    "visited": "2026-12-03",
    "begins": "14:30:00",
    "held": "2026-07-01T08:30:00+00:00",
    "score": "7",
    "agreed": True,
    "purposes": ["yes", "no"],
    "files": ["d1", "d2"],
    "children": [{"name": "Test Child Ash", "age": "7"}, {"name": "Test Child Elm"}],
    "child": "c1",
    "worker": "w1",
}
READING = Reading(
    options={"children": [Option(value="c1", label="Test Child Ash, 7")]},
    attachments={"d1": Attachment(name="star.pdf", size="12 KB", href="/documents/1")},
)


def shown(sections):
    return {row.key: str(row.value) for section in sections for row in section.rows}


def test_answers_are_put_into_words():
    found = shown(to_read(FORM, KEPT, READING))

    assert found["outcome"] == "No"
    assert found["why"] == "Nobody &lt;in&gt;<br>at all"
    assert (found["visited"], found["begins"]) == ("3 December 2026", "2:30pm")
    assert found["held"] == "1 July 2026 at 9:30am"
    assert found["score"] == "7 of 10"
    assert found["agreed"] == "Yes"
    assert found["purposes"] == '<ul class="govuk-list govuk-list--bullet"><li>Yes</li><li>No</li></ul>'
    assert '<a class="govuk-link" href="/documents/1">star.pdf</a> (12 KB)' in found["files"]
    assert "A file that is not there any more" in found["files"]
    assert "Child 1</p>" in found["children"]
    assert "<li>Age: 7</li>" in found["children"]


def test_people_are_named_by_the_lists_and_never_by_their_ids():
    found = shown(to_read(FORM, KEPT, READING))
    later = shown(to_read(FORM, KEPT))

    assert (found["child"], found["worker"]) == ("Test Child Ash, 7", "w1")
    assert later["child"] == "Somebody who is not listed any more"


def test_a_record_shows_only_what_was_answered():
    sections = to_read(FORM, {"outcome": "yes", "children": [{}], "purposes": []})

    assert [(section.title, list(shown([section]))) for section in sections] == [("The visit", ["outcome"])]


def test_before_sending_every_question_that_applies_is_shown_with_a_way_back():
    sections = to_check(FORM, filling({"outcome": "yes", "known": "Known"}), lambda page, field: f"/{page}#{field}")

    rows = {row.key: row for section in sections for row in section.rows}
    assert "why" not in rows
    assert (rows["visited"].value, rows["visited"].change) == (
        "Not answered",
        "/Page_The visit#answer-visited-day",
    )
    assert rows["agreed"].value == "No"
    assert rows["known"].change is None
    assert rows["score"].params["actions"] == {
        "items": [
            {
                "href": "/Page_The visit#answer-score",
                "text": "Change",
                "visuallyHiddenText": "the answer to “Score”",
            }
        ]
    }


def test_what_a_correction_changed_is_shown_in_the_order_of_the_form():
    found = changes(FORM, KEPT, {**KEPT, "score": "8", "visited": "2026-12-04", "why": None})

    assert [(each.label, str(each.before), str(each.after)) for each in found] == [
        ("Why not?", "Nobody &lt;in&gt;<br>at all", "Not answered"),
        ("Visited on", "3 December 2026", "4 December 2026"),
        ("Score", "7 of 10", "8 of 10"),
    ]


def test_feel_values_are_put_into_words_too():
    assert shown(to_read(FORM, {"visited": date(2026, 12, 3)}))["visited"] == "3 December 2026"

import pytest

from service.library.difference import Sign, Subject
from tests.unit.library.conftest import OUTCOME, VISITED, form
from tests.unit.library.difference.conftest import Draft

PATH = "forms/little/visit.form"
CAME = {"type": "textfield", "id": "F3", "key": "who_came", "label": "Who came?"}
HOW = {
    "type": "radio",
    "id": "F4",
    "key": "how",
    "label": "How was it?",
    "values": [{"value": "good", "label": "Good"}, {"value": "bad", "label": "Bad"}],
}


@pytest.fixture
def told(files):
    """Return what is told when the form's questions, beside two that stay, change."""

    def tell(before, after):
        old, new = (form(OUTCOME, VISITED, *questions) for questions in (before, after))
        return Draft(before={**files, PATH: old}).write(PATH, new).words()

    return tell


def test_a_question_that_is_no_longer_asked_is_named(told):
    assert told([CAME], []) == ['The question "Who came?" is no longer asked in "Visit".']


def test_a_new_question_is_named_and_whether_it_must_be_answered(told):
    must = {**CAME, "validate": {"required": True}}

    assert told([], [CAME]) == ['The new question "Who came?" is asked in "Visit".']
    assert told([], [must]) == ['The new question "Who came?" is asked in "Visit"; it must be answered.']


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": "Who was there?"}, 'The question "Who came?" is now asked as "Who was there?" in "Visit".'),
        ({"validate": {"required": True}}, '"Who came?" in "Visit" must now be answered.'),
        ({"type": "textarea"}, 'The answer to "Who came?" in "Visit" is now a longer text instead of a line of text.'),
        ({"description": "All of them"}, '"Who came?" in "Visit" now has the explanation "All of them".'),
        ({"validate": {"maxLength": 20}}, 'Which answers to "Who came?" in "Visit" are accepted has changed.'),
        ({"conditional": {"hide": '=outcome = "no"'}}, 'When "Who came?" in "Visit" is asked has changed.'),
    ],
)
def test_a_changed_question_is_told_in_words(told, change, sentence):
    assert told([CAME], [{**CAME, **change}]) == [sentence]


def test_choices_are_told_one_by_one(told):
    values = [{"value": "good", "label": "Very good"}, {"value": "mixed", "label": "Mixed"}]

    assert told([HOW], [{**HOW, "values": values}]) == [
        'The choice "Good" for "How was it?" in "Visit" is now called "Very good".',
        '"Mixed" can now be chosen for "How was it?" in "Visit".',
        '"Bad" can no longer be chosen for "How was it?" in "Visit".',
    ]


def test_choices_in_another_order_are_told(told):
    assert told([HOW], [{**HOW, "values": HOW["values"][::-1]}]) == [
        'The choices of "How was it?" in "Visit" stand in another order.'
    ]


def test_another_order_of_questions_is_told_once(told):
    assert told([CAME, HOW], [HOW, CAME]) == ['The order, the pages or the explanations of "Visit" have changed.']


def test_a_question_of_a_repeated_group_is_found_by_its_whole_key(draft):
    group = {"type": "dynamiclist", "id": "G", "path": "people", "label": "People", "components": [CAME]}
    later = {**group, "components": [{**CAME, "label": "Name"}]}
    draft.before[PATH] = form(OUTCOME, VISITED, group)
    draft.write(PATH, form(OUTCOME, VISITED, later))

    (section,) = draft.difference().of(Subject.FORM)

    assert [(change.sign, change.id) for change in section.changes] == [(Sign.CHANGED, "people.who_came")]


def test_forms_that_come_or_go_are_told_as_a_whole(draft):
    draft.write("forms/little/home_visit.form", form(VISITED, CAME, id_="home_visit"))

    assert draft.words() == ['New form "Home visit" with 2 questions.']
    assert Draft(before=draft.after).remove("forms/little/home_visit.form").words() == [
        'The form "Home visit" is no longer there.'
    ]

import pytest

from service.forms.lengths import LONG, asked, is_long, only_question
from tests.unit.forms.builders import choice, question, read


def page(label, *components):
    return {"type": "group", "id": label, "label": label, "properties": {"page": "true"}, "components": components}


@pytest.mark.parametrize("asks", [choice(), question("textarea"), question("checkbox"), question("number")])
def test_a_form_that_asks_one_thing_has_one_question(asks):
    form = read(asks, question(key="shown", readonly=True))

    assert only_question(form) is asked(form)[0]


def test_a_file_is_not_sent_from_a_list():
    assert only_question(read(question("filepicker"))) is None


@pytest.mark.parametrize("questions", [0, 2])
def test_other_forms_have_no_one_question(questions):
    form = read(*[question(key=f"q{n}") for n in range(questions)], question(key="shown", readonly=True))

    assert only_question(form) is None


def test_a_task_without_form_has_no_question():
    assert only_question(None) is None


def test_a_form_is_long_when_it_has_pages_or_many_questions():
    many = [question(key=f"q{n}") for n in range(LONG + 1)]

    assert not is_long(read(*many[:LONG]))
    assert is_long(read(*many))
    assert is_long(read(page("One", question(key="a")), page("Two", question(key="b"))))

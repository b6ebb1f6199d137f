"""Options that the caller gives, and groups of which some items were left empty."""

import pytest

from service.errors import InvalidInputError
from service.forms import Option, OptionList
from tests.unit.forms.builders import NOW, choice, question, read, repeat, required

CHILDREN = {"children": (Option(value="c1", label="Child One, 7"), Option(value="c2", label="Child Two, 4"))}


def listed(kind="checklist", key="children", **changes):
    return question(kind, key, "Children", valuesKey="children", **changes)


def errors(form, raw, **options):
    with pytest.raises(InvalidInputError) as refused:
        form.validate(raw, now=NOW, **options)
    return {path: list(texts) for path, texts in refused.value.errors.items()}


def test_a_form_says_which_lists_it_offers():
    form = read(listed(), repeat(question("select", "worker", "Worker", valuesKey="workers"), path="visits"))

    assert form.lists == {OptionList.CHILDREN, OptionList.WORKERS}


@pytest.mark.parametrize(("kind", "answer"), [("checklist", ["c2"]), ("taglist", ["c1", "c2"]), ("radio", "c1")])
def test_what_a_list_offers_may_be_answered(kind, answer):
    form = read(listed(kind))

    answers = form.validate({"children": answer}, now=NOW, options=CHILDREN)

    assert (answers.values, answers.stored) == ({"children": answer}, {"children": answer})


@pytest.mark.parametrize(("kind", "answer"), [("checklist", ["c1", "c9"]), ("radio", "c9"), ("select", "children")])
def test_somebody_who_is_not_on_the_list_is_refused(kind, answer):
    form = read(listed(kind))

    found = errors(form, {"children": answer}, options=CHILDREN)

    assert found == {"children": ["Children must be one of the answers offered"]}


def test_a_list_that_nobody_gives_offers_nothing():
    assert errors(read(listed()), {"children": ["c1"]}) == {"children": ["Children must be one of the answers offered"]}


def test_answers_of_a_list_are_kept_in_its_order():
    answers = read(listed()).validate({"children": ["c2", "c1"]}, now=NOW, options=CHILDREN)

    assert answers.stored == {"children": ["c1", "c2"]}


def test_a_list_of_workers_may_be_for_some_roles():
    form = read(question("select", "worker", "Worker", valuesKey="workers", properties={"roles": "worker senior"}))
    workers = {
        "workers": (
            Option(value="w1", label="Worker One", roles=frozenset({"worker"})),
            Option(value="m1", label="Manager One", roles=frozenset({"manager"})),
        )
    }

    assert form.validate({"worker": "w1"}, now=NOW, options=workers).stored == {"worker": "w1"}
    assert errors(form, {"worker": "m1"}, options=workers) == {"worker": ["Worker must be one of the answers offered"]}


def test_a_list_counts_inside_a_repeated_group():
    form = read(repeat(listed("radio", "child"), path="visits"))

    found = errors(form, {"visits": [{"child": "c1"}, {"child": "c9"}]}, options=CHILDREN)

    assert list(found) == ["visits.1.child"]


def test_a_hidden_list_is_not_asked():
    form = read(choice(), listed("radio", conditional={"hide": '=outcome != "yes"'}))

    assert form.validate({"outcome": "no", "children": "c9"}, now=NOW, options=CHILDREN).stored == {"outcome": "no"}


def test_answers_of_a_list_are_texts_in_the_schema():
    properties = read(listed(), listed("radio", "child")).json_schema()["properties"]

    assert properties["children"]["items"] == {"type": "string", "minLength": 1}
    assert properties["child"] == {"title": "Children", "type": "string", "minLength": 1}


def test_empty_items_of_a_group_are_left_out_and_the_others_keep_their_numbers():
    ticked = question("checkbox", "met", "Met")
    form = read(repeat(question(validate=required()), ticked, question("number", "age", "Age")))

    answers = form.validate({"children": [{"name": " "}, {"name": "Child One", "met": False}, {"met": False}]}, now=NOW)
    found = errors(form, {"children": [{}, {"name": "Child One"}, {"age": "x"}]})

    assert answers.stored == {"children": [{"name": "Child One", "met": False}]}
    assert list(found) == ["children.2.name", "children.2.age"]


def test_empty_items_do_not_make_up_the_number_that_is_asked_for():
    form = read(repeat(question(), properties={"minItems": "2"}))

    assert errors(form, {"children": [{"name": "Child One"}, {}]}) == {"children": ["Add at least 2 under “Children”"]}
    assert errors(form, {"children": [{}, {}]}) == {"children": ["Add at least 2 under “Children”"]}


def test_dates_and_times_are_read_from_their_parts():
    form = read(
        question("datetime", "begins", "Begins", subtype="time"),
        question("datetime", "held", "Held", subtype="datetime"),
    )

    held = {"day": "1", "month": "7", "year": "2026", "hour": "9", "minute": "30"}
    answers = form.validate({"begins": {"hour": "9", "minute": "5"}, "held": held}, now=NOW)

    assert answers.stored == {"begins": "09:05:00", "held": "2026-07-01T08:30:00+00:00"}


def test_files_say_which_endings_they_take_and_how_many():
    form = read(
        question("filepicker", "one", "One", accept=".pdf, .JPG"), question("filepicker", "many", multiple=True)
    )

    one, many = form.fields
    assert (one.accept, one.limits.max_items) == ((".pdf", ".jpg"), 1)
    assert (many.accept, many.limits.max_items) == ((), 100)

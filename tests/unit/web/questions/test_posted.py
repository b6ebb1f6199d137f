from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from service.errors import InvalidInputError
from service.forms.shape import MAX_DEPTH
from service.web.questions.posted import (
    Action,
    ActionKind,
    action_of,
    after,
    answers_of,
    focus_after,
    merged,
    uploads_of,
    with_file,
)
from tests.unit.forms.builders import NOW, choice, page, question, read, repeat
from tests.unit.web.questions.pages import draw

FORM = read(
    page(
        question(key="referrer.name", label="Name"),
        question("datetime", "visited", "Date"),
        choice("checklist", "purposes", label="Purposes"),
        question("checkbox", "agreed", "I agree"),
        choice(),
        label="One",
    ),
    page(
        repeat(question(), question("filepicker", "scan", "Scan", multiple=True), properties={"maxItems": "3"}),
        question("filepicker", "files", "Files", multiple=True),
        question("filepicker", "photo", "Photo"),
        question(key="known", label="Known", readonly=True),
        label="Two",
    ),
)
ONE, TWO = FORM.pages


def answers(page, *fields):
    return answers_of(page, MultiDict(fields))


def test_answers_come_out_as_they_were_typed():
    found = answers(
        ONE,
        ("answer-referrer-name", " Test One "),
        ("answer-visited-day", "3"),
        ("answer-visited-month", ""),
        ("answer-purposes", "yes"),
        ("answer-purposes", "no"),
        ("answer-agreed-asked", "1"),
        ("answer-agreed", "true"),
        ("answer-outcome", "no"),
    )

    assert found == {
        "referrer": {"name": " Test One "},
        "visited": {"day": "3", "month": "", "year": ""},
        "purposes": ["yes", "no"],
        "agreed": True,
        "outcome": "no",
    }


def test_boxes_that_were_shown_and_not_ticked_are_cleared():
    assert answers(ONE, ("answer-purposes-asked", "1"), ("answer-agreed-asked", "1")) == {
        "purposes": [],
        "agreed": False,
    }


def test_what_the_page_did_not_show_is_not_answered():
    assert answers(ONE) == answers(TWO) == {}


def test_answers_that_the_form_does_not_ask_for_are_left_alone():
    assert answers(ONE, ("answer-outcome-x", "1"), ("reason", "mine"), ("answer-known", "forged")) == {}
    assert answers(TWO, ("answer-known", "forged")) == {}


def test_items_of_a_group_are_counted_by_the_page():
    found = answers(
        TWO, ("answer-children-count", "2"), ("answer-children-0-name", "A"), ("answer-children-2-name", "C")
    )

    assert found == {"children": [{"name": "A"}, {}]}


@pytest.mark.parametrize(("count", "items"), [("999999999", 3), ("3", 3), ("0", 0)])
def test_a_count_never_makes_more_items_than_the_form_takes(count, items):
    assert answers(TWO, ("answer-children-count", count)) == {"children": [{}] * items}


@pytest.mark.parametrize("count", ["-1", "", "two", "1e9", "\u0661", "9" * 40])
def test_a_count_that_is_none_counts_nothing(count):
    assert answers(TWO, ("answer-children-count", count)) == {}


def test_answers_of_one_page_go_over_those_of_the_others():
    before = {"referrer": {"name": "Test One"}, "outcome": "yes", "purposes": ["yes"], "gone": "x", "known": "y"}

    found = merged(FORM, before, {"outcome": "no", "purposes": []})

    assert found == {"referrer": {"name": "Test One"}, "outcome": "no", "purposes": []}


def test_a_draft_can_be_kept_of_whatever_was_posted():
    sent = [("answer-visited-day", "x" * 100), ("answer-children-count", "1"), ("answer-agreed", "perhaps")]

    found = merged(FORM, {}, {**answers(ONE, *sent), **answers(TWO, *sent)})

    assert FORM.draft(found) == {
        "visited": {"day": "x" * 100, "month": "", "year": ""},
        "agreed": "perhaps",
        "children": [{}],
    }


@pytest.mark.parametrize(
    ("value", "action"),
    [
        ("add:children", Action(kind=ActionKind.ADD, path="children")),
        ("remove:children:1", Action(kind=ActionKind.REMOVE, path="children", index=1)),
        ("unfile:files:0", Action(kind=ActionKind.UNFILE, path="files")),
        ("unfile:children.1.scan:2", Action(kind=ActionKind.UNFILE, path="children.1.scan", index=2)),
        ("save", None),
        ("", None),
    ],
)
def test_buttons_of_the_form_are_known(value, action):
    assert action_of(FORM, MultiDict({"_action": value})) == action


@pytest.mark.parametrize(
    "value",
    [
        "add:",
        "add:parents",
        "add:outcome",
        "remove:children",
        "remove:children:-1",
        "remove:children:x",
        "remove:outcome:0",
        "unfile:children:0",
        "unfile:children.x.scan:0",
        "unfile:files:" + "9" * 30,
        "add:children:0:0",
    ],
)
def test_buttons_for_what_the_form_does_not_have_are_refused(value):
    with pytest.raises(InvalidInputError):
        action_of(FORM, MultiDict({"_action": value}))


def test_an_item_is_added_and_everything_else_stays():
    typed = {"children": [{"name": "A"}], "outcome": "no"}
    action = Action(kind=ActionKind.ADD, path="children")

    found = after(FORM, typed, action)

    assert found == {"children": [{"name": "A"}, {}], "outcome": "no"}
    assert focus_after(found, action) == "answer-children-1"


def test_no_item_is_added_beyond_the_limit():
    full = {"children": [{"name": "A"}, {"name": "B"}, {"name": "C"}]}

    assert after(FORM, full, Action(kind=ActionKind.ADD, path="children")) == full


def test_the_item_that_was_meant_is_removed():
    typed = {"children": [{"name": "A"}, {"name": "B"}]}
    action = Action(kind=ActionKind.REMOVE, path="children", index=0)

    assert after(FORM, typed, action) == {"children": [{"name": "B"}]}
    assert after(FORM, typed, Action(kind=ActionKind.REMOVE, path="children", index=7)) == typed
    assert focus_after(typed, action) == "answer-children"


def test_a_file_is_taken_away_also_inside_a_group():
    typed = {"files": ["d1", "d2"], "children": [{"name": "A"}, {"scan": ["d3", "d4"]}]}

    first = after(FORM, typed, Action(kind=ActionKind.UNFILE, path="files", index=0))
    both = after(FORM, first, Action(kind=ActionKind.UNFILE, path="children.1.scan", index=1))

    assert both == {"files": ["d2"], "children": [{"name": "A"}, {"scan": ["d3"]}]}


def test_files_that_were_chosen_are_found_with_their_questions():
    typed = {"children": [{}, {"name": "B"}]}
    scan = FileStorage(BytesIO(b"x"), filename="scan.pdf")
    files = MultiDict(
        [
            ("answer-files-upload", FileStorage(BytesIO(b""), filename="")),
            ("answer-children-1-scan-upload", scan),
            ("answer-children-7-scan-upload", scan),
        ]
    )

    assert [(each.path, each.file) for each in uploads_of(TWO, typed, files)] == [("children.1.scan", scan)]


def test_a_new_file_joins_the_others_or_takes_the_place_of_the_only_one():
    found = with_file(FORM, {"files": ["d1"], "photo": ["d2"]}, "files", reference="d3")
    found = with_file(FORM, found, "photo", reference="d4")

    assert found == {"files": ["d1", "d3"], "photo": ["d4"]}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    *(f"answer-{name}" for name in ("referrer-name", "visited-day", "visited", "purposes", "agreed")),
                    *(f"answer-children-{end}" for end in ("count", "0-name", "0", "0-scan-count", "0-scan-0")),
                    *(f"answer-files-{end}" for end in ("count", "0", "99")),
                    "_action",
                ]
            ),
            st.text(max_size=8) | st.sampled_from(["-1", "999999999", "true", "[]", "{}", "add:children"]),
        ),
        max_size=12,
    )
)
def test_whatever_is_posted_can_be_checked_and_drawn_again(fields):
    sent = MultiDict(fields)

    found = merged(FORM, answers_of(ONE, sent), answers_of(TWO, sent))

    assert len(str(found)) < 5_000 * MAX_DEPTH
    with suppress(InvalidInputError):
        FORM.validate(found, now=NOW)
    assert draw(FORM, found, page=ONE.id) is not None
    assert draw(FORM, found, page=TWO.id) is not None

import pytest

from service.forms import Option
from service.web.questions.show import pages_of
from service.web.questions.values import Attachment
from tests.unit.forms.builders import NOW, choice, page, question, read, repeat, required
from tests.unit.web.questions.pages import described, draw, field, filling, ids, label_of, posted_from

HOSTILE = '"><script>alert(1)</script>&amp;\n<b>'
CHILDREN = {"children": (Option(value="c1", label="Test Child Ash, 7"), Option(value="c2", label="Test Child Elm, 4"))}


def everything(**changes):
    """A form with a question of every kind."""
    return read(
        page(
            question(key="name", **changes),
            question("textarea", "note", "Note", **changes),
            question("number", "score", "Score", **changes),
            question("datetime", "visited", "Date of the visit", subtype="date", **changes),
            question("datetime", "begins", "Begins", subtype="time", **changes),
            question("datetime", "held", "Held", subtype="datetime", **changes),
            choice("radio", "outcome", **changes),
            choice("select", "kind", label="Kind", **changes),
            choice("checklist", "purposes", label="Purposes", **changes),
            choice("taglist", "tags", label="Tags", **changes),
            question("checkbox", "agreed", "I agree", **changes),
            question("filepicker", "files", "Files", multiple=True, accept=".pdf,.docx", **changes),
            repeat(question(key="name", **changes), properties={"item": "Child"}),
        )
    )


PATHS = [
    "name",
    "note",
    "score",
    "visited",
    "begins",
    "held",
    "outcome",
    "kind",
    "purposes",
    "tags",
    "agreed",
    "files",
    "children",
    "children.0.name",
]
TYPED = {
    "name": "Test <Ash>",
    "note": "One\n  two & three",
    "score": "eleven",
    "visited": {"day": "31", "month": "", "year": "20x6"},
    "begins": {"hour": "25", "minute": "7"},
    "held": {"day": "1", "month": "2", "year": "2026", "hour": "9", "minute": "05"},
    "outcome": "no",
    "kind": "yes",
    "purposes": ["yes"],
    "tags": ["no"],
    "agreed": True,
    "files": ["d1"],
    "children": [{"name": "Test Child Ash"}],
}


def value(tree, identifier):
    return field(tree, identifier).get("value")


def details(tree):
    return [" ".join(each.text_content().split()) for each in tree.iter("details")]


def test_a_page_asks_its_questions_with_their_labels():
    form = read(
        page(question(validate=required()), choice(validate=required()), question("datetime", "visited", "Date"))
    )

    tree = draw(form, {"name": "Test Child Ash", "outcome": "no", "visited": "2026-12-11"})

    assert label_of(tree, "answer-name") == "Full name"
    assert value(tree, "answer-name") == "Test Child Ash"
    assert field(tree, "answer-outcome-2").get("checked") is not None
    assert [value(tree, f"answer-visited-{part}") for part in ("day", "month", "year")] == ["11", "12", "2026"]


def test_every_field_has_a_label_and_every_id_is_there_once():
    tree = draw(everything())

    named = [each for each in tree.iter("input", "textarea", "select") if each.get("type") != "hidden"]
    assert len(ids(tree)) == len(set(ids(tree)))
    assert all(label_of(tree, each.get("id")) for each in named)


def test_a_question_that_may_be_left_out_says_so():
    tree = draw(read(page(question(), question("number", "score", "Score", validate=required()))))

    assert label_of(tree, "answer-name") == "Full name (optional)"
    assert label_of(tree, "answer-score") == "Score"


@pytest.mark.parametrize("path", PATHS)
def test_what_is_wrong_stands_beside_the_question_and_is_read_out_with_it(path):
    tree = draw(everything(), TYPED, errors={path: ["Mend this"]})

    (message,) = tree.xpath("//*[contains(@class, 'govuk-error-message')]")
    assert " ".join(message.text_content().split()) == "Error: Mend this"
    assert message.get("id").startswith(f"answer-{path.replace('.', '-')}")
    holder = tree.xpath("//*[contains(@aria-describedby, $id)]", id=message.get("id"))
    assert holder or path == "children"


def test_what_was_typed_is_kept_when_something_is_wrong():
    form = everything()

    sent = posted_from(draw(form, TYPED, errors={path: ["Mend this"] for path in PATHS}))

    assert sent["answer-name"] == "Test <Ash>"
    assert sent["answer-note"] == "One\r\n  two & three"
    assert sent["answer-score"] == "eleven"
    assert [sent[f"answer-visited-{part}"] for part in ("day", "month", "year")] == ["31", "", "20x6"]
    assert [sent[f"answer-begins-{part}"] for part in ("hour", "minute")] == ["25", "7"]
    assert [sent[f"answer-held-{part}"] for part in ("day", "hour", "minute")] == ["1", "9", "05"]
    assert (sent["answer-outcome"], sent["answer-kind"], sent["answer-agreed"]) == ("no", "yes", "true")
    assert (sent["answer-purposes"], sent["answer-tags"]) == ("yes", "no")
    assert (sent["answer-files-count"], sent["answer-files-0"]) == ("1", "d1")
    assert (sent["answer-children-count"], sent["answer-children-0-name"]) == ("1", "Test Child Ash")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"day": "3", "month": "", "year": "2026"}, ["answer-visited-month"]),
        ({"day": "31", "month": "2", "year": "2026"}, [f"answer-visited-{part}" for part in ("day", "month", "year")]),
    ],
)
def test_the_parts_of_a_date_that_are_wrong_are_marked(typed, wrong):
    tree = draw(everything(), {"visited": typed}, errors={"visited": ["Date of the visit must be mended"]})

    marked = [each.get("id") for each in tree.iter("input") if "govuk-input--error" in (each.get("class") or "")]
    assert marked == wrong


def test_nothing_that_was_typed_becomes_part_of_the_page():
    typed = dict.fromkeys(("name", "note", "score", "outcome"), HOSTILE) | {
        "visited": {"day": HOSTILE},
        "files": [HOSTILE],
        "children": [{"name": HOSTILE}],
        "purposes": [HOSTILE],
    }

    tree = draw(everything(), typed, errors={"name": [HOSTILE]}, notes={"note": HOSTILE})

    assert not list(tree.iter("script", "b"))
    assert value(tree, "answer-children-0-name") == HOSTILE


def test_a_question_that_follows_from_an_answer_stands_inside_it():
    shown_for_no = {"hide": '=outcome != "no"'}
    form = read(page(choice(), question(key="why", label="Why not?", conditional=shown_for_no), question(key="last")))

    tree = draw(form, {"outcome": "no", "why": "Nobody was in"})

    (inside,) = tree.xpath("//div[contains(@class, 'govuk-radios__conditional')]")
    assert inside.get("id") == field(tree, "answer-outcome-2").get("data-aria-controls")
    assert [each.get("id") for each in inside.iter("input")] == ["answer-why"]
    assert "govuk-radios__conditional--hidden" not in inside.get("class")


@pytest.mark.parametrize(
    ("controller", "hide"),
    [
        (choice(), 'not(outcome = "no")'),
        (choice("checklist"), 'not(list contains(outcome, "no"))'),
        (question("checkbox", "outcome", "Seen"), "outcome != true"),
        (question("checkbox", "outcome", "Seen"), "not(outcome = true)"),
        (choice("select"), 'outcome != "no"'),
        (choice(validate=required()), 'outcome = "yes"'),
    ],
)
def test_what_a_reveal_can_express_needs_no_server(controller, hide):
    form = read(page(controller, question(key="why", conditional={"hide": f"={hide}"})))

    tree = draw(form)

    assert tree.xpath("//div[contains(@class, '__conditional')]//input[@id='answer-why']")


def test_other_conditions_are_decided_when_the_page_is_drawn():
    hide = {"hide": "=score < 5 or score = null"}
    form = read(page(question("number", "score", "Score"), question(key="why", conditional=hide)))

    assert "answer-why" not in ids(draw(form))
    assert "answer-why" in ids(draw(form, {"score": "7"}))


def test_an_item_of_a_group_has_its_own_reveals():
    inner = [choice(), question(key="why", conditional={"hide": '=this.outcome != "no"'})]
    tree = draw(read(page(repeat(*inner))), {"children": [{"outcome": "yes"}, {"outcome": "no", "why": "Away"}]})

    shown = tree.xpath("//div[contains(@class, '__conditional') and not(contains(@class, '--hidden'))]//input")
    assert [each.get("id") for each in shown] == ["answer-children-1-why"]


def test_a_page_that_does_not_apply_is_left_out():
    form = read(
        page(choice(), label="One"), page(question(key="b"), label="Two", conditional={"hide": '=outcome != "yes"'})
    )

    assert [each.title for each in pages_of(form, filling())] == ["One"]
    assert [each.title for each in pages_of(form, filling({"outcome": "yes"}))] == ["One", "Two"]


def test_an_empty_group_shows_as_many_items_as_it_needs():
    form = read(page(repeat(question(), properties={"item": "Child", "minItems": "2"}, label="Children of the family")))

    tree = draw(form)

    assert [" ".join(each.text_content().split()) for each in tree.iter("legend")] == ["Child 1", "Child 2"]
    assert [each.get("value") for each in tree.iter("button")] == [None, "add:children"]


def test_items_can_be_added_and_removed_until_the_limit():
    form = read(page(repeat(question(), properties={"item": "Child", "maxItems": "2"})))

    tree = draw(form, {"children": [{"name": "A"}, {"name": "B"}]})

    buttons = [(" ".join(each.text_content().split()), each.get("value")) for each in tree.iter("button")]
    assert buttons == [
        ("Continue", None),
        ("Remove Child 1", "remove:children:0"),
        ("Remove Child 2", "remove:children:1"),
    ]


def test_enter_never_presses_a_button_that_removes_something():
    tree = draw(read(page(repeat(question()))), {"children": [{"name": "A"}, {"name": "B"}]})

    first = next(tree.iter("button"))
    assert first.get("name") is None


def test_files_are_listed_with_their_buttons():
    tree = draw(
        everything(),
        {"files": ["d1", "d2"]},
        attachments={"d1": Attachment(name="star.pdf", size="12 KB", href="/d/1")},
    )

    (listed,) = tree.iter("ul")
    assert [" ".join(each.text_content().split()) for each in listed.iter("li")] == [
        "star.pdf 12 KB Remove star.pdf",
        "A file that is not there any more Remove A file that is not there any more",
    ]
    assert [each.get("value") for each in listed.iter("button")] == ["unfile:files:0", "unfile:files:1"]
    assert described(tree, "answer-files") == "You can upload PDF and DOCX files."
    assert field(tree, "answer-files").get("accept") == ".pdf,.docx"


def test_children_of_the_case_are_offered_by_name():
    form = read(page(question("checklist", "children", "Which children?", valuesKey="children")))

    tree = draw(form, {"children": ["c2"]}, options=CHILDREN)

    assert label_of(tree, "answer-children-2") == "Test Child Elm, 4"
    assert [each.get("value") for each in tree.xpath("//input[@checked]")] == ["c2"]


def test_a_list_with_nobody_on_it_says_so():
    form = read(page(question("checklist", "children", "Which children?", valuesKey="children")))

    assert "There is nobody to choose from." in draw(form).text_content()


def test_read_only_answers_are_shown_together():
    form = read(
        page(question(readonly=True), question("datetime", "met", "Met on", readonly=True), question(key="note"))
    )

    tree = draw(form, {"name": "Test Family Ash", "met": "2026-12-03"})

    (rows,) = tree.iter("dl")
    assert " ".join(rows.text_content().split()) == "Full name Test Family Ash Met on 3 December 2026"
    assert "answer-name" not in ids(tree)


def test_what_the_procedure_says_stands_beside_the_first_question_of_the_rule():
    rules = {"properties": {"rules": "R-1"}}
    form = read(page(question(**rules), question(key="b", **rules), question(key="c", properties={"rules": "R-2 R-9"})))

    tree = draw(form, guidance={"R-1": "See them <alone>.", "R-2": "Write it down."})

    assert details(tree) == [
        "What the procedure says about “Full name” See them <alone>. R-1",
        "What the procedure says about “Full name” Write it down. R-2",
    ]


def test_where_a_prefilled_answer_comes_from_is_read_out_with_it():
    tree = draw(everything(), notes={"name": "From the referral, 3 December 2026"})

    assert described(tree, "answer-name") == "From the referral, 3 December 2026"


def test_texts_are_markdown_and_never_html():
    form = read(page({"type": "text", "id": "T", "text": "## Before\n\n**Ring** <b>first</b>"}, question()))

    tree = draw(form)

    assert tree.xpath("//strong")[0].text == "Ring"
    assert not list(tree.iter("b"))


@pytest.mark.parametrize(
    ("component", "attributes"),
    [
        (question("number", "name", validate=required()), {"inputmode": "numeric", "type": "text"}),
        (question("number", "name", decimalDigits=1), {"inputmode": "decimal"}),
        (question(validate={"validationType": "email"}), {"type": "email", "autocomplete": "email"}),
        (question(validate={"validationType": "phone"}), {"type": "tel", "autocomplete": "tel"}),
        (question(properties={"autocomplete": "off"}), {"autocomplete": "off"}),
        (question(properties={"width": "10"}), {"class": "govuk-input govuk-input--width-10"}),
        (question(properties={"width": "7; color: red"}), {"class": "govuk-input"}),
    ],
)
def test_text_boxes_fit_what_they_ask_for(component, attributes):
    found = field(draw(read(page(component))), "answer-name")

    assert {name: found.get(name) for name in attributes} == attributes


def test_long_texts_count_their_characters():
    form = read(page(question("textarea", "note", "Note", validate={"maxLength": 4000})))

    tree = draw(form)

    (counted,) = tree.xpath("//*[@data-module='govuk-character-count']")
    assert (counted.get("data-maxlength"), counted.get("data-threshold")) == ("4000", "75")


def test_feel_values_are_shown_like_kept_answers():
    tree = draw(everything(), {"visited": NOW.date(), "held": NOW, "score": 7})

    assert [value(tree, f"answer-held-{part}") for part in ("day", "month", "year", "hour", "minute")] == [
        "14",
        "12",
        "2026",
        "10",
        "00",
    ]
    assert value(tree, "answer-score") == "7"

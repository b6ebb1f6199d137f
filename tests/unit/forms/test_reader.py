import json

import pytest

from service.findings import Severity
from service.forms import FormError, Group, Kind, Text, read_form
from tests.unit.forms.builders import choice, document, page, question, read, repeat


def findings(*components, **changes):
    with pytest.raises(FormError) as refused:
        read(*components, **changes)
    return {(finding.element, finding.code) for finding in refused.value.findings}


def test_a_form_without_page_groups_is_one_page():
    form = read(question(), title="First visit")

    assert [(each.title, len(each.elements)) for each in form.pages] == [("First visit", 1)]
    assert form.keys == ("name",)


def test_groups_marked_as_pages_are_pages_in_their_order():
    form = read(page(question(key="a"), label="One"), page(question(key="b"), label="Two"))

    assert [each.title for each in form.pages] == ["One", "Two"]
    assert form.keys == ("a", "b")


def test_a_group_is_a_fieldset_and_its_path_goes_before_its_keys():
    group = {"type": "group", "id": "G", "label": "Referrer", "path": "referrer", "components": [question(key="name")]}

    form = read(group)

    (element,) = form.pages[0].elements
    assert isinstance(element, Group)
    assert (element.label, form.keys) == ("Referrer", ("referrer.name",))


def test_a_repeated_group_holds_its_questions():
    form = read(repeat(question(key="name"), question("datetime", "born", "Date of birth", subtype="date")))

    (children,) = form.fields
    assert children.kind is Kind.LIST
    assert [(each.key, each.kind) for each in children.questions] == [("name", Kind.TEXT), ("born", Kind.DATE)]


def test_texts_are_shown_and_buttons_and_spacers_are_left_out():
    form = read(
        {"type": "text", "id": "T", "text": "Read this *first*."}, question(), {"type": "button"}, {"type": "spacer"}
    )

    text, _ = form.pages[0].elements
    assert isinstance(text, Text)
    assert text.markdown == "Read this *first*."


def test_custom_properties_are_read():
    form = read(
        question(properties={"rules": "HAR-056 HAR-058", "requiredMessage": "Say who came", "width": "10"}),
        properties={"rules": "HAR-059"},
    )

    (name,) = form.fields
    assert name.rules == ("HAR-056", "HAR-058")
    assert name.required_message == "Say who came"
    assert name.properties["width"] == "10"
    assert form.rules == ("HAR-059",)


@pytest.mark.parametrize("kind", ["table", "iframe", "documentPreview", "html", "expression", "image", "hologram"])
def test_components_that_cannot_be_shown_are_refused(kind):
    assert findings(question(), {"type": kind, "id": "Odd"}) == {("Odd", "form-component-unsupported")}


def test_every_finding_is_told_at_once_with_its_field():
    found = findings({"type": "html", "id": "A"}, question(key="b c"), choice(values=()))

    assert found == {
        ("A", "form-component-unsupported"),
        ("Field_b c", "form-key-invalid"),
        ("Field_outcome", "form-options"),
    }


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (question(key=""), "form-key-missing"),
        (question(key="1st"), "form-key-invalid"),
        (question(key="family name"), "form-key-invalid"),
        (question(key="typename"), "form-key-reserved"),
        (question(key="case"), "form-key-reserved"),
        (question(key="referrer.if"), "form-key-reserved"),
        (question(label=""), "form-label-missing"),
        (question(label="=family.name"), "form-text-expression"),
        (question(label="Hello {{name}}"), "form-text-expression"),
        (question(description="=1 + 1"), "form-text-expression"),
        (choice(valuesExpression="=children"), "form-options-dynamic"),
        (choice(valuesKey="children"), "form-options-list"),  # which lists options besides
        (question("radio", valuesKey="neighbours"), "form-options-list"),
        (choice(values=("yes", "yes")), "form-options"),
        (question("radio", "r", values=[{"value": 1, "label": "One"}]), "form-options"),
        (question("radio", "r", values=[{"value": "1", "label": ""}]), "form-options"),
        (question(validate={"minLength": "=3"}), "form-limit"),
        (question(validate={"maxLength": 99_999}), "form-limit"),
        (question("number", "n", validate={"min": "=low"}), "form-limit"),
        (question("number", "n", validate={"max": True}), "form-limit"),
        (question("number", "n", decimalDigits=9), "form-limit"),
        (question(validate={"pattern": "("}), "form-limit"),
        (question(validate={"pattern": r"(a)\1"}), "form-limit"),
        (question(validate={"validationType": "postcode"}), "form-limit"),
        (question("datetime", "d", properties={"earliest": "yesterday"}), "form-limit"),
        (question("datetime", "d", subtype="week"), "form-component-unsupported"),
        (question(conditional={"hide": 'other = "x"'}), "form-condition-syntax"),
        (question(conditional={"hide": "=name = = 3"}), "form-condition-syntax"),
        (question(conditional={"hide": "=weather = 3"}), "form-condition-unknown-name"),
        (question(properties={"check": "=weather = 3"}), "form-condition-unknown-name"),
        (question(conditional={"hide": "=this.name = 3"}), "form-condition-unknown-name"),
    ],
)
def test_what_cannot_be_used_is_refused(component, code):
    assert code in {found for _, found in findings(component)}


def test_a_condition_inside_a_repeat_may_read_its_item_and_the_whole_form():
    form = read(
        choice(key="any"),
        repeat(question(key="name"), question(key="why", conditional={"hide": '=this.name = null or any = "no"'})),
    )

    assert form.fields[1].questions[1].hide_when == ('this.name = null or any = "no"',)


@pytest.mark.parametrize("keys", [("name", "name"), ("referrer", "referrer.name"), ("referrer.name", "referrer")])
def test_keys_that_get_into_each_others_way_are_refused(keys):
    found = findings(*(question(key=key) for key in keys))

    assert "form-key-duplicate" in {code for _, code in found}


def test_a_repeat_inside_a_repeat_is_refused():
    assert ("Children", "form-nested-list") in findings(repeat(repeat(question(), path="inner"), path="outer"))


def test_a_component_outside_the_pages_is_refused():
    assert findings(page(question()), question(key="loose")) == {("Field_loose", "form-outside-pages")}


def test_a_form_that_asks_nothing_is_refused():
    assert findings({"type": "text", "id": "T", "text": "Hello"}) == {(None, "form-empty")}


def test_the_id_must_be_the_name_of_the_file():
    assert findings(question(), id="other") == {(None, "form-id-differs")}


def test_a_newer_schema_is_refused():
    assert findings(question(), schemaVersion=20) == {(None, "form-version")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "form-not-json"),
        (b"\xff\xfe", "form-not-json"),
        (b"[" * 100_000, "form-not-json"),
        (b"[]", "form-not-a-form"),
        (b'{"components": {}}', "form-not-a-form"),
        (b" " * 1_000_001, "form-too-large"),
    ],
)
def test_bytes_that_hold_no_form_are_refused(data, code):
    with pytest.raises(FormError) as refused:
        read_form(data, "forms/haringey/visit.form")

    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_condition_that_no_reveal_can_express_is_a_warning_and_no_refusal():
    complicated = question(key="b", conditional={"hide": "=string length(name) > 3"})

    found = read(question(), complicated).warnings

    assert [(each.element, each.code, each.severity) for each in found] == [
        ("Field_b", "form-condition-same-page", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    "condition",
    ['outcome != "yes"', 'not(outcome = "yes")', 'not(list contains(outcome, "yes"))', "not(outcome = true)"],
)
def test_a_condition_that_a_reveal_can_express_needs_no_warning(condition):
    assert read(choice(), question(conditional={"hide": f"={condition}"})).warnings == ()


def test_the_same_condition_on_an_earlier_page_needs_no_warning():
    later = question(key="b", conditional={"hide": "=string length(name) > 3"})

    assert read(page(question(), label="One"), page(later, label="Two")).warnings == ()


def test_the_text_of_the_error_names_file_field_and_remedy():
    with pytest.raises(FormError, match=r"visit\.form A: .*html.* Use a text component"):
        read_form(json.dumps(document(question(), {"type": "html", "id": "A"})).encode(), "forms/x/visit.form")

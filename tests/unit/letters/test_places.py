import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.letters import as_html, as_text, leftovers, merged, places_in

VALUES = {"recipient.name": "Test Family Ash", "today": "14 December 2026", "address": "1 Test Road\nTesttown"}


def test_values_stand_in_their_places():
    assert (
        merged("Dear {{ recipient.name }},\n\non {{today}}.", VALUES)
        == "Dear Test Family Ash,\n\non 14 December 2026.\n"
    )


def test_a_place_without_a_value_is_empty():
    assert merged("Dear {{ nobody }},", VALUES) == "Dear ,\n"


def test_the_lines_of_a_value_stay_lines():
    assert as_html(merged("{{ address }}", VALUES)) == "<p>1 Test Road<br />\nTesttown</p>\n"


@pytest.mark.parametrize(
    "value",
    [
        "{{ recipient.name }}",
        "{% for x in y %}",
        "<script>alert(1)</script>",
        "<b>bold</b>",
        "**bold** _so_ `code`",
        "[here](http://evil.example)",
        "![logo](http://evil.example/x.png)",
        "http://evil.example",
        "# Heading",
        "- one",
        "+ one",
        "1. one",
        "12) one",
        "> said",
        "a & b &amp; c &lt;",
        "===",
        "---",
        "\\n \\ back",
        "a | b ~ c",
    ],
)
def test_a_value_stays_as_it_was_typed(value):
    shown = as_html(merged("{{ said }}", {"said": value, "recipient.name": "Somebody else"}))

    assert as_text(merged("{{ said }}", {"said": value})) == f"{value}\n"
    assert shown.startswith("<p>")
    assert "Somebody else" not in shown
    assert "<script" not in shown
    assert "<a " not in shown
    assert "<img" not in shown


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_no_value_becomes_markup(value):
    shown = as_html(merged("Before {{ said }} after", {"said": value}))

    assert shown.count("<") == 2
    assert shown.startswith("<p>Before ")
    assert shown.endswith(" after</p>\n")


def test_what_a_letter_may_have_is_drawn():
    shown = as_html("# Top\n\n## Below\n\n1. one\n2. *two*\n\n- **three**")

    assert "<h2>Top</h2>" in shown
    assert "<h2>Below</h2>" in shown
    assert "<em>two</em>" in shown
    assert "<strong>three</strong>" in shown


def test_what_a_letter_may_not_have_stays_as_signs():
    shown = as_html("<b>x</b> [a](javascript:alert(1)) ![b](http://x/y.png) <http://x>")

    assert [tag for tag in ("<b>", "<a", "<img") if tag in shown] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<b>x</b>", ["HTML"]),
        ("<div>\n\nx", ["HTML"]),
        ("![a](b)", ["a picture"]),
        ("[a](b)", ["a link"]),
        ("`x`", ["code"]),
        ("```\nx\n```", ["code"]),
        ("**x**\n\n> y\n\n- z", []),
    ],
)
def test_what_a_letter_may_not_have_is_named(text, names):
    assert leftovers(text) == names


def test_places_are_told_from_what_only_looks_like_them():
    found = list(places_in("{{ a.b }} {{ a | upper }} {% if x %} {{ open"))

    assert found == [("a.b", True), ("{{ a | upper }}", False), ("{% if x %}", False), ("{{ open", False)]


def test_the_words_of_a_letter_can_be_had_alone():
    assert as_text("# Dear all\n\nYou are **asked**\nto come.\n\n1. Bring this.\n2. Ring first.\n\n- Or not.") == (
        "Dear all\n\nYou are asked\nto come.\n\n1. Bring this.\n\n2. Ring first.\n\n- Or not.\n"
    )

from collections import Counter
from itertools import pairwise

import pytest
from lxml import html

from tests.unit.web.components.drawing import style_app


@pytest.fixture(scope="module")
def page():
    return html.fromstring(style_app().test_client().get("/style").data)


def test_every_id_is_given_once(page):
    given = Counter(page.xpath("//@id"))

    assert len(given) > 30
    assert [name for name, times in given.items() if times > 1] == []


def test_every_field_has_a_label(page):
    fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    labelled = set(page.xpath("//label/@for"))

    assert len(fields) > 20
    assert [field.get("id") for field in fields if field.get("id") not in labelled] == []


def test_what_is_referred_to_is_there(page):
    ids = set(page.xpath("//@id"))
    referred = [
        name
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for")
        for text in page.xpath(f"//@{attribute}")
        for name in text.split()
    ]

    assert [name for name in referred if name not in ids] == []


def test_each_sentence_of_the_summary_leads_to_a_field(page):
    links = page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a/@href")
    fields = {f"#{name}" for name in page.xpath("(//input | //textarea)/@id")}

    assert set(links) == {"#surname", "#note", "#visited_on", "#children"}
    assert set(links) <= fields


def test_the_title_starts_with_error_and_the_heading(page):
    assert page.xpath("string(//title)").startswith("Error: Style page")
    assert page.xpath("//h1/text()") == ["Style page"]


def test_headings_leave_no_level_out(page):
    levels = [int(heading.tag[1]) for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]

    assert [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1] == []


def test_nothing_needs_an_inline_style_or_script(page):
    assert page.xpath("//@style") == []
    assert page.xpath("//script[not(@src)]") == []
    assert [name for name in page.xpath("//@*[starts-with(name(), 'on')]") if name] == []


def posted(**fields):
    return html.fromstring(style_app().test_client().post("/style", data=fields).data)


def test_what_was_posted_is_shown_again():
    page = posted(
        surname="O'Test <b> & Co", **{"visited_on-day": "3", "visited_on-year": "2026"}, sure="yes", worker="2"
    )

    assert page.get_element_by_id("surname").get("value") == "O'Test <b> & Co"
    assert page.get_element_by_id("visited_on").get("value") == "3"
    assert page.get_element_by_id("visited_on-year").get("value") == "2026"
    assert page.get_element_by_id("sure").get("checked") is not None
    assert page.get_element_by_id("worker").value == "2"


def test_a_password_is_never_shown_again():
    assert posted(secret="a test password").get_element_by_id("secret").get("value") is None


def test_several_lines_stay_as_they_were_typed(page):
    assert page.get_element_by_id("note").text == "First line\nSecond line"
    assert page.get_element_by_id("why").text == "One\nTwo"


def test_several_errors_of_one_field_are_all_beside_it(page):
    beside = page.get_element_by_id("note-error").text_content()

    assert "Say what happened" in beside
    assert "Use 200 characters or fewer" in beside


def test_the_words_of_a_due_date_say_what_its_colour_says(page):
    late = page.xpath("//*[contains(@class, 'app-due--late')]")[0].text_content()

    assert "Monday 14 December 2026" in late
    assert "Overdue by 2 working days" in late

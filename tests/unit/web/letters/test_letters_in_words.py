from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from service.letters import FieldKind, LetterField, LetterTemplate
from service.models import LetterStatus
from service.pathways.queries.letters import LetterChoices
from service.web.letters.present import fill_page, heed_of, letter_page, new_page, paper_of
from tests.unit.web.documents.lines import AT, ID, detail, pages, receiver

NOW = datetime(2026, 12, 20, 23, 30, tzinfo=UTC)
FRAME = SimpleNamespace()
TEMPLATE = LetterTemplate(
    id="visit",
    file="visit.md",
    title="Your visit",
    audience="The family",
    purpose="Says when somebody comes.",
    body="x",
    editable=True,
    fields=(LetterField(id="day", label="Day", kind=FieldKind.DATE, required=True),),
)


@pytest.fixture(autouse=True)
def _addresses():
    with pages():
        yield


def test_a_family_of_which_nothing_is_recorded_needs_no_heed():
    assert heed_of(detail()) is None
    assert heed_of(detail(receiver=receiver())) is None


def test_warnings_of_the_family_and_needs_of_the_receiver_are_told():
    person = receiver(language="Polish", communication="Braille")

    heed = heed_of(detail(receiver=person, warnings=("Parent One: No letters home",), contact_mark="m"))

    assert (heed.warnings, heed.mark) == (("Parent One: No letters home",), "m")
    assert heed.needs == ("Language: Polish", "Needs: Braille")


def test_people_are_offered_with_where_they_live_and_what_they_need():
    people = (receiver(language="Polish"), receiver(has_address=False), receiver(left_on=AT.date()))
    choices = LetterChoices(
        case_id=ID, case_reference="T", templates=(TEMPLATE,), people=people, warnings=("Parent One: No letters",)
    )

    page = new_page(choices, FRAME)

    assert [person.hint for person in page.people] == ["1 Test Road. Language: Polish", "No address is recorded"]
    assert page.heed.warnings == ("Parent One: No letters",)
    assert page.templates[0].hint == "Says when somebody comes. For: The family"


def test_a_draft_can_be_changed_and_made_final():
    page = letter_page(detail(wording=TEMPLATE), FRAME, now=NOW)

    assert (page.step, page.ways, page.pdf_href) == ("finish", (), None)
    assert page.edit_href
    assert page.wording_href
    assert page.cancel_href


def test_fixed_wording_is_not_offered_for_change():
    fixed = LetterTemplate(id="a", file="a.md", title="A", audience="B", purpose="C", body="D")

    assert letter_page(detail(wording=fixed), FRAME, now=NOW).wording_href is None


@pytest.mark.parametrize(
    ("email", "document", "ways"),
    [
        (None, ID, ["post", "hand"]),
        ("a@example.org", None, ["post", "hand"]),
        ("a@example.org", ID, ["post", "mail", "hand"]),
    ],
)
def test_a_final_letter_can_go_every_way_that_is_open(email, document, ways):
    final = detail(status=LetterStatus.FINAL, document_id=document, receiver=receiver(email=email))

    page = letter_page(final, FRAME, now=NOW)

    assert page.step == "send"
    assert [way.value for way in page.ways] == ways
    assert page.edit_href is None


def test_a_letter_that_was_sent_can_only_be_read():
    sent = detail(status=LetterStatus.SENT, sent_at=AT, sent_by="Worker West", by_process=True, wording=TEMPLATE)

    page = letter_page(sent, FRAME, now=NOW)

    assert (page.step, page.edit_href, page.cancel_href, page.ways) == ("", None, None, ())
    assert page.story[0] == "Made by a step of the procedure 14 December 2026 at 10am"


def test_paper_bears_the_date_when_it_became_final():
    assert paper_of(detail(), now=NOW).date == "20 December 2026"
    assert paper_of(detail(dated_at=AT), now=NOW).date == "14 December 2026"


def test_what_is_typed_is_safe_on_paper():
    paper = paper_of(detail(body="<script>x</script> **b**\nnext\n"), now=NOW)

    assert paper.body == "<p>&lt;script&gt;x&lt;/script&gt; <strong>b</strong><br />\nnext</p>\n"


def test_what_was_typed_is_shown_again_when_something_was_wrong():
    letter = detail(fields={"day": "2026-12-18"}, wording=TEMPLATE)

    first, again = (fill_page(letter, TEMPLATE, FRAME, again=again) for again in (False, True))

    assert (first.fields[0].value, first.recipient) == ("2026-12-18", "Child One\n1 Test Road")
    assert (again.fields[0].value, again.recipient) == (None, None)
    assert first.fields[0].optional is False

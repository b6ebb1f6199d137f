import pytest

from service.library.difference import Subject
from tests.unit.library.conftest import FIRST_VISIT, deadlines, dmn, table
from tests.unit.library.difference.conftest import Draft

PATH = "processes/little/deadlines.dmn"
COLUMNS = ("label", "amount", "unit", "from", "met_by", "at", "repeat", "enforcement", "rule")


def row(
    label="Review", amount="8", unit="weeks", start="last_review", at="", repeat="true", strict="hard", key="review"
):
    texts = [f'"{text}"' for text in (label, unit, start, "visit_done", at, strict)]
    label, unit, start, met_by, at, strict = texts
    return (f'"{key}"', label, amount, unit, start, met_by, at, repeat, strict, '"LIT-002"')


def library(files, *rows) -> dict[str, bytes]:
    first = (*FIRST_VISIT[:6], '""', "false", *FIRST_VISIT[6:])
    return {**files, PATH: dmn(table("deadlines", column="key", outputs=COLUMNS, rows=[first, *rows]))}


@pytest.fixture
def told(files):
    """Return what is told of a row that takes the place of another."""

    def tell(before, after):
        old, new = (library(files, *([each] if each else [])) for each in (before, after))
        return Draft(before=old).write(PATH, new[PATH]).words()

    return tell


def test_a_repeated_deadline_says_how_often_now_and_how_often_before(told):
    assert told(row(), row(amount="6")) == ["Review every 6 weeks instead of 8."]


def test_another_unit_is_said_in_full(told):
    assert told(row(), row(amount="2", unit="months")) == ["Review every 2 months instead of every 8 weeks."]


def test_a_deadline_that_runs_once_says_within_what(draft):
    draft.write(PATH, deadlines((*FIRST_VISIT[:2], "3", *FIRST_VISIT[3:])))

    assert draft.words() == ["First visit within 3 working days instead of 5."]


def test_one_is_never_a_bare_number(draft):
    draft.write(PATH, deadlines((*FIRST_VISIT[:2], "1", *FIRST_VISIT[3:])))

    assert draft.words() == ["First visit within 1 working day instead of within 5 working days."]


def test_a_name_that_holds_a_span_is_parted_from_the_span(told):
    before, after = row(label="See them every week"), row(label="See them every week", amount="6")

    assert told(before, after) == ["See them every week: every 6 weeks instead of 8."]


def test_sittings_are_told_by_their_day(told):
    before = row(label="Transfer Panel", amount="1", at="Tuesday 10:00", start="")
    after = row(label="Transfer Panel", amount="2", at="Thursday 14:30", start="")

    assert told(before, after) == [
        "Transfer Panel every 2 weeks on Thursday at 14:30 instead of every Tuesday at 10:00."
    ]


def test_a_new_deadline_says_what_it_counts_from(told):
    assert told(None, row(start="visit_done")) == [
        'New deadline: Review every 8 weeks, counted from "Visit the family".',
        'The rule "LIT-002: Within five working days" is now carried out by the deadline "Review", too.',
    ]


def test_a_deadline_that_has_gone_is_named(told):
    assert told(row(), None)[0] == 'The deadline "Review" (every 8 weeks) is no longer there.'


def test_a_deadline_counts_from_something_else(told):
    assert told(row(start="visit_done"), row(start="referral_received")) == [
        '"Review" now counts from "Work arrives" instead of "Visit the family".'
    ]


def test_a_deadline_becomes_less_strict(told):
    assert told(row(), row(strict="report")) == [
        '"Review" is now a figure for reports instead of a standard that counts as missed.'
    ]


def test_a_row_that_speaks_of_another_deadline_is_one_gone_and_one_new(told):
    words = told(row(), row(label="Look back", key="look_back"))

    assert 'The deadline "Review" (every 8 weeks) is no longer there.' in words
    assert 'New deadline: Look back every 8 weeks, counted from "last review".' in words


def test_the_row_is_shown_cell_by_cell(draft):
    draft.write(PATH, deadlines((*FIRST_VISIT[:2], "3", *FIRST_VISIT[3:])))

    (section,) = draft.difference().of(Subject.DEADLINES)
    (change,) = section.changes

    assert change.id == "deadlines_row1"
    assert [(cell.what, cell.before, cell.after) for cell in change.details if cell.differs] == [("amount", "5", "3")]
    assert [cell.what for cell in change.details][:3] == ["key", "label", "amount"]

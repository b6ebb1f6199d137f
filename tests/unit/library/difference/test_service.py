"""What is told about everything beside diagrams, tables and forms."""

import pytest

from service.library.difference import Sign, Subject

AUTHORITY = "processes/little/authority.yaml"
CALENDAR = "processes/little/calendar.yaml"
LETTER = "processes/little/letters/closure.md"
RULES = "processes/little/rules.yaml"
REPORTS = "processes/little/reports.yaml"
REPORT = """
reports:
- id: visits
  title: First visits in time
  rows: deadlines:first_visit
  target: {op: min, amount: 90, unit: percent}
"""


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        (
            AUTHORITY,
            "name: Single Point of Access",
            "name: Front Door",
            'The role "Single Point of Access" is now called "Front Door".',
        ),
        (
            AUTHORITY,
            "can: [start_cases, publish]",
            "can: [assign, publish]",
            '"Family Support Worker" may now give tasks to others.',
        ),
        (
            AUTHORITY,
            "can: [start_cases, publish]",
            "can: [publish]",
            '"Family Support Worker" may no longer start cases.',
        ),
        (AUTHORITY, "[Hill]", "[Hill, Dale]", '"Team West" now works in "Dale".'),
        (AUTHORITY, "case: family", "case: child", 'The word for "case" is now "child" instead of "family".'),
        (
            AUTHORITY,
            "record_system: Mosaic",
            "record_system: Paper",
            'The record system is now "Paper" instead of "Mosaic".',
        ),
        (AUTHORITY, "prefix: LIT", "prefix: SML", 'The beginning of case references is now "SML" instead of "LIT".'),
        (
            AUTHORITY,
            "Worker West, roles",
            "Worker of the West, roles",
            "The people or families of the demonstration have changed.",
        ),
        (
            CALENDAR,
            '"09:00-17:00", tuesday',
            '"08:30-17:00", tuesday',
            'The office hours of "Monday" are now 08:30 to 17:00 instead of 09:00 to 17:00.',
        ),
        (CALENDAR, "2026-12-24", "2026-12-23", 'The council is now closed on "23 December 2026".'),
        (CALENDAR, "2026-12-24", "2026-12-23", 'The council is no longer closed on "24 December 2026".'),
        (
            CALENDAR,
            "non_working_day: previous",
            "non_working_day: next",
            "What falls due on a day off now takes the working day after instead of the working day before.",
        ),
        (
            CALENDAR,
            "country: England",
            "country: Scotland",
            "The bank holidays are now those of Scotland instead of England.",
        ),
        (LETTER, "for the last time", "once more", 'The text of the letter "The end of your support" has changed.'),
        (
            LETTER,
            "for: The family",
            "for: The school",
            'The letter "The end of your support" is now for "The school" instead of "The family".',
        ),
        (
            LETTER,
            "editable: true",
            "editable: false",
            'The wording of the letter "The end of your support" may no longer be changed.',
        ),
        (RULES, "text: Be kind.", "text: Be fair.", 'The text of the rule "LIT-006: Be fair" has changed.'),
        (
            "processes/little/scenarios/one.yaml",
            "title: One",
            "title: One\nabout: More",
            'The scenario "One" has changed.',
        ),
        (
            "processes/little/README.md",
            "# Little",
            "# Small",
            "The file processes/little/README.md is written differently; no other sentence tells how.",
        ),
    ],
)
def test_a_change_is_told_in_words(draft, path, old, new, sentence):
    assert sentence in draft.replace(old, new, path=path).words()


def test_a_new_role_and_team_are_named(draft):
    draft.replace("  - {id: spa,", "  - {id: coach, name: Coach, can: []}\n  - {id: spa,", path=AUTHORITY)
    draft.replace("  - {id: west,", "  - {id: east, name: Team East}\n  - {id: west,", path=AUTHORITY)

    assert draft.words() == ['New role "Coach".', 'New team "Team East".']


def test_the_target_of_a_report_is_told(draft):
    draft.before[REPORTS] = REPORT.encode()
    draft.write(REPORTS, REPORT.replace("90", "95"))

    assert draft.words() == [
        'The target of the report "First visits in time" is now at least 95 percent instead of at least 90 percent.'
    ]


def test_a_new_letter_and_scenario_are_named(draft):
    draft.write(
        "processes/little/letters/hello.md", draft.before[LETTER].replace(b"The end of your", b"The start of your")
    )
    draft.write("processes/little/scenarios/two.yaml", "title: Two")

    words = draft.words()

    assert words[0] == 'New letter "The start of your support".'
    assert 'New scenario "Two".' in words


def test_a_rule_that_loses_its_last_carrier_is_told(draft):
    draft.replace(", rules: [LIT-005]", "", path=AUTHORITY)

    found = draft.difference()

    assert found.words == (
        'Nothing carries out the rule "LIT-005: One team is there" any more; it was the team "Team West".',
    )
    assert [(change.sign, change.id) for change in found.of(Subject.RULES)[0].changes] == [(Sign.REMOVED, "LIT-005")]


def test_a_rule_that_gains_its_first_carrier_is_told(draft):
    draft.replace("rules: [LIT-004]", "rules: [LIT-004, LIT-003]", path=AUTHORITY)

    assert draft.words() == [
        'The rule "LIT-003: Write a letter" is now carried out by the role "Family Support Worker".'
    ]


def test_a_rule_that_keeps_some_carriers_says_how_many(draft):
    draft.replace("rules: LIT-008", "rules: LIT-007", path=LETTER)

    gained, lost = draft.words()

    letter = 'carried out by the letter "The end of your support"'
    assert gained == f'The rule "LIT-007: The team is found by rule" is now {letter}, too.'
    assert lost == f'The rule "LIT-008: The outcome is written down" is no longer {letter}; 1 other still does.'


def test_a_promise_that_is_lowered_is_told(draft):
    path = "processes/little/coverage.yaml"
    draft.before[path] = b"covered: 5\ncomplete: [review]"
    draft.write(path, "covered: 4")

    assert draft.words() == [
        "The library now promises to carry out 4 rules instead of 5.",
        'The stage "review" is no longer promised as a whole.',
    ]


def test_a_rule_that_nothing_carries_out_any_more_is_named_apart(draft):
    draft.replace(", rules: [LIT-005]", "", path=AUTHORITY).replace("rules: LIT-008", "rules: LIT-007", path=LETTER)

    found = draft.difference()

    assert [change.id for change in found.uncarried] == ["LIT-005"]
    assert {change.id for change in found.carried} == {"LIT-005", "LIT-007", "LIT-008"}


def test_a_rule_that_leaves_the_register_alone_has_lost_no_carrier(draft):
    draft.replace("text: Be kind.", "text: Be fair.", path=RULES)

    assert draft.difference().carried == ()

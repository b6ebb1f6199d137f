from datetime import UTC, date, datetime, time
from decimal import Decimal
from time import thread_time as processor_time

import pytest

from service.errors import InvalidInputError
from tests.unit.forms.builders import NOW, choice, hidden_unless, page, question, read, repeat, required


def check(form, raw, **context):
    return form.validate(raw, now=NOW, context=context)


def errors(form, raw, **context):
    with pytest.raises(InvalidInputError) as refused:
        check(form, raw, **context)
    return {path: list(texts) for path, texts in refused.value.errors.items()}


def test_answers_become_feel_values_and_json():
    form = read(
        question(key="referrer.name"),
        question("datetime", "visited", "Date of the visit", subtype="date"),
        question("datetime", "from", "From", subtype="time") | {"key": "begins"},
        question("number", "score", "Score", decimalDigits=1),
        choice("checklist", "agencies", ("school", "health")),
        question("checkbox", "agreed", "I agree"),
        repeat(question(key="name")),
    )

    answers = check(
        form,
        {
            "referrer": {"name": "  Referrer One "},
            "visited": "2026-12-11",
            "begins": "09:30",
            "score": "3.5",
            "agencies": ["health", "school"],
            "agreed": True,
            "children": [{"name": "Child One"}],
        },
    )

    assert answers.values == {
        "referrer": {"name": "Referrer One"},
        "visited": date(2026, 12, 11),
        "begins": time(9, 30),
        "score": Decimal("3.5"),
        "agencies": ["school", "health"],
        "agreed": True,
        "children": [{"name": "Child One"}],
    }
    assert answers.stored == {
        "referrer": {"name": "Referrer One"},
        "visited": "2026-12-11",
        "begins": "09:30:00",
        "score": "3.5",
        "agencies": ["school", "health"],
        "agreed": True,
        "children": [{"name": "Child One"}],
    }


def test_kept_answers_become_the_same_values_again():
    form = read(
        question("datetime", "visited", subtype="date"),
        question("datetime", "met", subtype="datetime"),
        question("number", "score", decimalDigits=2),
        repeat(question("datetime", "born", subtype="date")),
    )
    answers = check(
        form,
        {"visited": "2026-12-11", "met": "2026-12-11T09:30", "score": 0.25, "children": [{"born": "2015-05-01"}]},
    )

    assert form.values(answers.stored) == answers.values
    assert answers.values["met"] == datetime(2026, 12, 11, 9, 30, tzinfo=UTC)


def test_a_question_without_an_answer_is_null_and_is_not_kept():
    answers = check(read(question(), repeat(question(key="name"))), {"name": "   ", "children": []})

    assert answers.values == {"name": None, "children": None}
    assert answers.stored == {}


def test_dotted_keys_are_understood_like_nested_ones():
    assert check(read(question(key="referrer.name")), {"referrer.name": "A"}).stored == {"referrer": {"name": "A"}}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"nickname": "A"}, "nickname"),
        ({"referrer": {"age": 3}}, "referrer.age"),
        ({"referrer": "Text"}, "referrer"),
        ({"children": [{"name": "A", "shoe": 3}]}, "children.0.shoe"),
        ({"__proto__": {}}, "__proto__"),
    ],
)
def test_what_the_form_does_not_ask_for_is_refused_by_its_path(raw, path):
    form = read(question(key="referrer.name"), repeat(question(key="name")))

    assert errors(form, raw) == {path: ["This form does not ask for that"]}


def test_an_answer_given_twice_is_refused():
    form = read(question(key="referrer.name"))

    assert errors(form, {"referrer": {"name": "A"}, "referrer.name": "B"}) == {
        "referrer.name": ["This was answered twice"]
    }


@pytest.mark.parametrize("shown", ["readonly", "disabled"])
def test_a_question_that_is_only_shown_is_never_answered(shown):
    form = read(question(**{shown: True}), question(key="b"))

    assert errors(form, {"name": "B"}) == {"name": ["This cannot be changed here"]}


@pytest.mark.parametrize(
    ("component", "message"),
    [
        (question(label="Full name"), "Enter full name"),
        (question(label="NHS number"), "Enter NHS number"),
        (question(label="GP surgery"), "Enter GP surgery"),
        (question(label="I came with"), "Enter I came with"),
        (question(label="Who came?"), "Enter an answer to “Who came?”"),
        (question("datetime", "name", "Date of birth"), "Enter date of birth"),
        (choice(key="name", label="Level of need"), "Select level of need"),
        (choice("checklist", "name", label="Agencies"), "Select agencies"),
        (question("filepicker", "name", "The plan"), "Upload the plan"),
        (question("checkbox", "name", "I have seen every child"), "Select “I have seen every child”"),
    ],
)
def test_a_missing_answer_is_asked_for_in_words(component, message):
    form = read({**component, "validate": required()})

    assert errors(form, {}) == {"name": [message]}


def test_the_forms_own_message_goes_first():
    form = read(question(validate=required(), properties={"requiredMessage": "Tell us who came"}))

    assert errors(form, {"name": ""}) == {"name": ["Tell us who came"]}


@pytest.mark.parametrize(
    ("component", "answer", "message"),
    [
        (question(), 3, "Full name must be text"),
        (question(), "A\nB", "Full name must be on one line"),
        (question(), "A\x00", "Full name must not include control characters"),
        (question(), "\ud800", "Full name must not include control characters"),
        (question(), "A" * 501, "Full name must be 500 characters or fewer"),
        (question("textarea"), "A" * 20_001, "Full name must be 20,000 characters or fewer"),
        (question(validate={"maxLength": 3}), "Abcd", "Full name must be 3 characters or fewer"),
        (question(validate={"minLength": 3}), "Ab", "Full name must be 3 characters or more"),
        (question(validate={"pattern": "^[A-Z]+$"}), "abc", "Full name is not in the right format"),
        (question(validate={"pattern": "^A", "patternErrorMessage": "Begin with A"}), "b", "Begin with A"),
        (
            question(validate={"validationType": "email"}),
            "nobody",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (
            question(validate={"validationType": "phone"}),
            "12",
            "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192",
        ),
        (question("number"), "seven", "Full name must be a number"),
        (question("number"), True, "Full name must be a number"),
        (question("number"), float("nan"), "Full name must be a number"),
        (question("number"), "1e999999999", "Full name must be a number"),
        (question("number"), 10**16, "Full name must be a smaller number"),
        (question("number"), 1.5, "Full name must be a whole number"),
        (question("number", decimalDigits=1), "1.25", "Full name must have 1 decimal places or fewer"),
        (question("number", validate={"min": 1, "max": 10}), 11, "Full name must be between 1 and 10"),
        (question("number", validate={"min": 1}), 0, "Full name must be 1 or more"),
        (question("number", validate={"max": 10}), 11, "Full name must be 10 or fewer"),
        (choice(key="name"), "maybe", "Outcome must be one of the answers offered"),
        (choice("select", "name"), ["yes"], "Outcome must be one of the answers offered"),
        (choice("checklist", "name"), "yes", "Outcome must be a list of answers"),
        (choice("checklist", "name"), ["yes", "yes"], "Outcome must be one of the answers offered"),
        (choice("checklist", "name", properties={"minItems": "2"}), ["yes"], "Select at least 2 under “Outcome”"),
        (question("checkbox"), "perhaps", "Full name must be true or false"),
        (question("checkbox", validate=required()), False, "Select “Full name”"),
        (question("filepicker"), "file", "Full name must be a list of uploaded files"),
        (question("filepicker"), [{"name": "x"}], "Full name must be a list of uploaded files"),
        (question("datetime"), "2026-02-30", "Full name must be a real date"),
        (question("datetime"), "20261214", "Full name must be a real date"),
        (question("datetime"), 20261214, "Full name must be a real date"),
        (question("datetime"), {"day": "1", "month": "", "year": ""}, "Full name must include a month and year"),
        (question("datetime"), {"day": "1", "month": "2", "year": "26"}, "Full name must be a real date"),
        (question("datetime"), {"day": "31", "month": "2", "year": "2026"}, "Full name must be a real date"),
        (question("datetime", subtype="time"), "25:00", "Full name must be a time, like 09:30"),
        (question("datetime", subtype="time"), {"hour": "", "minute": "5"}, "Full name must include an hour"),
        (question("datetime", subtype="time"), {"hour": "24", "minute": "5"}, "Full name must be a time, like 09:30"),
        (question("datetime"), {"day": "1_0", "month": "2", "year": "2026"}, "Full name must be a real date"),
        (
            question("datetime", subtype="datetime"),
            {"day": "1", "month": "2", "year": "2026", "hour": "9"},
            "Full name must include a minute",
        ),
        (
            question("datetime", subtype="datetime"),
            {"day": "1", "month": "2", "year": "26", "hour": "9", "minute": "0"},
            "Full name must be a real date and time",
        ),
        (question("datetime", subtype="datetime"), "noon", "Full name must be a date and time, like 2026-12-14T09:30"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(component, answer, message):
    assert errors(read(component), {"name": answer}) == {"name": [message]}


@pytest.mark.parametrize(
    ("properties", "answer", "message"),
    [
        ({"not_in_future": "true"}, "2026-12-15", "Date must be today or in the past"),
        ({"not_in_past": "true"}, "2026-12-13", "Date must be today or in the future"),
        ({"earliest": "2026-12-10"}, "2026-12-09", "Date must be the same as or after 10 December 2026"),
        ({"latest": "2026-12-10"}, "2026-12-11", "Date must be the same as or before 10 December 2026"),
    ],
)
def test_a_date_keeps_within_its_bounds(properties, answer, message):
    form = read(question("datetime", "name", "Date", properties=properties))

    assert errors(form, {"name": answer}) == {"name": [message]}


def test_no_pattern_can_hang_the_service():
    form = read(question(validate={"pattern": "^(a|a|aa)+$", "patternErrorMessage": "Only a"}))

    assert errors(form, {"name": "a" * 400 + "b"}) == {"name": ["Only a"]}


def test_today_is_neither_past_nor_future():
    form = read(question("datetime", "name", "Date", properties={"not_in_future": "true", "not_in_past": "true"}))

    assert check(form, {"name": "2026-12-14"}).values == {"name": date(2026, 12, 14)}


def test_today_is_the_local_day():
    form = read(question("datetime", "name", "Date", properties={"not_in_future": "true"}))
    just_after_midnight_in_summer = datetime(2026, 6, 14, 23, 30, tzinfo=UTC)

    answers = form.validate({"name": "2026-06-15"}, now=just_after_midnight_in_summer)

    assert answers.stored == {"name": "2026-06-15"}


def test_a_hidden_answer_is_dropped_and_its_question_not_asked():
    form = read(choice(), question(validate=required(), conditional=hidden_unless('outcome = "no"')))

    answers = check(form, {"outcome": "yes", "name": 77})

    assert answers.stored == {"outcome": "yes"}
    assert answers.values == {"outcome": "yes", "name": None}


def test_a_shown_question_is_asked():
    form = read(choice(), question(validate=required(), conditional=hidden_unless('outcome = "no"')))

    assert errors(form, {"outcome": "no"}) == {"name": ["Enter full name"]}


def test_a_wrong_answer_counts_as_not_given_for_conditions():
    form = read(choice(), question(validate=required(), conditional=hidden_unless('outcome = "no"')))

    assert errors(form, {"outcome": "never"}) == {"outcome": ["Outcome must be one of the answers offered"]}


def test_a_question_behind_a_hidden_one_is_hidden_too():
    form = read(
        choice(key="first"),
        choice(key="second", conditional=hidden_unless('first = "yes"')),
        question(validate=required(), conditional=hidden_unless('second = "yes"')),
    )

    assert check(form, {"first": "no", "second": "yes", "name": "A"}).stored == {"first": "no"}


def test_two_questions_that_hide_each_other_come_to_an_end():
    form = read(
        choice(key="first", conditional={"hide": '=second = "yes"'}),
        choice(key="second", conditional={"hide": '=first = "yes"'}),
    )

    assert set(check(form, {"first": "yes", "second": "yes"}).values) == {"first", "second"}


def test_a_hidden_page_takes_its_questions_with_it():
    form = read(
        page(choice(), label="One"),
        page(question(validate=required()), label="Two", conditional=hidden_unless('outcome = "no"')),
    )

    assert check(form, {"outcome": "yes"}).stored == {"outcome": "yes"}


def test_a_condition_may_read_the_case():
    form = read(question(validate=required(), conditional=hidden_unless('case.team = "west"')))

    assert check(form, {}, case={"team": "east"}).stored == {}
    assert errors(form, {}, case={"team": "west"}) == {"name": ["Enter full name"]}


def test_conditions_see_typed_values():
    form = read(
        question("datetime", "born", "Date of birth"),
        question(validate=required(), conditional=hidden_unless('born > date("2010-01-01")')),
    )

    assert check(form, {"born": "2005-05-01"}).stored == {"born": "2005-05-01"}
    assert errors(form, {"born": "2015-05-01"}) == {"name": ["Enter full name"]}


def test_every_item_of_a_repeat_is_checked_by_its_own_answers():
    form = read(
        repeat(
            question(key="name", validate=required()),
            choice(key="seen", label="Seen"),
            question(key="why", label="Why not", validate=required(), conditional=hidden_unless('this.seen = "no"')),
        )
    )

    found = errors(form, {"children": [{"name": "A", "seen": "no"}, {"seen": "yes", "why": "x"}]})

    assert found == {"children.0.why": ["Enter why not"], "children.1.name": ["Enter full name"]}


def test_hidden_answers_of_an_item_are_dropped():
    form = read(repeat(choice(key="seen"), question(key="why", conditional=hidden_unless('this.seen = "no"'))))

    answers = check(form, {"children": [{"seen": "yes", "why": "left over"}]})

    assert answers.stored == {"children": [{"seen": "yes"}]}
    assert answers.values == {"children": [{"seen": "yes", "why": None}]}


def test_the_form_does_not_see_hidden_answers_of_an_item():
    form = read(
        repeat(choice(key="seen"), question(key="why", conditional=hidden_unless('this.seen = "no"'))),
        question(validate=required(), conditional=hidden_unless("some child in children satisfies child.why != null")),
    )

    assert check(form, {"children": [{"seen": "yes", "why": "left over"}]}).values["name"] is None
    assert errors(form, {"children": [{"seen": "no", "why": "not in"}]}) == {"name": ["Enter full name"]}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, {"children": ["Add at least 1 under “Children”"]}),
        ({"children": []}, {"children": ["Add at least 1 under “Children”"]}),
        ({"children": [{"name": "A"}] * 3}, {"children": ["Add no more than 2 under “Children”"]}),
        ({"children": "A"}, {"children": ["Children must be a list"]}),
        ({"children": ["A"]}, {"children.0": ["This must be a group of answers"]}),
    ],
)
def test_a_repeat_has_its_number_of_items(raw, expected):
    form = read(repeat(question(key="name"), properties={"minItems": "1", "maxItems": "2"}))

    assert errors(form, raw) == expected


def test_no_list_is_longer_than_a_hundred_even_where_the_file_says_nothing():
    form = read(repeat(question(key="name")))

    assert errors(form, {"children": [{"name": "A"}] * 101}) == {"children": ["Add no more than 100 under “Children”"]}


def test_a_check_over_all_answers_refuses_what_does_not_fit():
    form = read(
        question("datetime", "first", "First day"),
        question(
            "datetime",
            "last",
            "Last day",
            properties={"check": "=last >= first", "checkMessage": "The last day must not be before the first"},
        ),
    )

    assert errors(form, {"first": "2026-12-10", "last": "2026-12-09"}) == {
        "last": ["The last day must not be before the first"]
    }
    assert check(form, {"last": "2026-12-09"}).stored == {"last": "2026-12-09"}


def test_a_check_inside_a_repeat_reads_its_item():
    form = read(
        repeat(
            question("number", "before", "Before"),
            question("number", "after", "After", properties={"check": "=this.after >= this.before"}),
        )
    )

    assert errors(form, {"children": [{"before": 3, "after": 2}]}) == {
        "children.0.after": ["After does not fit the other answers"]
    }


def test_errors_stand_in_the_order_of_the_form():
    form = read(*(question(key=key, validate=required()) for key in ("c", "a", "b")))

    assert list(errors(form, {})) == ["c", "a", "b"]


def test_a_fraction_is_exact():
    answers = check(read(question("number", decimalDigits=1)), {"name": 0.1})

    assert (answers.values, answers.stored) == ({"name": Decimal("0.1")}, {"name": "0.1"})


@pytest.mark.parametrize(("sent", "ticked"), [("true", True), ("false", False), (True, True)])
def test_a_box_may_be_ticked_in_words(sent, ticked):
    assert check(read(question("checkbox")), {"name": sent}).stored == {"name": ticked}


def test_an_unticked_box_is_false():
    assert check(read(question("checkbox")), {}).values == {"name": False}


def test_answers_are_data_and_never_worked_out():
    answers = check(read(question()), {"name": "=1 + 1"})

    assert answers.values == {"name": "=1 + 1"}


def test_a_draft_keeps_what_was_typed_and_refuses_only_what_is_not_asked():
    form = read(question("datetime", "visited"), repeat(question(key="name")))

    kept = form.draft({"visited": {"day": "31", "month": "2"}, "children": [{"name": "A"}, {}]})

    assert kept == {"visited": {"day": "31", "month": "2"}, "children": [{"name": "A"}, {}]}
    with pytest.raises(InvalidInputError):
        form.draft({"other": 1})


def test_a_draft_is_nested_like_the_answers():
    form = read(question(key="referrer.name"), repeat(question(key="school.name")))

    kept = form.draft({"referrer.name": "A", "children": [{"school.name": "B"}]})

    assert kept == {"referrer": {"name": "A"}, "children": [{"school": {"name": "B"}}]}


@pytest.mark.parametrize("typed", ["A\x00", "\ud800", "A" * 50_001])
def test_a_draft_that_could_not_be_kept_is_refused(typed):
    with pytest.raises(InvalidInputError):
        read(question()).draft({"name": typed})


def test_answers_kept_under_an_older_form_are_shown_as_they_were():
    assert read(choice(key="level")).values({"level": "withdrawn"}) == {"level": "withdrawn"}


def test_the_questions_that_apply_can_be_asked_for():
    form = read(choice(), question(conditional=hidden_unless('outcome = "no"')))

    shown = form.visible({"outcome": "yes"}, now=NOW)

    assert [each.key for each in shown] == ["outcome"]


def test_conditions_that_take_too_long_show_their_questions_and_hang_nothing():
    endless = "count(for a in 1..99999, b in 1..99999 return a) > 0"
    form = read(*(question(key=f"q{number}", conditional={"hide": f"={endless}"}) for number in range(40)))
    begun = processor_time()

    shown = form.visible({}, now=NOW, context={})

    assert len(shown) == 40
    assert processor_time() - begun < 4

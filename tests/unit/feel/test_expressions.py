"""Expressions of the language and what they are worth.  Values are compared as FEEL texts."""

from decimal import Decimal

import pytest

from service import feel

CONTEXT = {
    "a": 1,
    "b": 2,
    "t": True,
    "f": False,
    "name": "Ann",
    "first name": "Ash",
    "xs": [1, 2, 3, 4],
    "people": [{"name": "A", "age": 10}, {"name": "B", "age": 30}],
    "case": {"stage": "review", "children": [{"id": 1}, {"id": 2}]},
}

ARITHMETIC = [
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3", "9"),
    ("10 - 2 - 3", "5"),
    ("10 / 4", "2.5"),
    ("1 / 3", "0.3333333333333333333333333333333333"),
    ("2 / 3", "0.6666666666666666666666666666666667"),
    ("0.1 + 0.2", "0.3"),
    ("2 ** 3", "8"),
    ("2 ** -1", "0.5"),
    ("2 ** 3 ** 2", "64"),
    ("-2 ** 2", "4"),
    ("-(a + b)", "-3"),
    ("1 / 0", "null"),
    ("1 + null", "null"),
    ('1 + "a"', "null"),
    ('"a" + "b"', "ab"),
    ('"a" + 1', "null"),
    ("1.50", "1.5"),
    (".5 + .5", "1"),
    ("1e3", "1000"),
    ("99999999999999999999999999999999999999", "100000000000000000000000000000000000000"),
    ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
    ("// a comment\n1 /* another */ + 1", "2"),
]
LOGIC = [
    ("true and true", "true"),
    ("true and false", "false"),
    ("true and null", "null"),
    ("false and null", "false"),
    ("null and null", "null"),
    ("true or null", "true"),
    ("false or null", "null"),
    ("false or false", "false"),
    ('true and "x"', "null"),
    ('false or "x"', "null"),
    ("1 = 1 and 2 = 2 and 3 = 4", "false"),
    ("not(true)", "false"),
    ("not(null)", "null"),
    ("a = 1 or missing.name = 3", "true"),
    ("t and not(f)", "true"),
]
COMPARISON = [
    ("1 = 1.0", "true"),
    ("1 != 2", "true"),
    ('"a" = 1', "null"),
    ("true = 1", "null"),
    ("null = null", "true"),
    ("1 = null", "false"),
    ("null != 1", "true"),
    ("1 < 2", "true"),
    ("2 <= 2", "true"),
    ('"b" > "a"', "true"),
    ('1 < "a"', "null"),
    ("null < 1", "null"),
    ("[1, 2] = [1, 2]", "true"),
    ("[1, 2] = [2, 1]", "false"),
    ("{a: 1} = {a: 1}", "true"),
    ("{a: 1} = {b: 1}", "false"),
    ("[1..3] = [1..3]", "true"),
    ("[1..3] = [1..3)", "false"),
    ("5 between 1 and 10", "true"),
    ("11 between 1 and 10", "false"),
    ("a between 1 and b and t", "true"),
    ('"x" between 1 and 2', "null"),
]
RANGES = [
    ("5 in [1..5]", "true"),
    ("5 in [1..5)", "false"),
    ("5 in [1..5[", "false"),
    ("1 in (1..5]", "false"),
    ("1 in ]1..5]", "false"),
    ("3 in ]1..5[", "true"),
    ("3 in (1..5)", "true"),
    ("3 in > 2", "true"),
    ("3 in (> 2, < 1)", "true"),
    ("3 in (1, 2)", "false"),
    ("3 in [1, 2, 3]", "true"),
    ("3 in ([1, 2, 3])", "true"),
    ("3 in ([5..7], 3)", "true"),
    ("3 in [[1..2], [3..4]]", "true"),
    ("null in [null, 1]", "true"),
    ('"b" in ("a", "b")', "true"),
    ("1 in ]0..2[ and t", "true"),
    ("[1..5].start", "1"),
    ("(1..5].start included", "false"),
    ("[1..5].end", "5"),
    ("(>= 5).start", "5"),
    ("(< 5).end included", "false"),
    ("4 in (< 5)", "true"),
    ('date("2026-12-14") in [date("2026-12-01")..date("2026-12-31")]', "true"),
    ("[5..1]", "null"),
    ('[1.."a"]', "null"),
]
LISTS = [
    ("[1, 2, 3][1]", "1"),
    ("[1, 2, 3][-1]", "3"),
    ("[1, 2, 3][4]", "null"),
    ("[1, 2, 3][0]", "null"),
    ("xs[item > 2]", "[3, 4]"),
    ("xs[a]", "1"),
    ("xs[a + 1]", "2"),
    ("xs[count(xs)]", "4"),
    ("people[age > 18].name", '["B"]'),
    ("people.age", "[10, 30]"),
    ('people[name = "A"][1].age', "10"),
    ("people[item.age < 18]", '[{name: "A", age: 10}]'),
    ("[][1]", "null"),
    ("[][item > 1]", "[]"),
    ("5[1]", "5"),
    ("5[item > 7]", "[]"),
    ("null[1]", "null"),
    ("case.children[1].id", "1"),
    ("case.children.id", "[1, 2]"),
]
CONTEXTS = [
    ("{a: 1, b: a + 1}.b", "2"),
    ('{"a key": 1}', "{a key: 1}"),
    ("{first name: 1, y: first name + 1}.y", "2"),
    ("{}", "{}"),
    ("case.stage", "review"),
    ("case.unknown", "null"),
    ("missing.name", "null"),
    ("{a: {b: {c: 5}}}.a.b.c", "5"),
    ('{"a/b": 1}', '{"a/b": 1}'),
]
CONTROL = [
    ('if a < b then "less" else "more"', "less"),
    ('if null then "yes" else "no"', "no"),
    ('if 1 then "yes" else "no"', "no"),
    ("if t then 1 else if f then 2 else 3", "1"),
    ("for i in 1..3 return i * i", "[1, 4, 9]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in -1..1 return i", "[-1, 0, 1]"),
    ("for i in [1..3] return i", "[1, 2, 3]"),
    ("for i in [1, 2], j in [3, 4] return i * j", "[3, 4, 6, 8]"),
    ("for i in 1..3, j in 1..i return j", "[1, 1, 2, 1, 2, 3]"),
    ("for i in 1..5 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24, 120]"),
    ("for i in [] return i", "[]"),
    ("for i in 5 return i", "[5]"),
    ("for i in null return i", "null"),
    ('for d in date("2026-12-30")..date("2027-01-01") return d.day', "[30, 31, 1]"),
    ("some x in xs satisfies x > 3", "true"),
    ("some x in xs satisfies x > 4", "false"),
    ("every x in xs satisfies x > 0", "true"),
    ("every x in [1, null] satisfies x > 0", "null"),
    ("some x in [null, 1] satisfies x > 0", "true"),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
    ("every x in [] satisfies false", "true"),
]
FUNCTIONS = [
    ("(function(x) x + 1)(2)", "3"),
    ("{f: function(x, y) x * y, r: f(2, 3)}.r", "6"),
    ("{f: function(x, y) x - y, r: f(y: 2, x: 3)}.r", "1"),
    ('{f: function(x: number) x, r: f("a")}.r', "null"),
    ("{f: function(x) x, r: f()}.r", "null"),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", "120"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ("unknown(1)", "null"),
    ('substring(string: "abcde", start position: 2)', "bcde"),
    ('substring(string: "abcde", start position: 2, length: 2)', "bc"),
    ('substring(text: "abcde", start position: 2)', "null"),
    ("sqrt(number: 16)", "4"),
]
INSTANCES = [
    ("1 instance of number", "true"),
    ('"a" instance of number', "false"),
    ('"a" instance of string and true', "true"),
    ("true instance of boolean", "true"),
    ('@"2026-12-14" instance of date', "true"),
    ('@"2026-12-14T10:00:00" instance of date and time', "true"),
    ('@"2026-12-14T10:00:00" instance of date', "false"),
    ('@"PT1H" instance of days and time duration', "true"),
    ('@"P1Y" instance of years and months duration', "true"),
    ("[1, 2] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ('{a: "x"} instance of context<a: number>', "false"),
    ("[1..2] instance of range<number>", "true"),
    ("(function(x) x) instance of function<number> -> number", "true"),
    ("null instance of Any", "false"),
    ("null instance of Null", "true"),
    ("1 instance of nonsense", "null"),
]
STRINGS = [
    (r'"a\nb"', "a\nb"),
    (r'"\"quoted\""', '"quoted"'),
    (r'"\u0041"', "A"),
    (r'"\U01F40E"', "🐎"),
    (r'"\uD83D\uDC0E"', "🐎"),
    ('string length("🐎ab")', "3"),
    ('"first // no comment"', "first // no comment"),
]
ALL = [
    *(ARITHMETIC + LOGIC + COMPARISON + RANGES + LISTS),
    *(CONTEXTS + CONTROL + FUNCTIONS + INSTANCES + STRINGS),
]


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_an_expression_has_the_value_that_dmn_gives_it(text, expected):
    value = feel.evaluate(text, CONTEXT)

    assert feel.to_text(value) == expected


NAMES = [
    ("first name", {"first name": 1}, 1),
    ("first   name + 1", {"first name": 1}, 2),
    ("Approved/Declined", {"Approved/Declined": "x"}, "x"),
    ("a-b", {"a-b": 1, "a": 10, "b": 2}, 1),
    ("a-b", {"a": 10, "b": 2}, 8),
    ("a - b", {"a": 10, "b": 2}, 8),
    ("terms and conditions", {"terms and conditions": True}, True),
    ("terms and conditions", {"terms": True, "conditions": False}, False),
    ("age in years > 3", {"age in years": 4}, True),
    ("step 2", {"step 2": 7}, 7),
    ("loan.rate-2", {"loan": {"rate-2": 5}}, 5),
    ("élève", {"élève": 3}, 3),
    ("date", {"date": 4}, 4),
    ('date("2026-12-14").year + date', {"date": 4}, 2030),
    ("list contains(xs, 1)", {"xs": [1]}, True),
    ("if x then total count else other count", {"x": True, "total count": 1, "other count": 2}, 1),
    ("Mother's name", {"Mother's name": "x"}, "x"),
]


@pytest.mark.parametrize(("text", "context", "expected"), NAMES)
def test_names_are_resolved_from_the_context(text, context, expected):
    assert feel.evaluate(text, context) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b + c", {"a", "c"}),
        ("f(x)", {"x"}),
        ("for i in xs return i + y", {"xs", "y"}),
        ("some i in xs satisfies i = limit", {"xs", "limit"}),
        ("people[age > limit]", {"people"}),
        ("{a: 1, b: a + c}", {"c"}),
        ("function(x) x + y", {"y"}),
        ("first name = last name", {"first name", "last name"}),
        ("xs[item = 1]", {"xs"}),
        ('case.stage = "review" and due("first_visit") < now()', {"case"}),
        ("1 + 2", set()),
    ],
)
def test_names_tells_the_variables_that_an_expression_reads(text, expected):
    assert feel.names(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("1 +", 3),
        ("(1", 2),
        ("[1, 2", 5),
        ("a = = b", 4),
        ('"open', 0),
        ("if a then b", 11),
        ("1 2", 2),
        ("", 0),
        ("a §", 2),
        ("${a}", 0),
        ("a == b", 3),
        ("{a: 1, a: 2}", 12),
        ('@"2026-13-40"', 0),
        ("f(a: 1, 2)", 10),
        ("function(x) external {}", 12),
        ("PT5M)", 4),
        ('"\\q"', 0),
    ],
)
def test_what_is_no_feel_is_refused_with_its_place(text, position):
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.parse(text)

    assert caught.value.position == position


def test_a_null_comes_with_its_reasons():
    result = feel.evaluate_with_reasons('missing + 1 > date("nonsense")', {})

    assert result.value is None
    assert result.reasons == (
        'there is no variable "missing"',
        "+ with null",
        '"nonsense" is no date',
        "null > null cannot be compared",
    )


def test_a_value_has_no_reasons():
    assert feel.evaluate_with_reasons("1 + 1", {}).reasons == ()


def test_a_boolean_is_no_number():
    assert feel.evaluate("x + 1", {"x": True}) is None
    assert feel.evaluate("[true, 1][item = 1]") == [1]


def test_a_float_is_refused_rather_than_rounded():
    result = feel.evaluate_with_reasons("x + 1", {"x": 0.1})

    assert result.value is None
    assert result.reasons == ("unknown + number is not defined",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('date and time("0001-01-01T00:00:00+14:00") < date and time("2026-12-14T10:00:00Z")', True),
        ('date and time("9999-12-31T23:59:59-12:00") > date and time("2026-12-14T10:00:00Z")', True),
        ('date and time("9999-12-31T23:59:59-12:00") = date and time("9999-12-31T23:59:59-12:00")', True),
        ('duration("P999999999Y") * 2', None),
        ('duration("P999999999Y") + duration("P1Y")', None),
        ('duration("P999999999Y999M")', None),
        ('-(duration("-P999999999D") - duration("PT1S"))', None),
        ('number("1", {a: 1})', None),
        ("get value({a: 1}, [{}])", None),
    ],
)
def test_the_edges_of_the_calendar_and_odd_arguments_give_a_value_or_null(text, found):
    assert feel.evaluate(text) is found


def test_a_negative_number_keeps_all_its_digits():
    digits = "1.234567890123456789012345678901234"

    assert feel.to_text(feel.evaluate("-x", {"x": Decimal(digits)})) == f"-{digits}"


def test_a_value_too_long_to_write_is_named():
    assert feel.to_text(["x" * 1_000_000]) == "(a list too long to write)"
    assert feel.evaluate("string([x])", {"x": "x" * 1_000_000}) is None

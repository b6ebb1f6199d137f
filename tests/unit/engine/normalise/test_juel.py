"""Simple JUEL becomes FEEL; the rest is refused."""

import pytest

from service import feel
from service.engine.normalise.juel import JuelError, to_feel


@pytest.mark.parametrize(
    ("juel", "expected"),
    [
        ("${approved}", "approved"),
        ("#{approved == true}", "approved = true"),
        ("${a && b || c}", "a and b or c"),
        ("${!approved}", "not(approved)"),
        ("${not approved}", "not(approved)"),
        ("${empty children}", '(children = null or children = "" or count(children) = 0)'),
        ("${level ge 3 and level lt 5}", "level >= 3 and level < 5"),
        ("${outcome != 'accepted'}", 'outcome != "accepted"'),
        ("${name == 'O\\'Brien'}", 'name = "O\'Brien"'),
        ("${case.family.name}", "case.family.name"),
        ("${(a + 1) * 2}", "( a + 1 ) * 2"),
    ],
)
def test_juel_is_translated(juel, expected):
    translated = to_feel(juel)

    assert translated == expected
    assert feel.parse(translated)


@pytest.mark.parametrize(
    "juel",
    [
        "Dear ${name}",
        "${a}${b}",
        "${}",
        "${list.size()}",
        "${a ? b : c}",
        "${!(a == b)}",
        "${a % 2}",
        "${a div 2}",
        "${a mod 2}",
        "${a; b}",
        "${empty}",
    ],
)
def test_what_has_no_faithful_translation_is_refused(juel):
    with pytest.raises(JuelError):
        to_feel(juel)

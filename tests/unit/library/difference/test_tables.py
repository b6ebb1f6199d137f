import pytest

from service.library.difference import Sign, Subject
from tests.unit.library.conftest import dmn, table
from tests.unit.library.difference.conftest import Draft

PATH = "processes/little/team.dmn"
OTHER = "processes/little/second_team.dmn"
HILL, VALLEY = ('"Hill"', '"west"'), ('"Valley"', '"duty_desk"')


def decided(*rows) -> bytes:
    return dmn(table("team_for", column="place", outputs=("team",), rows=list(rows)))


@pytest.fixture
def changed(files):
    """Return the difference between the table with some rows and with others."""

    def compare(before, after):
        return Draft(before={**files, PATH: decided(*before)}).write(PATH, decided(*after)).difference()

    return compare


def test_a_changed_answer_says_when_it_is_given_and_names_the_team(changed):
    found = changed([HILL, VALLEY], [HILL, ('"Valley"', '"west"')])

    assert found.words == ('In "team for", when place is "Valley": team is now "Team West" instead of "duty desk".',)


def test_a_changed_question_says_when_the_answer_was_given_before(changed):
    found = changed([HILL], [('"Hill","Dale"', '"west"')])

    (sentence,) = found.words
    assert sentence.startswith('In "team for", the row by which team is "Team West" now applies when place is ')
    assert sentence.endswith('"Hill" or "Dale" instead of when place is "Hill".')


def test_a_new_row_is_told(changed):
    found = changed([HILL], [HILL, VALLEY])

    assert found.words == ('New row in "team for": when place is "Valley", team is "duty desk".',)
    assert found.of(Subject.DECISION)[0].changes[0].sign is Sign.ADDED


def test_a_row_that_has_gone_is_told(changed):
    assert changed([HILL, VALLEY], [HILL]).words == (
        'Row no longer in "team for": when place is "Valley", team is "duty desk".',
    )


def test_a_row_made_anew_is_found_by_what_it_asks(draft):
    draft.before[PATH] = draft.after[PATH] = decided(HILL, VALLEY)
    draft.write(PATH, decided(HILL, ('"Valley"', '"west"')).replace(b"team_for_row2", b"DecisionRule_0x1"))

    (section,) = draft.difference().of(Subject.DECISION)
    (change,) = section.changes

    assert (change.sign, change.id, change.earlier_id) == (Sign.CHANGED, "DecisionRule_0x1", "team_for_row2")
    assert [(cell.what, cell.before, cell.after) for cell in change.details] == [
        ("place", '"Valley"', '"Valley"'),
        ("team", '"duty_desk"', '"west"'),
    ]


def test_two_rows_that_ask_the_same_are_both_kept_apart(changed):
    twin = ('"Hill"', '"duty_desk"')

    assert len(changed([HILL, twin], [HILL]).words) == 1


def test_rows_in_another_order_are_told(draft):
    draft.before[PATH] = decided(HILL, VALLEY)
    text = draft.before[PATH].decode()
    start, middle, end = (
        text.index('<rule id="team_for_row1"'),
        text.index('<rule id="team_for_row2"'),
        text.index("</decisionTable>"),
    )
    draft.write(PATH, text[:start] + text[middle:end] + text[start:middle] + text[end:])

    assert draft.words() == ['The rows of "team for" stand in another order.']


def test_other_columns_are_told(draft):
    draft.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"', path=PATH)

    assert draft.words() == ['What "team for" asks and answers, or how it works that out, has changed.']


def test_a_figure_is_told_with_both_values(files):
    figure = dmn(
        '<decision id="most" name="Most visits"><literalExpression id="L"><text>3</text></literalExpression></decision>'
    )
    path = "processes/little/most.dmn"
    draft = Draft(before={**files, path: figure}).write(path, figure.replace(b">3<", b">4<"))

    assert draft.words() == ['"Most visits" is now 4 instead of 3.']


def test_a_table_that_is_new_or_gone_is_told_as_a_whole(draft):
    draft.write("processes/little/most.dmn", dmn(table("most", column="level", outputs=("visits",), rows=[("1", "3")])))
    draft.remove(PATH)
    draft.replace('camunda:decisionRef="team_for"', 'camunda:decisionRef="most"')

    words = draft.words()

    assert 'New table "most" with 1 row.' in words
    assert 'The table "team for" is no longer there.' in words
    assert '"Find the team" now asks the table "most" instead of "team for".' in words


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("&lt;= 3", "is at most 3"),
        ("[1..3]", "is [1..3]"),
        ("true", "is yes"),
        ('list contains(?, "many_needs")', 'contains "many needs"'),
        ("? + 1 > other", "fits a formula"),
    ],
)
def test_a_test_is_told_in_plain_words_or_called_a_formula(changed, test, words):
    found = changed([HILL], [HILL, (test, '"west"')])

    assert found.words == (f'New row in "team for": when place {words}, team is "Team West".',)


def test_a_formula_is_not_read_out(changed):
    found = changed([('"Hill"', '"we" + "st"')], [('"Hill"', '"ea" + "st"')])

    assert found.words == ('In "team for", when place is "Hill": team is now worked out by another formula.',)


def test_a_calculation_that_tables_share_is_told(files):
    knowledge = (
        '<businessKnowledgeModel id="doubled" name="doubled"><encapsulatedLogic><formalParameter name="n"/>'
        "<literalExpression><text>2 * n</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
    )
    path = "processes/little/shared_sums.dmn"
    draft = Draft(before={**files, path: dmn(knowledge)}).write(path, dmn(knowledge.replace("2 * n", "3 * n")))

    assert 'What tables share under the name "doubled" has changed.' in draft.words()


def test_a_new_table_is_told_cell_by_cell(draft):
    (section,) = draft.write(OTHER, asked_twice()).difference().of(Subject.DECISION)
    (row,) = section.changes

    assert (section.sign, row.sign, row.title) == (Sign.ADDED, Sign.ADDED, 'When place is "Hill"')
    assert [(cell.what, cell.before, cell.after) for cell in row.details] == [
        ("place", "", '"Hill"'),
        ("team", "", '"west"'),
    ]


def test_a_table_that_has_gone_is_told_cell_by_cell(draft):
    draft.before[OTHER] = draft.after[OTHER] = asked_twice()

    (section,) = draft.remove(OTHER).difference().of(Subject.DECISION)

    assert {(cell.before, cell.after) for cell in section.changes[0].details} == {('"Hill"', ""), ('"west"', "")}


def asked_twice() -> bytes:
    return dmn(table("second_team", column="place", outputs=("team",), rows=[HILL]))

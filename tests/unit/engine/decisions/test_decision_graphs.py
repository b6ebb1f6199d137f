"""Several decisions, knowledge models, boxed expressions and types."""

import datetime as dt

import pytest

from service.engine.decisions import DecisionError
from tests.unit.engine.decisions.builders import decision, literal, read, table


class StandingClock:
    def now(self):
        return dt.datetime(2026, 12, 14, 10, tzinfo=dt.UTC)


def knowledge(body, *, parameters=("n",), name="double", knows=()):
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters)
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in knows
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{needs}'
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


def test_a_decision_sees_what_it_requires_by_name_and_by_id():
    decisions = read(
        decision(literal("x + 1"), identity="first", name="The first"),
        decision(literal("The first * 10 + first"), requires=["first"]),
    )

    result = decisions.evaluate("answer", {"x": 1})

    assert result.value == 22
    assert [each.decision for each in result.required] == ["first"]


def test_a_required_table_is_also_known_by_its_outputs():
    decisions = read(
        decision(table([["-", '"red"', "2"]], outputs=("colour", "days")), identity="level"),
        decision(literal("days + level.days"), requires=["level"]),
    )

    assert decisions.evaluate("answer", {"x": 1}).value == 4


def test_required_rows_are_in_the_result_for_the_audit_trail():
    decisions = read(
        decision(table([["> 1", '"high"'], ["<= 1", '"low"']]), identity="level"),
        decision(table([['"high"', "1"], ['"low"', "5"]], inputs=("level",)), requires=["level"]),
    )

    result = decisions.evaluate("answer", {"x": 0})

    assert (result.value, result.rows) == (5, ("row2",))
    assert result.required[0].rows == ("row2",)
    assert result.inputs == {"level": "low"}


def test_a_decision_required_twice_is_evaluated_once():
    calls = []
    decisions = read(
        decision(literal("probe()"), identity="base"),
        decision(literal("base"), identity="left", requires=["base"]),
        decision(literal("base"), identity="right", requires=["base"]),
        decision(literal("left + right"), requires=["left", "right"]),
    )

    result = decisions.evaluate("answer", {}, functions={"probe": lambda: calls.append(1) or 4})

    assert result.value == 8
    assert len(calls) == 1


def test_decisions_that_require_each_other_are_an_error():
    decisions = read(
        decision(literal("1"), identity="one", requires=["two"]),
        decision(literal("1"), identity="two", requires=["one"]),
    )

    with pytest.raises(DecisionError, match="one -> two -> one"):
        decisions.evaluate("one", {})


def test_a_decision_calls_a_knowledge_model():
    decisions = read(knowledge(literal("n * 2")), decision(literal("double(x) + double(n: 1)"), knows=["double"]))

    assert decisions.evaluate("answer", {"x": 4}).value == 10


def test_a_knowledge_model_may_hold_a_table_and_use_another():
    decisions = read(
        knowledge(literal("n + 1"), name="next"),
        knowledge(table([["> 5", "next(n)"], ["<= 5", "0"]], inputs=("n",)), name="graded", knows=["next"]),
        decision(literal("graded(x)"), knows=["graded"]),
    )

    result = decisions.evaluate("answer", {"x": 9})

    assert result.value == 10
    assert result.rows == ("row1",)


def test_a_knowledge_model_may_call_itself_within_limits():
    decisions = read(
        knowledge(literal("if n < 2 then 1 else n * fact(n - 1)"), name="fact"),
        knowledge(literal("endless(n + 1) + endless(n + 1)"), name="endless"),
        decision(literal("fact(10)"), knows=["fact"]),
        decision(literal("endless(1)"), identity="runaway", knows=["endless"]),
    )

    assert decisions.evaluate("answer", {}).value == 3628800
    with pytest.raises(DecisionError, match="stopped: it takes more than 40 calls"):
        decisions.evaluate("runaway", {})


def test_an_invocation_binds_arguments_by_name():
    call = f"<invocation>{literal('double')}<binding><parameter name='n'/>{literal('x + 1')}</binding></invocation>"
    decisions = read(knowledge(literal("n * 2")), decision(call, knows=["double"]))

    assert decisions.evaluate("answer", {"x": 4}).value == 10


def test_a_boxed_context_gives_its_last_entry_or_all_of_them():
    entries = f"<contextEntry><variable name='a b'/>{literal('x + 1')}</contextEntry>"
    result = f"<contextEntry>{literal('a b * 2')}</contextEntry>"
    decisions = read(
        decision(f"<context>{entries}{result}</context>"), decision(f"<context>{entries}</context>", identity="all")
    )

    assert decisions.evaluate("answer", {"x": 1}).value == 4
    assert decisions.evaluate("all", {"x": 1}).value == {"a b": 2}


def test_boxed_lists_relations_and_functions():
    relation = (
        "<relation><column name='name'/><column name='age'/>"
        f"<row>{literal('x')}{literal('3')}</row><row>{literal('x')}{literal('4')}</row></relation>"
    )
    function = f"<functionDefinition><formalParameter name='n'/>{literal('n + x')}</functionDefinition>"
    decisions = read(
        decision(f"<list>{literal('x')}{literal('2')}</list>", identity="items"),
        decision(relation, identity="people"),
        decision(function, identity="plus"),
        decision(literal("plus(1)"), requires=["plus"]),
    )

    assert decisions.evaluate("items", {"x": 1}).value == [1, 2]
    assert decisions.evaluate("people", {"x": "Ash"}).value == [{"name": "Ash", "age": 3}, {"name": "Ash", "age": 4}]
    assert decisions.evaluate("answer", {"x": 1}).value == 2


def test_input_data_of_another_type_counts_as_null_with_a_reason():
    allowed = '<allowedValues><text>"1","2"</text></allowedValues>'
    item = f'<itemDefinition name="tLevel"><typeRef>string</typeRef>{allowed}</itemDefinition>'
    data = "<inputData id='level_input' name='level'><variable name='level' typeRef='tLevel'/></inputData>"
    decisions = read(item, data, decision(literal("level = null"), reads=["level_input"]))

    assert decisions.evaluate("answer", {"level": "2"}).value is False
    assert decisions.evaluate("answer", {"level": "9"}).value is True
    assert decisions.evaluate("answer", {"level": 2}).reasons == ("2 is not of the type tLevel",)


def test_item_definitions_may_have_members_and_be_lists():
    item = (
        "<itemDefinition name='tPeople' isCollection='true'>"
        "<itemComponent name='age'><typeRef>number</typeRef></itemComponent></itemDefinition>"
    )
    data = "<inputData id='people_input' name='people'><variable name='people' typeRef='tPeople'/></inputData>"
    decisions = read(item, data, decision(literal("sum(people.age)"), reads=["people_input"]))

    assert decisions.evaluate("answer", {"people": [{"age": 1}, {"age": 2}]}).value == 3
    assert decisions.evaluate("answer", {"people": [{"age": "1"}]}).value is None


def test_host_functions_and_the_clock_reach_every_expression():
    decisions = read(decision(table([["> due()", "today()"]], inputs=("x",))))

    result = decisions.evaluate("answer", {"x": 3}, functions={"due": lambda: 2}, clock=StandingClock())

    assert result.value == dt.date(2026, 12, 14)


def test_a_literal_decision_tells_the_variables_it_read():
    result = read(decision(literal("x + y"))).evaluate("answer", {"x": 1, "y": 2, "z": 3})

    assert result.inputs == {"x": 1, "y": 2}
    assert result.hits == ({"answer": 3},)

"""Which files are read, and which are refused with what words."""

import pytest

from service.engine.decisions import DecisionError, ResultShape, map_result, read_decisions
from service.engine.errors import ReleaseError
from tests.unit.engine.decisions.builders import decision, definitions, literal, read, read_table, table

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read(namespace):
    decisions = read_decisions({"a.dmn": definitions(decision(literal("1 + 1")), namespace=namespace)})

    assert decisions.evaluate("answer", {}).value == 2


def test_annotations_extensions_and_comments_are_passed_over():
    plain = table([["> 1", '"hit"']])
    noisy = plain.replace(
        "<rule", '<annotation name="why"/><!-- note --><extensionElements><camunda:x/></extensionElements><rule', 1
    )
    noisy = noisy.replace("</rule>", "<annotationEntry><text>because</text></annotationEntry></rule>")
    decisions = read(decision(noisy), "<textAnnotation id='t'><text>x</text></textAnnotation>")

    assert decisions.evaluate("answer", {"x": 2}).value == "hit"


def test_decisions_of_several_files_see_each_other():
    decisions = read_decisions(
        {
            "a.dmn": definitions(decision(literal("2"), identity="base")),
            "b.dmn": definitions(decision(literal("base * 2"), requires=["base"])),
        }
    )

    assert decisions.evaluate("answer", {}).value == 4
    assert decisions.ids == {"base", "answer"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no xml", "xml-not-readable"),
        (b"<definitions/>", "dmn-not-readable"),
        (b'<definitions xmlns="http://example.org/other"/>', "dmn-not-readable"),
        (b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><definitions>&e;</definitions>', "xml-doctype"),
        (b"<definitions>" + b" " * 4_000_000 + b"</definitions>", "xml-too-large"),
        (definitions(decision(literal("1")), decision(literal("2"))), "id-twice"),
        (definitions(decision("")), "logic-missing"),
        (definitions(decision("<conditional/>")), "logic-not-supported"),
        (definitions(decision(table([], policy="WHATEVER"))), "hit-policy-unknown"),
        (definitions(decision(table([], policy="COLLECT", aggregation="MEAN"))), "aggregation-unknown"),
        (definitions(decision(table([], outputs=()))), "output-missing"),
        (definitions(decision(table([], outputs=("", "b")))), "output-unnamed"),
        (definitions(decision(table([], inputs=("",)))), "input-empty"),
        (
            definitions(
                decision('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>')
            ),
            "language-not-supported",
        ),
        (
            definitions(
                decision(table([["-", "1"]]).replace("<outputEntry", '<outputEntry expressionLanguage="juel"'))
            ),
            "language-not-supported",
        ),
        (definitions("<decision name='x'/>"), "id-missing"),
    ],
)
def test_what_cannot_be_run_is_refused_with_a_finding(data, code):
    with pytest.raises(ReleaseError) as caught:
        read_decisions({"bad.dmn": data})

    assert code in {finding.code for finding in caught.value.findings}
    assert all(finding.file == "bad.dmn" and finding.remedy for finding in caught.value.findings)


def shaped(shape, *, rows=(("> 1", '"a"'),), outputs=("out",), x=5):
    return map_result(
        read_table([list(row) for row in rows], outputs=outputs, policy="RULE ORDER").evaluate("answer", {"x": x}),
        shape,
    )


def test_single_entry_is_the_value():
    assert shaped(ResultShape.SINGLE_ENTRY) == "a"


def test_single_result_is_the_row():
    assert shaped(ResultShape.SINGLE_RESULT) == {"out": "a"}


def test_collect_entries_is_a_list_of_values():
    assert shaped(ResultShape.COLLECT_ENTRIES, rows=(("> 1", '"a"'), ("> 2", '"b"'))) == ["a", "b"]


def test_result_list_is_a_list_of_rows():
    assert shaped(ResultShape.RESULT_LIST, rows=(("> 1", '"a"'), ("> 2", '"b"'))) == [{"out": "a"}, {"out": "b"}]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (ResultShape.SINGLE_ENTRY, None),
        (ResultShape.SINGLE_RESULT, None),
        (ResultShape.COLLECT_ENTRIES, []),
        (ResultShape.RESULT_LIST, []),
    ],
)
def test_no_row_is_null_or_an_empty_list(shape, expected):
    assert shaped(shape, x=0) == expected


def test_a_shape_that_is_too_small_is_an_error():
    with pytest.raises(DecisionError, match="2 rows where one"):
        shaped(ResultShape.SINGLE_ENTRY, rows=(("> 1", '"a"'), ("> 2", '"b"')))
    with pytest.raises(DecisionError, match="2 outputs where one"):
        shaped(ResultShape.COLLECT_ENTRIES, rows=(("> 1", '"a"', "1"),), outputs=("out", "more"))

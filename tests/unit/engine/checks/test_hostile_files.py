"""Files that were made to do harm are refused before anything is made of them."""

import time

import pytest

from service.engine.checks import Known, check_diagrams

FILE = "processes/test/hostile.bpmn"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
EXTERNAL = b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:1/evil.dtd"><definitions/>'
ENTITY = b'<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]><d>&secret;</d>'
LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><d>&a9;</d>"
)


def diagram(inside: str) -> bytes:
    process = f'<process id="hostile">{inside}</process>'
    return f'<definitions xmlns="{BPMN}" id="Definitions_1">{process}</definitions>'.encode()


HOSTILE = {
    "xml-too-large": b" " * (50 * 1024 * 1024),
    "xml-too-deep": diagram("<subProcess>" * 100 + "</subProcess>" * 100),
    "xml-too-many-elements": diagram("<documentation/>" * 30_000),
    "diagram-too-large": diagram("".join(f'<task id="T{number}"/>' for number in range(2_000))),
}


@pytest.mark.parametrize("code", sorted(HOSTILE))
def test_a_file_beyond_the_limits_is_refused_and_nothing_else_is_said(code):
    findings = check_diagrams({FILE: HOSTILE[code]}, known=Known())

    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize("data", [EXTERNAL, ENTITY, LAUGHS], ids=["external dtd", "external entity", "billion laughs"])
def test_a_document_type_is_refused_unread(data):
    (finding,) = check_diagrams({FILE: data}, known=Known())

    assert finding.code in {"xml-doctype", "xml-not-readable"}
    assert "root:" not in finding.message


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"<", "<ü/>".encode("utf-16"), b"<a>" * 10_000])
def test_what_is_no_diagram_is_refused(data):
    findings = check_diagrams({FILE: data}, known=Known())

    assert {finding.code for finding in findings} <= {"xml-not-readable", "not-bpmn", "xml-too-deep"}
    assert len(findings) == 1


def test_expressions_nested_without_end_are_refused():
    deep = "(" * 20_000 + "1" + ")" * 20_000
    inside = (
        f'<startEvent id="Event_A"/><scriptTask id="Task_A" scriptFormat="feel"><script>{deep}</script></scriptTask>'
    )

    findings = check_diagrams({FILE: diagram(inside)}, known=Known())

    assert "expression-not-readable" in {finding.code for finding in findings}


def test_the_largest_diagram_that_is_looked_into_is_checked_in_seconds():
    nodes = "".join(f'<parallelGateway id="G{number}"/>' for number in range(398))
    flows = "".join(
        f'<sequenceFlow id="F{a}_{b}" sourceRef="G{a}" targetRef="G{b}"/>'
        for a in range(398)
        for b in range(0, 398, 12)
    )
    start = time.process_time()

    findings = check_diagrams({FILE: diagram(f'<startEvent id="S"/>{nodes}{flows}')}, known=Known())

    assert findings
    assert time.process_time() - start < 20


def test_a_release_without_diagrams_has_no_findings():
    assert check_diagrams({}, known=Known()) == []

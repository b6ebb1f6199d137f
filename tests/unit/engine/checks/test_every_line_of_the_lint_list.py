"""What the library would ignore or run wrongly, in each of its spellings; fixtures show one of them for each code."""

import pytest

from service.engine.checks import check_diagrams
from service.findings import Severity
from tests.unit.engine.checks.test_one_fixture_per_refusal import KNOWN, VALID

WORKING = {f"processes/test/{file.name}": file.read_bytes() for file in VALID.glob("*.bpmn")}
PATH = "processes/test/valid.bpmn"
VISIT = '<userTask id="Task_Visit" name="Visit the family"'
LETTER = '<serviceTask id="Task_Letter" name="Send the letter" camunda:type="external" camunda:topic="letter.send"'
BARE_LETTER = '<serviceTask id="Task_Letter" name="Send the letter"'
DUE = 'camunda:dueDate="=due(&quot;first_visit&quot;)"'
LATE = '<timeDate xsi:type="tFormalExpression">=due("first_visit")</timeDate>'
CALLED = 'calledElement="urgent_concern"'
ITEMS = '<multiInstanceLoopCharacteristics camunda:collection="=case.children" camunda:elementVariable="child"/>'
TO = '<camunda:inputParameter name="to">=team</camunda:inputParameter>'
OUTCOME = '<camunda:outputParameter name="outcome">=outcome</camunda:outputParameter>'

# spelling -> (what stands in the working diagram, what is put in its place, code, element)
SPELLINGS = {
    "a Java class": (LETTER, f'{BARE_LETTER} camunda:class="a.B"', "implementation-not-supported", "Task_Letter"),
    "a delegate": (
        LETTER,
        f'{BARE_LETTER} camunda:delegateExpression="${{a}}"',
        "implementation-not-supported",
        "Task_Letter",
    ),
    "a Java expression": (
        LETTER,
        f'{BARE_LETTER} camunda:expression="${{a.b()}}"',
        "implementation-not-supported",
        "Task_Letter",
    ),
    "no implementation at all": (LETTER, BARE_LETTER, "service-without-topic", "Task_Letter"),
    "an expression inside a text": (
        TO,
        '<camunda:inputParameter name="to">Dear ${team}</camunda:inputParameter>',
        "expression-not-translatable",
        "Task_Letter",
    ),
    "a method call": (
        OUTCOME,
        '<camunda:outputParameter name="outcome">${outcome.size()}</camunda:outputParameter>',
        "expression-not-translatable",
        "Task_Visit",
    ),
    "an expression that does not parse": (
        OUTCOME,
        '<camunda:outputParameter name="outcome">=outcome +</camunda:outputParameter>',
        "expression-not-readable",
        "Task_Visit",
    ),
    "a name that nobody writes": (
        TO,
        '<camunda:inputParameter name="to">=nobody</camunda:inputParameter>',
        "name-unknown",
        "Task_Letter",
    ),
    "a moment without a zone": (LATE, "<timeDate>2027-01-15T09:00</timeDate>", "timer-date-unreadable", "Event_Late"),
    "a bare date": (LATE, "<timeDate>2027-01-15</timeDate>", "timer-date-unreadable", "Event_Late"),
    "an empty duration": (LATE, "<timeDuration>PT</timeDuration>", "timer-duration-unreadable", "Event_Late"),
    "a negative duration": (LATE, "<timeDuration>-P1D</timeDuration>", "timer-duration-unreadable", "Event_Late"),
    "a cycle in words": (LATE, "<timeCycle>every Monday</timeCycle>", "timer-cycle-unreadable", "Event_Late"),
    "a process named by an expression": (CALLED, 'calledElement="${a}"', "reference-not-fixed", "Call_Children"),
    "a process named by FEEL": (CALLED, 'calledElement="=a"', "reference-not-fixed", "Call_Children"),
    "a process that is not there": (CALLED, 'calledElement="nowhere"', "called-process-unknown", "Call_Children"),
    "completion of several": (VISIT, f'{VISIT} completionQuantity="2"', "quantity-not-one", "Task_Visit"),
    "start of several": (VISIT, f'{VISIT} startQuantity="2"', "quantity-not-one", "Task_Visit"),
    "one event for all items": (
        ITEMS,
        ITEMS.replace("<multiInstanceLoopCharacteristics", '<multiInstanceLoopCharacteristics behavior="One"'),
        "multi-instance-behaviour",
        "Call_Children",
    ),
    "no event for the items": (
        ITEMS,
        ITEMS.replace("<multiInstanceLoopCharacteristics", '<multiInstanceLoopCharacteristics behavior="None"'),
        "multi-instance-behaviour",
        "Call_Children",
    ),
    "a negative number of items": (
        ITEMS,
        "<multiInstanceLoopCharacteristics><loopCardinality>-1</loopCardinality></multiInstanceLoopCharacteristics>",
        "multi-instance-count",
        "Call_Children",
    ),
    "more items than can be worked on": (
        ITEMS,
        "<multiInstanceLoopCharacteristics><loopCardinality>201</loopCardinality></multiInstanceLoopCharacteristics>",
        "multi-instance-count",
        "Call_Children",
    ),
    "a loop that need not turn": (
        ITEMS,
        '<standardLoopCharacteristics loopMaximum="0"/>',
        "standard-loop",
        "Call_Children",
    ),
    "a loop with a condition": (
        ITEMS,
        '<standardLoopCharacteristics loopMaximum="3"><loopCondition>=x</loopCondition></standardLoopCharacteristics>',
        "standard-loop",
        "Call_Children",
    ),
    "a form that is not there": ('camunda:formRef="visit"', 'camunda:formRef="no"', "form-unknown", "Task_Visit"),
    "a role that is not there": ('Groups="fsw"', 'Groups="nobody"', "role-unknown", "Task_Visit"),
    "a deadline that is not there": (DUE, 'camunda:dueDate="=due(&quot;no&quot;)"', "deadline-unknown", "Task_Visit"),
    "a decision that is not there": ('Ref="team_for"', 'Ref="no"', "decision-unknown", "Rule_Team"),
}

INSIDE_VISIT = '<camunda:inputOutput>\n          <camunda:inputParameter name="outcome">yes'
WARNED = {
    "an execution listener": '<camunda:executionListener class="a.B" event="start"/>',
    "a task listener": '<camunda:taskListener class="a.B" event="create"/>',
}


def changed(old: str, new: str) -> list:
    source = WORKING[PATH].decode()
    assert source.count(old) >= 1
    return check_diagrams(WORKING | {PATH: source.replace(old, new, 1).encode()}, known=KNOWN)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_is_refused_at_its_element_with_a_remedy(spelling):
    old, new, code, element = SPELLINGS[spelling]

    found = [finding for finding in changed(old, new) if (finding.code, finding.element) == (code, element)]

    assert [finding.severity for finding in found[:1]] == [Severity.ERROR]
    assert found[0].remedy


@pytest.mark.parametrize("spelling", WARNED)
def test_it_is_said_to_be_ignored(spelling):
    found = changed(INSIDE_VISIT, f"{WARNED[spelling]}{INSIDE_VISIT}")

    assert {(finding.code, finding.element) for finding in found} == {("extension-ignored", "Task_Visit")}


@pytest.mark.parametrize("attribute", ["asyncBefore", "asyncAfter"])
def test_a_pause_before_or_after_an_element_is_said_to_be_ignored(attribute):
    found = changed(VISIT, f'{VISIT} camunda:{attribute}="true"')

    assert {(finding.code, finding.element) for finding in found} == {("extension-ignored", "Task_Visit")}

"""An error that is thrown needs somebody around it who catches it, wherever its process is called."""

import pytest

from service.engine.checks import Known, check_diagrams

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ERRORS = '<error id="E" errorCode="failed"/><error id="O" errorCode="other"/>'
THROW = '<endEvent id="Throw"><errorEventDefinition errorRef="E"/></endEvent>'
PART = f'<subProcess id="Part"><startEvent id="S"/>{THROW}</subProcess>'


def boundary(host: str, reference: str = 'errorRef="E"') -> str:
    catch = f"<errorEventDefinition {reference}/>"
    return f'<boundaryEvent id="Catch" attachedToRef="{host}">{catch}</boundaryEvent>'


def aside(reference: str = 'errorRef="E"') -> str:
    start = f'<startEvent id="Catch"><errorEventDefinition {reference}/></startEvent>'
    return f'<subProcess id="Aside" triggeredByEvent="true">{start}</subProcess>'


def call(process: str) -> str:
    return f'<callActivity id="Call" calledElement="{process}"/>'


def uncaught(**processes: str) -> set[str]:
    diagrams = {
        f"processes/test/{id_}.bpmn": (
            f'<definitions xmlns="{BPMN}" id="D">{ERRORS}<process id="{id_}">{inside}</process></definitions>'
        ).encode()
        for id_, inside in processes.items()
    }
    findings = check_diagrams(diagrams, known=Known())
    return {str(finding.element) for finding in findings if finding.code == "error-not-caught"}


@pytest.mark.parametrize(
    "processes",
    [
        {"p": PART + boundary("Part")},
        {"p": PART + boundary("Part", "")},
        {"p": PART + aside()},
        {"p": THROW + aside("")},
        {"p": PART.replace(THROW, THROW + aside())},
        {"p": THROW, "caller": call("p") + boundary("Call")},
        {"p": THROW, "caller": call("p") + aside()},
        {"p": THROW, "middle": call("p"), "top": call("middle") + boundary("Call")},
        {"p": THROW + call("p") + aside()},
    ],
)
def test_an_error_with_a_catcher_around_it_is_fine(processes):
    assert uncaught(**processes) == set()


@pytest.mark.parametrize(
    "processes",
    [
        {"p": THROW},
        {"p": PART},
        {"p": PART + boundary("Part", 'errorRef="O"')},
        {"p": PART + '<userTask id="Task"/>' + boundary("Task")},
        {"p": THROW, "caller": call("p")},
        {"p": THROW, "one": call("p") + boundary("Call"), "two": call("p")},
    ],
)
def test_an_error_without_a_catcher_is_named(processes):
    assert uncaught(**processes) == {"Throw"}

"""Which shared files belong to an authority's library, and clocks that the authority does not have."""

from service.engine.checks import check_diagrams
from service.library.check import known
from service.library.parts import read_parts
from service.library.shared import optional_deadlines, reached

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D" targetNamespace="t">'
)


def calling(process: str, called: str = "", form: str = "", decision: str = "") -> bytes:
    steps = (
        f'<bpmn:callActivity id="Call" calledElement="{called}"/>' if called else "",
        f'<bpmn:userTask id="Task" camunda:formRef="{form}"/>' if form else "",
        f'<bpmn:businessRuleTask id="Rule" camunda:decisionRef="{decision}"/>' if decision else "",
    )
    return f'{HEAD}<bpmn:process id="{process}">{"".join(steps)}</bpmn:process></bpmn:definitions>'.encode()


def test_shared_files_belong_to_it_when_its_diagrams_reach_them():
    files = {
        "processes/little/help.bpmn": calling("help", called="visit"),
        "processes/shared/visit.bpmn": calling("visit", called="note", form="visit_record"),
        "processes/shared/note.bpmn": calling("note", decision="note_title"),
        "processes/shared/audit.bpmn": calling("audit", form="sample"),
        "processes/shared/note_title.dmn": b"<table/>",
        "processes/shared/grades.dmn": b"<table/>",
        "forms/shared/visit_record.form": b"{}",
        "forms/shared/sample.form": b"{}",
    }

    taken = reached(files)

    assert set(taken) == set(files) - {
        "processes/shared/audit.bpmn",
        "processes/shared/grades.dmn",
        "forms/shared/sample.form",
    }


def test_an_own_file_of_the_same_name_stands_in_the_place_of_the_shared_one():
    files = {
        "processes/little/help.bpmn": calling("help", called="visit"),
        "processes/little/visit.bpmn": calling("visit"),
        "processes/shared/visit.bpmn": calling("visit", called="note", form="visit_record"),
        "processes/shared/note.bpmn": calling("note"),
    }

    assert set(reached(files)) == {"processes/little/help.bpmn", "processes/little/visit.bpmn"}


def test_a_diagram_that_cannot_be_read_reaches_nothing():
    files = {"processes/little/help.bpmn": b"<no", "processes/shared/visit.bpmn": calling("visit")}

    assert set(reached(files)) == {"processes/little/help.bpmn"}


def asking(key: str) -> bytes:
    task = f'<bpmn:userTask id="Task" camunda:dueDate="=due(&quot;{key}&quot;)"/>'
    return f'{HEAD}<bpmn:process id="noting">{task}</bpmn:process></bpmn:definitions>'.encode()


def test_a_deadline_of_a_shared_diagram_that_the_authority_lacks_is_optional(files):
    diagrams = {"processes/shared/noting.bpmn": asking("note_due"), "processes/little/own.bpmn": asking("typo")}

    assert optional_deadlines(diagrams, deadlines=()) == {"note_due"}
    assert optional_deadlines(diagrams, deadlines=("note_due",)) == frozenset()


def test_only_in_a_shared_diagram_is_a_missing_deadline_no_finding(files):
    codes = {}
    for folder in ("shared", "little"):
        all_files = {**files, f"processes/{folder}/noting.bpmn": asking("note_due")}
        parts = read_parts(all_files, "little")
        found = check_diagrams(parts.diagrams, known=known(parts))
        codes[folder] = {finding.code for finding in found if finding.file.endswith("noting.bpmn")}

    assert "deadline-unknown" in codes["little"]
    assert "deadline-unknown" not in codes["shared"]

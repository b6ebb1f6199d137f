"""The difference as a whole: its order, and that nothing is passed over."""

from contextlib import suppress
from dataclasses import fields

import pytest

from service.clocks import DeadlineRule
from service.engine.reading.elements import Element
from service.forms import Question
from service.letters import LetterTemplate
from service.library import AuthorityInfo, Role, Team, compose
from service.library.difference import Sign, Subject, Weight, difference
from service.library.difference.authority import AUTHORITY_TRAITS, ROLES, TEAMS
from service.library.difference.deadlines import DEADLINE_TRAITS
from service.library.difference.letters import LETTER_TRAITS
from service.library.difference.questions import QUESTION_TRAITS
from service.library.difference.reports import REPORTS
from service.library.difference.rules import RULES
from service.library.difference.steps import NODE_TRAITS
from service.library.difference.traits import Several, Trait
from service.library.rules import RegisterRule
from service.reporting.definitions import Report
from tests.unit.library.conftest import FIRST_VISIT, OUTCOME, deadlines, form

ROLE = 'camunda:candidateGroups="fsw" camunda:dueDate'


def test_two_libraries_of_the_same_files_do_not_differ(files):
    assert difference(compose("little", files), compose("little", dict(files))).sections == ()


def test_what_changes_the_work_comes_first_and_the_drawing_last(draft):
    draft.replace('<dc:Bounds x="100" y="100"', '<dc:Bounds x="90" y="100"')
    draft.replace("# Little", "# Small", path="processes/little/README.md")
    draft.replace("name: Team West", "name: West", path="processes/little/authority.yaml")
    draft.write("forms/little/visit.form", form(OUTCOME))
    draft.replace(
        'camunda:outputParameter name="visited_on">=visited_on', 'camunda:outputParameter name="visited_on">=today()'
    )
    draft.replace("=visited_on", "=today()")
    draft.replace(ROLE, ROLE.replace("fsw", "spa"))
    draft.write("processes/little/deadlines.dmn", deadlines((*FIRST_VISIT[:2], "3", *FIRST_VISIT[3:])))

    found = draft.difference()

    weights = [sentence.weight for sentence in found.sentences]
    assert weights == sorted(weights)
    assert found.words[0] == "First visit within 3 working days instead of 5."
    assert found.words[1].startswith('"Visit the family" is now done by Single Point of Access')
    assert found.words[-1] == "1 shape or line of Visits is only drawn differently."
    assert {Weight.TIME, Weight.PERSON, Weight.CONTENT, Weight.SERVICE, Weight.FILE, Weight.DRAWING} <= set(weights)


def test_sections_stand_in_one_order(draft):
    draft.replace("name: Team West", "name: West", path="processes/little/authority.yaml")
    draft.write("processes/little/deadlines.dmn", deadlines((*FIRST_VISIT[:2], "3", *FIRST_VISIT[3:])))
    draft.replace(ROLE, ROLE.replace("fsw", "spa"))

    subjects = [section.subject for section in draft.difference().sections]

    assert subjects == [Subject.DEADLINES, Subject.DIAGRAM, Subject.AUTHORITY]


def test_forwards_and_backwards_mark_the_same_elements(draft):
    draft.replace(ROLE, ROLE.replace("fsw", "spa")).replace(
        '<endEvent id="Event_Done" name="Work done"/>',
        '<endEvent id="Event_Done" name="Work done"/><endEvent id="Event_Other" name="Otherwise done"/>',
    )
    before, after = compose("little", draft.before), compose("little", draft.after)

    there, back = difference(before, after).marks("valid"), difference(after, before).marks("valid")

    assert there.after.keys() == back.before.keys() == {"Task_Visit", "Event_Other"}
    assert (there.after["Event_Other"], back.before["Event_Other"]) == (Sign.ADDED, Sign.REMOVED)


def test_every_changed_file_is_told(draft):
    for path in draft.before:
        if path.endswith(".bpmn"):
            draft.write(path, draft.before[path].replace(b"<endEvent ", b"<endEvent   "))
        elif path.endswith((".dmn", ".form")):
            draft.write(path, draft.before[path] + b"\n")
        else:
            draft.write(path, draft.before[path] + b"\n# a remark\n")

    found = draft.difference()

    assert frozenset().union(*(section.files for section in found.sections)) == draft.before.keys()
    assert all(section.sentences for section in found.sections)


class Watched:
    """Stands for any thing and notes which of its attributes are looked at."""

    def __init__(self, seen: set[str], path: str = ""):
        self._seen, self._path = seen, path

    def __getattr__(self, name):
        self._seen.add(f"{self._path}{name}")
        return Watched(self._seen, f"{self._path}{name}.")

    def __call__(self, *_args):
        return self

    def __iter__(self):
        return iter(())


def read_by(traits) -> set[str]:
    """Return the attributes that the traits look at."""
    seen: set[str] = set()
    for trait in traits:
        if isinstance(trait, Trait | Several):
            with suppress(TypeError):
                trait.read(Watched(seen))
    return seen


@pytest.mark.parametrize(
    ("kind", "traits", "elsewhere"),
    [
        (DeadlineRule, DEADLINE_TRAITS, {"key", "amount", "unit", "at", "repeat", "rule"}),
        (LetterTemplate, LETTER_TRAITS, {"id", "file"}),
        (Report, REPORTS.traits, {"id"}),
        (RegisterRule, RULES.traits, {"id"}),
        (Role, ROLES.traits, {"id"}),
        (Team, TEAMS.traits, {"id"}),
        (AuthorityInfo, AUTHORITY_TRAITS, {"id", "words", "overdue_reasons", "roles", "teams"}),
        (Question, QUESTION_TRAITS, {"id", "key", "options", "elements", "questions"}),
    ],
)
def test_no_property_is_left_out(kind, traits, elsewhere):
    assert {field.name for field in fields(kind)} - elsewhere <= read_by(traits)


def test_no_property_of_an_element_is_left_out():
    read = {path.split(".")[1] for path in read_by(NODE_TRAITS) if path.startswith("element.") and path != "element."}

    assert {field.name for field in fields(Element)} - {"id", "name", "process"} <= read

"""What a library consists of, and the small files that new ones begin as."""

import pytest

from service.errors import InvalidInputError
from service.library import refusals
from service.library.contents import Kind, contents, entry_of, kind_of
from service.library.starters import PLACES, id_of, starter

DIAGRAM = b'<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="First  visit"/></d>'


def test_files_are_named_as_they_name_themselves_and_stand_by_kind():
    files = {
        "forms/test/visit.form": b'{"title": "Record of a visit"}',
        "processes/shared/letter.bpmn": b"broken",
        "processes/test/first_visit.bpmn": DIAGRAM,
        "processes/test/deadlines.dmn": b"",
    }

    found = [(entry.kind, entry.name, entry.shared) for entry in contents(files)]

    assert found == [
        (Kind.PROCESS, "First visit", False),
        (Kind.PROCESS, "Letter", True),
        (Kind.DEADLINES, "Deadlines", False),
        (Kind.FORM, "Record of a visit", False),
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("processes/test/letters/closure.md", Kind.LETTER),
        ("processes/test/scenarios/one.yaml", Kind.SCENARIO),
        ("processes/test/authority.yaml", Kind.AUTHORITY),
        ("processes/test/README.md", Kind.NOTES),
        ("processes/test/routes.dmn", Kind.DECISION),
        ("somewhere/else.txt", Kind.NOTES),
    ],
)
def test_a_path_says_what_a_file_is_for(path: str, kind: Kind):
    assert kind_of(path) is kind


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{", b"<!DOCTYPE x><x/>"])
@pytest.mark.parametrize("path", ["processes/a/b.bpmn", "forms/a/b.form", "processes/a/scenarios/b.yaml"])
def test_nothing_in_a_file_stops_the_list(path: str, content: bytes):
    assert entry_of(path, content).name == "B"


@pytest.mark.parametrize("kind", PLACES)
def test_a_new_file_may_be_kept_and_is_called_as_it_was_named(kind: Kind):
    name = 'Copy of "plan" & more'

    path, content = starter(kind, name, "test")

    assert refusals(path, content, "test") == []
    assert entry_of(path, content).name == name
    assert kind_of(path) is kind


@pytest.mark.parametrize("name", ["", "  ", "123", "---", "x" * 101])
def test_a_file_needs_a_name_that_an_id_can_be_made_of(name: str):
    with pytest.raises(InvalidInputError):
        starter(Kind.FORM, name, "test")


def test_ids_are_made_of_letters_and_digits():
    assert id_of("  Copy of Plan: given 2x ") == "copy_of_plan_given_2x"

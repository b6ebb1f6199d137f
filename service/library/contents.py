"""What a library consists of, file by file, in the words of those who work with it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from service.engine.errors import ReleaseError
from service.engine.xml import read_xml
from service.library.files import Files
from service.library.letters import read_letters
from service.library.notes import Notes
from service.library.shared import is_shared
from service.library.yaml_file import read_mapping


class Kind(StrEnum):
    """What a file is for, in the order in which people look for them."""

    PROCESS = "process"
    DEADLINES = "deadlines"
    DECISION = "decision"
    FORM = "form"
    LETTER = "letter"
    REPORTS = "reports"
    CALENDAR = "calendar"
    AUTHORITY = "authority"
    RULES = "rules"
    SCENARIO = "scenario"
    COVERAGE = "coverage"
    NOTES = "notes"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`name`: as its own content says it, otherwise made from the file's; `shared`: with other authorities."""

    path: str
    kind: Kind
    name: str
    about: str = ""
    shared: bool = False


_NAMED: Mapping[str, tuple[Kind, str]] = {
    "deadlines.dmn": (Kind.DEADLINES, "Deadlines"),
    "reports.yaml": (Kind.REPORTS, "Reports"),
    "calendar.yaml": (Kind.CALENDAR, "Calendar: working days, hours and closures"),
    "authority.yaml": (Kind.AUTHORITY, "Roles, teams, people and the words of the service"),
    "rules.yaml": (Kind.RULES, "Register of rules"),
    "coverage.yaml": (Kind.COVERAGE, "How much of the rules the procedure carries out"),
    "README.md": (Kind.NOTES, "Notes about the procedure"),
}
_FOLDERS = {"letters": Kind.LETTER, "scenarios": Kind.SCENARIO}
_SUFFIXES = {".bpmn": Kind.PROCESS, ".dmn": Kind.DECISION, ".form": Kind.FORM}
_ORDER = {kind: place for place, kind in enumerate(Kind)}


def contents(files: Files) -> tuple[Entry, ...]:
    """Return an entry for each file, by kind and name.  Never raises for what stands in a file."""
    found = (entry_of(path, data) for path, data in files.items())
    return tuple(sorted(found, key=lambda entry: (_ORDER[entry.kind], entry.name.casefold(), entry.path)))


def kind_of(path: str) -> Kind:
    place = PurePosixPath(path)
    if place.name in _NAMED:
        return _NAMED[place.name][0]
    return _FOLDERS.get(place.parent.name) or _SUFFIXES.get(place.suffix, Kind.NOTES)


def entry_of(path: str, data: bytes) -> Entry:
    name, about = _told(path, data)
    return Entry(path=path, kind=kind_of(path), name=name or _spelt(path), about=about, shared=is_shared(path))


def _told(path: str, data: bytes) -> tuple[str, str]:
    """What the file says of itself: its name, and a sentence about it; empty where it says nothing."""
    read = _READERS.get(kind_of(path))
    return ("", "") if read is None else read(path, data)


def _named(path: str, _: bytes) -> tuple[str, str]:
    return _NAMED.get(PurePosixPath(path).name, (Kind.NOTES, ""))[1], ""


def _process(path: str, data: bytes) -> tuple[str, str]:
    return _names(path, data, "process"), ""


def _decision(path: str, data: bytes) -> tuple[str, str]:
    return _names(path, data, "decision"), ""


def _names(path: str, data: bytes, element: str) -> str:
    """The names of the elements of that kind, such as the processes of a diagram."""
    try:
        root = read_xml(data, path)
    except ReleaseError:
        return ""
    named = (" ".join((each.get("name") or "").split()) for each in root.iter(f"{{*}}{element}"))
    return ", ".join(dict.fromkeys(name for name in named if name))


def _form(_: str, data: bytes) -> tuple[str, str]:
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError):
        return "", ""
    title = document.get("title") if isinstance(document, dict) else None
    return (title, "") if isinstance(title, str) else ("", "")


def _letter(path: str, data: bytes) -> tuple[str, str]:
    template = next(iter(read_letters({path: data}, []).values()), None)
    return ("", "") if template is None else (template.title, template.purpose)


def _scenario(path: str, data: bytes) -> tuple[str, str]:
    document = read_mapping(data, Notes(file=path)) or {}
    return str(document.get("title") or ""), str(document.get("about") or "")


def _spelt(path: str) -> str:
    return PurePosixPath(path).stem.replace("_", " ").replace("-", " ").strip().capitalize()


_READERS: Mapping[Kind, Callable[[str, bytes], tuple[str, str]]] = {
    **{kind: _named for kind, _ in _NAMED.values()},
    Kind.PROCESS: _process,
    Kind.DECISION: _decision,
    Kind.FORM: _form,
    Kind.LETTER: _letter,
    Kind.SCENARIO: _scenario,
}

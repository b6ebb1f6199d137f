"""An authority: who works there, in which teams, and how it speaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.library.notes import Notes
from service.library.people import Person, Role, Team, read_people, read_roles, read_teams
from service.library.yaml_file import read_mapping

KEYS = frozenset(
    {
        "id",
        "name",
        "council",
        "colours",
        "case_reference",
        "record_system",
        "words",
        "caseload_guide",
        "overdue_reasons",
        "letterhead",
        "child_statuses",
        "roles",
        "teams",
        "demo",
    }
)
PREFIX = re.compile(r"[A-Z]{2,6}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class AuthorityInfo:
    """What authority.yaml says."""

    id: str
    name: str
    council: str
    prefix: str  # of case references: "HAR"
    record_system: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)  # brand, link
    words: Mapping[str, str] = field(default_factory=dict)  # the authority's own words, by ours
    caseload_guide: int | None = None  # families for each full-time worker
    overdue_reasons: Mapping[str, str] = field(default_factory=dict)  # why a standard was missed, in words; empty: ours
    letterhead: tuple[str, ...] = ()  # lines below the names of council and service: address, telephone
    child_statuses: tuple[str, ...] = ()  # where one child may stand that the family does not
    roles: Mapping[str, Role] = field(default_factory=dict)  # by id
    teams: Mapping[str, Team] = field(default_factory=dict)  # by id
    people: tuple[Person, ...] = ()  # of the demonstration
    cases: tuple[Mapping[str, object], ...] = ()  # of the demonstration


def read_authority(data: bytes, notes: Notes, *, expected: str) -> AuthorityInfo | None:
    """Return what the file says, or None after noting why it cannot be used; `expected` is the folder's name."""
    document = read_mapping(data, notes)
    if document is None:
        return None
    before = len(notes.found)
    _keys(document, notes, expected=expected)
    roles, teams = read_roles(document.get("roles"), notes), read_teams(document.get("teams"), notes)
    demo = mapping_in(document, "demo", notes)
    people = read_people(demo.get("people"), notes, roles=roles, teams=teams)
    info = AuthorityInfo(
        id=expected,
        name=str(document.get("name") or ""),
        council=str(document.get("council") or ""),
        prefix=str(mapping_in(document, "case_reference", notes).get("prefix") or ""),
        record_system=str(document.get("record_system") or ""),
        colours=_texts(document, "colours", notes),
        words=_texts(document, "words", notes),
        caseload_guide=_count(document, "caseload_guide", notes),
        overdue_reasons=_texts(document, "overdue_reasons", notes),
        letterhead=_lines(document, "letterhead", notes),
        child_statuses=_lines(document, "child_statuses", notes),
        roles=roles,
        teams=teams,
        people=people,
        cases=_cases(demo.get("cases"), notes),
    )
    _values(info, notes)
    return info if len(notes.found) == before else None


def mapping_in(document: Mapping[str, object], key: str, notes: Notes) -> Mapping[str, object]:
    value = document.get(key) or {}
    if isinstance(value, dict):
        return {str(name): entry for name, entry in value.items()}
    notes.add("authority-value", f"{key} is no mapping (name: value).", remedy="Write it as name: value.", element=key)
    return {}


def _keys(document: Mapping[str, object], notes: Notes, *, expected: str) -> None:
    for key in sorted(document.keys() - KEYS):
        known = ", ".join(sorted(KEYS))
        notes.add("authority-key-unknown", f'Nobody reads "{key}".', remedy=f"Known are: {known}.", element=key)
    for key in ("id", "name", "council", "roles"):
        if not document.get(key):
            notes.add("authority-key-missing", f"{key} is missing.", remedy=f"Add {key}.", element=key)
    if document.get("id") not in (None, expected):
        message = f'The id is "{document["id"]}" and the folder is called {expected}.'
        notes.add("authority-id", message, remedy="Make the two the same.", element="id")


def _values(info: AuthorityInfo, notes: Notes) -> None:
    if not PREFIX.fullmatch(info.prefix):
        message = f'Case references cannot begin with "{info.prefix}".'
        remedy = "Write case_reference: {prefix: HAR} with two to six capital letters."
        notes.add("authority-value", message, remedy=remedy, element="case_reference")
    for name, colour in info.colours.items():
        if not COLOUR.fullmatch(colour):
            remedy = 'Write six hexadecimal digits, such as "#00544d".'
            notes.add("authority-value", f'The colour {name} is "{colour}".', remedy=remedy, element="colours")


def _texts(document: Mapping[str, object], key: str, notes: Notes) -> Mapping[str, str]:
    return {name: str(value) for name, value in mapping_in(document, key, notes).items()}


def _lines(document: Mapping[str, object], key: str, notes: Notes) -> tuple[str, ...]:
    value = document.get(key) or []
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return tuple(str(line) for line in value)
    notes.add("authority-value", f"{key} is no list of lines.", remedy="Write each line behind a dash.", element=key)
    return ()


def _count(document: Mapping[str, object], key: str, notes: Notes) -> int | None:
    value = document.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    notes.add("authority-value", f"{key} is {value!r}.", remedy="Write a whole number above 0.", element=key)
    return None


def _cases(value: object, notes: Notes) -> tuple[Mapping[str, object], ...]:
    entries = value or []
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return tuple({str(name): item for name, item in entry.items()} for entry in entries)
    notes.add("authority-value", "demo.cases is no list of cases.", remedy="Write a list.", element="demo")
    return ()

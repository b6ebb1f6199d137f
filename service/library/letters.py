"""Letter templates: processes/<authority>/letters/<id>.md, Markdown behind a head of plain values.

---
title: Closure letter
for: The family
purpose: Says that the support has ended and how to reach us.
rules: HAR-088
editable: true
fields:
  - {id: contact, label: How the family can reach you, required: true}
---
Dear {{ recipient.name }},
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from service.findings import Finding
from service.letters import KNOWN, FieldKind, LetterField, LetterTemplate, leftovers, places_in
from service.library.files import Files
from service.library.notes import Notes
from service.library.yaml_file import read_mapping

KEYS = frozenset({"title", "for", "purpose", "rules", "editable", "fields"})
NEEDED = ("title", "for", "purpose")
FIELD_KEYS = frozenset({"id", "label", "kind", "required", "hint"})
MAX_FIELDS = 30

_FOLDER = "letters"
_HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n(.*)\Z", re.DOTALL)
_FIELD_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


def letter_files(files: Files) -> Mapping[str, bytes]:
    return {path: content for path, content in sorted(files.items()) if PurePosixPath(path).parent.name == _FOLDER}


def read_letters(files: Files, findings: list[Finding]) -> Mapping[str, LetterTemplate]:
    """Return the templates by id; what is wrong with a file is noted, and the file left out."""
    found = (_read(path, content, Notes(file=path, found=findings)) for path, content in letter_files(files).items())
    return {template.id: template for template in found if template is not None}


def _read(path: str, data: bytes, notes: Notes) -> LetterTemplate | None:
    parts = _parts(data, notes)
    head = None if parts is None else read_mapping(parts[0].encode(), notes)
    if parts is None or head is None:
        return None
    before = len(notes.found)
    _check_keys(head, notes)
    template = LetterTemplate(
        id=PurePosixPath(path).stem,
        file=path,
        title=str(head.get("title") or ""),
        audience=str(head.get("for") or ""),
        purpose=str(head.get("purpose") or ""),
        rules=tuple(str(head.get("rules") or "").split()),
        editable=head.get("editable") is True,
        fields=tuple(_fields(head.get("fields"), notes)),
        body=parts[1].strip() + "\n",
    )
    if not _errors(notes, before):  # a field that cannot be read would be reported again at its place
        _check_body(template, notes)
    return None if _errors(notes, before) else template


def _parts(data: bytes, notes: Notes) -> tuple[str, str] | None:
    try:
        found = _HEAD.match(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        found = None
    if found is None or not found.group(2).strip():
        message = "The letter has no head between lines of --- or no text after it."
        notes.add("letter-unreadable", message, remedy="Begin with ---, title, for, purpose, --- and write the text.")
        return None
    return found.group(1), found.group(2).replace("\r\n", "\n")


def _check_keys(head: Mapping[str, object], notes: Notes) -> None:
    for key in sorted(head.keys() - KEYS):
        remedy = f"Known are: {', '.join(sorted(KEYS))}."
        notes.add("letter-key-unknown", f'Nobody reads "{key}".', remedy=remedy, element=key)
    for key in NEEDED:
        if not isinstance(head.get(key), str) or not str(head[key]).strip():
            notes.add("letter-key-missing", f"{key} is missing.", remedy=f"Add {key}: a text.", element=key)
    if not isinstance(head.get("editable", False), bool):
        notes.add("letter-value", "editable is no truth value.", remedy="Write true or false.", element="editable")
    if not isinstance(head.get("rules", ""), str | None):
        notes.add("letter-value", "rules is no text.", remedy="Write rules: HAR-088 HAR-089.", element="rules")


def _fields(value: object, notes: Notes) -> Iterator[LetterField]:
    entries = value or []
    if not isinstance(entries, list) or len(entries) > MAX_FIELDS:
        remedy = f"Write at most {MAX_FIELDS} entries with id and label."
        notes.add("letter-value", "fields is no list of fields.", remedy=remedy, element="fields")
        return
    seen: set[str] = set()
    for entry in entries:
        field = _field(entry, notes)
        if field is None:
            continue
        if field.id in seen or field.id in KNOWN:
            remedy = "Give the field another id."
            notes.add("letter-field-twice", f'The name "{field.id}" is taken.', remedy=remedy, element=field.id)
        seen.add(field.id)
        yield field


def _field(entry: object, notes: Notes) -> LetterField | None:
    good = isinstance(entry, dict) and not entry.keys() - FIELD_KEYS and entry.get("label")
    if not isinstance(entry, dict) or not good or not _FIELD_ID.fullmatch(str(entry.get("id"))):
        remedy = "Write {id: small_letters, label: What it asks for, kind: text, long_text or date, required: true}."
        notes.add("letter-field-unreadable", f"The field {entry!r} cannot be read.", remedy=remedy, element="fields")
        return None
    if entry.get("kind", "text") not in set(FieldKind) or not isinstance(entry.get("required", False), bool):
        remedy = "The kind is text, long_text or date; required is true or false."
        notes.add("letter-field-unreadable", f"{entry['id']} is of no known kind.", remedy=remedy, element=entry["id"])
        return None
    return LetterField(
        id=entry["id"],
        label=str(entry["label"]),
        kind=FieldKind(entry.get("kind", "text")),
        required=entry.get("required", False),
        hint=None if entry.get("hint") is None else str(entry["hint"]),
    )


def _check_body(template: LetterTemplate, notes: Notes) -> None:
    declared = {field.id for field in template.fields}
    named = set()
    for name, is_name in places_in(template.body):
        named.add(name)
        if not is_name or name not in KNOWN.keys() | declared:
            message = f"The text has the place “{name}”, which nothing can be put into."
            remedy = f"Declare a field of that id, or use one of: {', '.join(KNOWN)}."
            notes.add("letter-place-unknown", message, remedy=remedy, element=name)
    for field in sorted(declared - named):
        message = f"The field {field} is asked for and not in the text."
        notes.warn("letter-field-unused", message, remedy=f"Write {{{{ {field} }}}} in the text.", element=field)
    for kind in leftovers(template.body):
        message = f"The text contains {kind}, which letters do not have."
        notes.add("letter-markup", message, remedy="Use paragraphs, headings, lists, bold and italics only.")


def _errors(notes: Notes, before: int) -> bool:
    return any(finding.severity == "error" for finding in notes.found[before:])

"""Reading a form-js `.form` file."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from service.forms.audit import audit
from service.forms.components import Components
from service.forms.depth import REMEDY, TOO_DEEP, is_too_deep
from service.forms.errors import FormError
from service.forms.form import Form
from service.forms.model import Page, questions_of
from service.forms.notes import Notes

MAX_BYTES = 1_000_000
MAX_SCHEMA_VERSION = 19


def read_form(data: bytes, file: str) -> Form:
    """Return the form that the bytes hold; `file` is its path in the library, its stem must be the form's id.

    :raises FormError: with every finding at once, each with the id of its component.
    """
    notes = Notes(file)
    form = _form(_document(data, notes), notes)
    audit(form, notes)
    notes.stop()
    return replace(form, warnings=tuple(notes.found))


def _document(data: bytes, notes: Notes) -> Mapping[str, object]:
    document: object = None
    if len(data) > MAX_BYTES:
        notes.add(None, "form-too-large", f"The file is larger than {MAX_BYTES:,} bytes.", "Split the form.")
    else:
        try:
            document = json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            notes.add(None, "form-not-json", f"The file is not JSON: {error}.", "Save it again from the form editor.")
    if is_too_deep(document):
        notes.add(None, "form-too-deep", TOO_DEEP, REMEDY)
    if not notes.found and (not isinstance(document, dict) or not isinstance(document.get("components"), list)):
        notes.add(None, "form-not-a-form", "The file holds no list of components.", "Save it from the form editor.")
    notes.stop()
    if not isinstance(document, dict):
        raise FormError(notes.found)
    return document


def _form(document: Mapping[str, object], notes: Notes) -> Form:
    stem = PurePosixPath(notes.file).stem
    if document.get("id") != stem:
        notes.add(
            None,
            "form-id-differs",
            f'The form\'s id is "{document.get("id")}", its file is called "{stem}".',
            f'Set the id to "{stem}".',
        )
    version = document.get("schemaVersion", MAX_SCHEMA_VERSION)
    if not isinstance(version, int) or version > MAX_SCHEMA_VERSION:
        notes.add(
            None,
            "form-version",
            f"The file has schema version {version}; versions up to {MAX_SCHEMA_VERSION} can be read.",
            "Save it with form-js 1.23.",
        )
    properties = document.get("properties")
    given = properties if isinstance(properties, Mapping) else {}
    title = str(document.get("title") or given.get("title") or stem.replace("_", " ").capitalize())
    components = Components(notes)
    pages = _pages(document, title, components, notes=notes)
    return Form(
        id=stem,
        title=title,
        file=notes.file,
        pages=pages,
        fields=tuple(question for page in pages for question in questions_of(page.elements)),
        rules=tuple(str(given.get("rules", "")).split()),
    )


def _pages(document: Mapping[str, object], title: str, components: Components, *, notes: Notes) -> tuple[Page, ...]:
    listed = document["components"]
    top = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    paged = [each for each in top if _is_page(each)]
    loose = [each for each in top if not _is_page(each) and each.get("type") != "button"]
    if not paged:
        return (Page(id="page", title=title, elements=components.read(top)),)
    for each in loose:
        notes.add(
            str(each.get("id") or each.get("key") or "?"),
            "form-outside-pages",
            "The component stands outside every page of a form that has pages.",
            "Move it into one of the groups that are pages.",
        )
    return tuple(components.page(each) for each in paged)


def _is_page(component: Mapping[str, object]) -> bool:
    properties = component.get("properties")
    given = properties.get("page") if isinstance(properties, Mapping) else None
    return component.get("type") == "group" and str(given).lower() == "true"

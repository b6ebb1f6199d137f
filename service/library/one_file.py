"""One file that somebody is writing: what keeps it from being kept at all, however unfinished it may be."""

import json
from pathlib import PurePosixPath

from service.engine.checks import dangers
from service.findings import Finding
from service.forms.depth import REMEDY, TOO_DEEP, is_too_deep
from service.library.files import MAX_FILE_BYTES, check_place, file_finding
from service.library.yaml_file import CODE, excess_of

_XML = (".bpmn", ".dmn")


def refusals(path: str, content: bytes, authority: str) -> list[Finding]:
    """Return why the file must not be kept in a draft: not its place, too large, or dangerous to open in an editor.

    Whether it is right is for `check` to say, later.
    """
    misplaced = check_place(path, authority)
    if misplaced is not None:
        return [misplaced]
    if len(content) > MAX_FILE_BYTES:
        message = f"The file is larger than {MAX_FILE_BYTES:,} bytes."
        return [file_finding(path, "files-too-large", message, remedy="Split it.")]
    suffix = PurePosixPath(path).suffix
    if suffix in _XML:
        return dangers(path, content) or _text(path, content)
    return _form(path, content) if suffix == ".form" else _text(path, content)


def _form(path: str, content: bytes) -> list[Finding]:
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        message = f"The file is not JSON: {error}."
        return [file_finding(path, "form-not-json", message, remedy="Save it again from the form editor.")]
    return [file_finding(path, "form-too-deep", TOO_DEEP, remedy=REMEDY)] if is_too_deep(document) else []


def _text(path: str, content: bytes) -> list[Finding]:
    try:
        text = content.decode("utf-8")
    except ValueError:
        text = "\0"
    if "\0" not in text:
        return _yaml(path, content) if path.endswith(".yaml") else []
    return [file_finding(path, "file-not-text", "The file is not text in UTF-8.", remedy="Save it as UTF-8.")]


def _yaml(path: str, content: bytes) -> list[Finding]:
    excess = excess_of(content)
    return [] if excess is None else [file_finding(path, CODE, excess[0], remedy=excess[1])]

"""Reading a diagram for the checks: safely, within limits, and in the one dialect that is run."""

from typing import Any, NamedTuple

from lxml import etree

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.namespaces import BPMN
from service.engine.checks.rule import Rule
from service.engine.errors import ReleaseError
from service.engine.normalise import normalise
from service.engine.xml import read_xml
from service.findings import Finding

MAX_DEPTH = 60
MAX_ELEMENTS = 20_000

# Found by service.engine.xml and service.engine.normalise, which the engine itself reads with.
FOUND_WHILE_READING = frozenset(
    {"xml-too-large", "xml-not-readable", "xml-doctype", "expression-not-translatable"},
)

TOO_DEEP = Rule(code="xml-too-deep", remedy="Move the innermost sub-processes into processes of their own.")
TOO_MANY = Rule(code="xml-too-many-elements", remedy="Split the diagram into several processes.")
NOT_BPMN = Rule(code="not-bpmn", remedy="Publish files that a BPMN modeler saved; others do not belong here.")


class WholeFile(NamedTuple):
    """The place of a finding about the file as such."""

    file: str
    id: str | None = None


def read_diagram(file: str, data: bytes) -> tuple[Diagram | None, list[Finding]]:
    """Return the diagram, normalised, and what was found on the way; None when it cannot be looked into."""
    try:
        root = read_xml(data, file)
    except ReleaseError as error:
        return None, list(error.findings)
    refusal = _refusal(WholeFile(file), root)
    if refusal is not None:
        return None, [refusal]
    root, findings = normalise(root, file)
    return Diagram(file=file, root=Element(file=file, xml=root)), findings


def dangers(file: str, data: bytes) -> list[Finding]:
    """Return why the XML is not even opened: too large, not well-formed, with a document type, or endlessly nested."""
    try:
        root = read_xml(data, file)
    except ReleaseError as error:
        return list(error.findings)
    found = _excess(WholeFile(file), root)
    return [] if found is None else [found]


def _refusal(place: WholeFile, root: Any) -> Finding | None:
    found = _excess(place, root)
    if found is None and root.tag != f"{{{BPMN}}}definitions":
        return NOT_BPMN.at(place, "The file is XML but not a BPMN 2.0 diagram.")
    return found


def _excess(place: WholeFile, root: Any) -> Finding | None:
    depth, count = _measure(root)
    if depth > MAX_DEPTH:
        return TOO_DEEP.at(place, f"Elements are nested {depth} deep; {MAX_DEPTH} are allowed.")
    if count > MAX_ELEMENTS:
        return TOO_MANY.at(place, f"The file holds {count} XML elements; {MAX_ELEMENTS} are allowed.")
    return None


def _measure(root: Any) -> tuple[int, int]:
    """Depth and number of elements."""
    depth = deepest = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        deepest = max(deepest, depth)
    return deepest, count

"""Small steps through DMN's XML."""

from lxml import etree

from service.engine.xml import local_name
from service.findings import Finding, Severity


class Reporter:
    """Collects findings about one file."""

    def __init__(self, file: str, findings: list[Finding] | None = None) -> None:
        self.file = file
        self.findings: list[Finding] = [] if findings is None else findings

    def report(self, element: str | None, code: str, message: str, remedy: str) -> None:
        self.findings.append(
            Finding(file=self.file, element=element, code=code, message=message, remedy=remedy, severity=Severity.ERROR)
        )


def children(node: etree._Element) -> list[etree._Element]:
    """The child elements of the node's own namespace: no comments, no extensions."""
    own = etree.QName(node).namespace
    return [child for child in node if isinstance(child.tag, str) and etree.QName(child).namespace == own]


def first(node: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next((child for child in children(node) if local_name(child) == name), None)


def text_of(node: etree._Element | None) -> str:
    """The content of the node's `text` child, or its own; stripped, "" when there is none."""
    if node is None:
        return ""
    inner = first(node, "text")
    return "".join((node if inner is None else inner).itertext()).strip()


def is_feel(node: etree._Element) -> bool:
    """Whether the expression's language is FEEL of any version, or not given."""
    return "feel" in (node.get("expressionLanguage") or "feel").lower()

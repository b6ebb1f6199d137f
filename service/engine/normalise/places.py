"""Where expressions stand in a diagram."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from service.engine.xml import BPMN, camunda, local_name, tag

_ATTRIBUTES = (
    "assignee",
    "candidateGroups",
    "candidateUsers",
    "dueDate",
    "followUpDate",
    "priority",
    "topic",
)
_TEXTS = (camunda("inputParameter"), camunda("outputParameter"))
_FORMULAS = (
    tag("conditionExpression"),
    tag("completionCondition"),
    tag("loopCardinality"),
    tag("loopCondition"),
    tag("condition"),
    tag("script"),
)
_TIMES = (tag("timeDate"), tag("timeDuration"), tag("timeCycle"))


@dataclass(frozen=True)
class Place:
    """One text that may be an expression; `always`: it is one even without `=`."""

    node: etree._Element
    attribute: str | None
    always: bool

    @property
    def element(self) -> str | None:
        """The id of the BPMN element around it."""
        node = self.node
        while node is not None and not (node.get("id") and etree.QName(node).namespace == BPMN):
            node = node.getparent()
        return None if node is None else str(node.get("id"))

    def read(self) -> str:
        return str((self.node.get(self.attribute) if self.attribute else self.node.text) or "")

    def write(self, text: str) -> None:
        if self.attribute:
            self.node.set(self.attribute, text)
        else:
            self.node.text = text


def expressions(root: etree._Element) -> Iterator[Place]:
    """Yield every place that holds text."""
    for node in root.iter():
        if local_name(node):
            yield from (place for place in _places(node) if place.read().strip())


def _places(node: etree._Element) -> Iterator[Place]:
    for name in _ATTRIBUTES:
        yield Place(node, camunda(name), always=False)
    yield Place(node, camunda("collection"), always=True)
    if node.tag in (camunda("in"), camunda("out")):
        yield Place(node, "sourceExpression", always=True)
    if node.tag in _FORMULAS:
        yield Place(node, None, always=True)
    if (node.tag in _TEXTS and len(node) == 0) or node.tag in _TIMES:
        yield Place(node, None, always=False)
    if node.tag == camunda("property"):
        yield Place(node, "value", always=False)

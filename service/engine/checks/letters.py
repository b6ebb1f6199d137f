"""Letters that a diagram sends: the template is there, and gets what it needs."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

TOPIC = "letter.send"

UNKNOWN = Rule(
    code="letter-unknown", remedy="Name one of the files in letters/ without its ending, or add the letter there."
)
INCOMPLETE = Rule(
    code="letter-field-missing", remedy="Add an input parameter of that name, or make the field optional."
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    """A library without letters leaves the templates to whoever prints them."""
    if not library.known.letters:
        return
    for _, node in diagram.nodes:
        if node.camunda("topic") == TOPIC:
            yield from _letter(node, library)


def _letter(node: Element, library: Library) -> Iterator[Finding]:
    given = {entry.get("name"): entry.text for entry in node.parameters("inputParameter")}
    template = given.get("template")
    if template is None or template.startswith("="):
        return
    needed = library.known.letters.get(template)
    if needed is None:
        yield UNKNOWN.at(node, f'{node.label} sends the letter "{template}", which is not among the letters.')
        return
    for field in sorted(needed - given.keys()):
        yield INCOMPLETE.at(node, f'{node.label} sends the letter "{template}" without {field}.')

"""Multi-instance and standard loops."""

import re
from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

MAX_WIDTH = 200

NO_ITEMS = Rule(code="multi-instance-without-items", remedy="Enter the collection (a list) or a number of repetitions.")
NO_ITEM_NAME = Rule(
    code="multi-instance-without-item-name", remedy="Enter the element variable: the name of one item, such as child."
)
BEHAVIOUR = Rule(code="multi-instance-behaviour", remedy="Remove the behaviour: only the ordinary one is run.")
COUNT = Rule(
    code="multi-instance-count", remedy=f"Use a number between 0 and {MAX_WIDTH}, or a collection from the case."
)
LOST = Rule(
    code="multi-instance-loses-answers",
    remedy='Add the property collect, such as "decisions: =decision", so that each item keeps its own answer.',
)
COLLECT = Rule(
    code="collect-unreadable",
    remedy='Write the variable, a colon and the value for one item: "decisions: =decision". Only on multi-instances.',
)
STANDARD_LOOP = Rule(
    code="standard-loop",
    remedy="Draw the loop with a gateway behind the step, or repeat the step for each item of a list.",
)

COLLECT_TEXT = re.compile(r"^\s*([A-Za-z_]\w*)\s*:\s*(\S.*)$", re.DOTALL)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for _, node in diagram.nodes:
        multiple = node.child("multiInstanceLoopCharacteristics")
        if multiple is not None:
            yield from _multiple(node, multiple)
        if "collect" in node.properties and (multiple is None or collect_of(node) is None):
            yield COLLECT.at(
                node, f'The property collect of {node.label} cannot be used: "{node.properties["collect"]}".'
            )
        if node.child("standardLoopCharacteristics") is not None:
            yield STANDARD_LOOP.at(node, f"{node.label} is marked as a loop, which is not run.")


def collect_of(node: Element) -> tuple[str, str] | None:
    """Variable and expression of the property `collect`."""
    match = COLLECT_TEXT.match(node.properties.get("collect", ""))
    return (match[1], match[2].strip()) if match else None


def collection_of(multiple: Element) -> str | None:
    reference = multiple.child("loopDataInputRef")
    return multiple.camunda("collection") or (reference.text if reference else None)


def item_name(node: Element) -> str | None:
    """Name of the loop variable of a multi-instance, None for anything else."""
    multiple = node.child("multiInstanceLoopCharacteristics")
    if multiple is None:
        return None
    item = multiple.child("inputDataItem")
    return multiple.camunda("elementVariable") or (item.get("id") if item else None)


def _multiple(node: Element, multiple: Element) -> Iterator[Finding]:
    cardinality = multiple.child("loopCardinality")
    if not collection_of(multiple) and not (cardinality and cardinality.text):
        yield NO_ITEMS.at(node, f"{node.label} is repeated, and nothing says for what or how often.")
    if collection_of(multiple) and not item_name(node):
        yield NO_ITEM_NAME.at(node, f"{node.label} is repeated for each item, and the item has no name.")
    if multiple.get("behavior") not in (None, "All"):
        yield BEHAVIOUR.at(node, f"{node.label} has the multi-instance behaviour {multiple.get('behavior')}.")
    if cardinality and not _possible(cardinality.text.removeprefix("=").strip()):
        yield COUNT.at(node, f"{node.label} is to be repeated {cardinality.text.removeprefix('=')} times.")
    if multiple.get("isSequential") != "true" and _writes(node) and "collect" not in node.properties:
        written = ", ".join(_writes(node))
        yield LOST.at(node, f"Every item of {node.label} writes {written}; only the last one would stay.")


def _possible(count: str) -> bool:
    """Whether a literal number of repetitions can be run; expressions are."""
    return not re.fullmatch(r"-?\d{1,9}", count) or 0 <= int(count) <= MAX_WIDTH


def _writes(node: Element) -> list[str]:
    names = [parameter.get("name") or "" for parameter in node.parameters("outputParameter")]
    names += [mapping.get("target") or "all variables" for mapping in node.extensions("out")]
    result = node.camunda("resultVariable")
    return names + ([result] if result else [])

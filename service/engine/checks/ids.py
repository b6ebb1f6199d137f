"""Ids and names: present, unique, speaking, and not those that the engine uses itself."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from service.engine.checks.diagram import Diagram, Element, is_event_subprocess
from service.engine.checks.namespaces import ACTIVITIES, EVENTS, FLOW_NODES
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

RESERVED = frozenset({"Start", "End", "Root"})
RESERVED_ENDINGS = (
    ".EndJoin",
    ".BoundaryEventSplit",
    ".BoundaryEventJoin",
    "StartEventSplit",
    "StartEventJoin",
    " [child]",
)
MAX_WORDS = 5
# What modelers make up: a kind and seven random letters and digits.
MADE_UP = re.compile(r"^[A-Za-z]+_(?=[a-z]*\d)[0-9a-z]{7}$")

ID_MISSING = Rule(code="id-missing", remedy="Give the element an id in the modeler, such as Task_FirstVisit.")
ID_TWICE = Rule(code="id-used-twice", remedy="Give one of the two elements another id.")
ID_RESERVED = Rule(code="id-reserved", remedy="Give it a speaking id, such as Event_Referral or Event_CaseClosed.")
ID_SPEECHLESS = warning(
    code="id-not-speaking",
    remedy="Give it an id that says what it is, such as Task_FirstVisit: it appears in history and reports.",
)
NAME_MISSING = warning(code="name-missing", remedy="Name it in a few words: people read the name, not the id.")
NAME_LONG = warning(
    code="name-too-long", remedy=f"Use at most {MAX_WORDS} words; put the rest into the documentation or instructions."
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    yield from _twice(diagram)
    for scope in diagram.scopes:
        for element in scope.owner.children(*FLOW_NODES, "sequenceFlow"):
            if not element.get("id"):
                yield ID_MISSING.at(element, f"A {element.kind} has no id.")
    for element in chain(diagram.processes, (node for _, node in diagram.nodes)):
        yield from _id(element)
    for _, node in diagram.nodes:
        yield from _name(node)


def _twice(diagram: Diagram) -> Iterator[Finding]:
    ids = [diagram.root, *diagram.root.descendants()]
    counts = Counter(element.get("id") for element in ids if element.get("id"))
    for element in ids:
        id_ = element.get("id")
        if id_ and counts.pop(id_, 0) > 1:
            yield ID_TWICE.at(element, f"The id {id_} is used more than once in this file.")


def _id(element: Element) -> Iterator[Finding]:
    id_ = element.get("id") or ""
    if id_ in RESERVED or id_.endswith(RESERVED_ENDINGS):
        yield ID_RESERVED.at(element, f"The id {id_} is reserved.")
    elif MADE_UP.match(id_):
        yield ID_SPEECHLESS.at(element, f"The id {id_} of {element.label} says nothing.")


def _name(node: Element) -> Iterator[Finding]:
    if not node.name and node.kind in ACTIVITIES | EVENTS and not is_event_subprocess(node):
        yield NAME_MISSING.at(node, f"The {node.kind} {node.id} has no name.")
    words = len(node.name.split())
    if words > MAX_WORDS:
        yield NAME_LONG.at(node, f"The name {node.label} has {words} words.")

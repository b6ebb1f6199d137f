"""Checks at publication: what the engine cannot run rightly is refused, with place, reason and remedy.

They read the XML itself and do not know SpiffWorkflow.
"""

from collections.abc import Callable, Iterator, Mapping

from service.engine.checks import (
    calls,
    catching,
    concern,
    dialect,
    drawing,
    elements,
    events,
    expressions,
    flows,
    gateways,
    ids,
    lanes,
    letters,
    loops,
    messages,
    panels,
    reach,
    reading,
    references,
    scopes,
    services,
    tasks,
    timers,
)
from service.engine.checks.diagram import Diagram
from service.engine.checks.elements import MAX_NODES
from service.engine.checks.formula import HOST_FUNCTIONS
from service.engine.checks.known import Known
from service.engine.checks.reading import FOUND_WHILE_READING, dangers, read_diagram
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.engine.checks.usage import Names, Usage, names_in, read_usage
from service.findings import Finding

__all__ = [
    "CHECKS",
    "HOST_FUNCTIONS",
    "Known",
    "Names",
    "Usage",
    "all_codes",
    "check_diagrams",
    "dangers",
    "names_in",
    "read_usage",
]

Check = Callable[[Diagram, Library], Iterator[Finding]]

MODULES = (
    elements,
    ids,
    scopes,
    concern,
    events,
    catching,
    messages,
    flows,
    gateways,
    reach,
    tasks,
    lanes,
    services,
    letters,
    calls,
    loops,
    timers,
    references,
    panels,
    expressions,
    dialect,
    drawing,
)
CHECKS: tuple[Check, ...] = tuple(module.check for module in MODULES)


def all_codes() -> frozenset[str]:
    """Every code that a finding about a diagram can have."""
    rules = (value for module in (*MODULES, reading) for value in vars(module).values() if isinstance(value, Rule))
    return frozenset(rule.code for rule in rules) | FOUND_WHILE_READING


def check_diagrams(diagrams: Mapping[str, bytes], *, known: Known) -> list[Finding]:
    """Return everything that is wrong with the diagrams of one release, file by file.

    `diagrams` maps paths to BPMN files: all of the release, for they call each other.  Errors forbid publication,
    warnings do not.
    """
    findings: list[Finding] = []
    readable: list[Diagram] = []
    for file in sorted(diagrams):
        diagram, found = read_diagram(file, diagrams[file])
        findings += found
        if diagram is not None:
            readable.append(diagram)
    library = Library(diagrams=tuple(readable), known=known)
    for diagram in readable:
        # A hostile size would make the checks themselves slow; the size alone is reported then.
        checks = CHECKS if len(diagram.nodes) <= MAX_NODES else (elements.check,)
        for check in checks:
            findings += check(diagram, library)
    return findings

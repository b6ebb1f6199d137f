"""What the diagrams of a release make use of: for what is there and used by nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.engine.checks.calls import decision_of
from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.formula import read_formula
from service.engine.checks.known import Known
from service.engine.checks.reading import read_diagram
from service.engine.checks.release import Library
from service.engine.checks.tasks import form_of
from service.engine.checks.texts import texts
from service.feel import FeelSyntaxError

ASKING = ("due", "next_sitting")


@dataclass(frozen=True, kw_only=True)
class Usage:
    forms: frozenset[str]
    decisions: frozenset[str]
    called: frozenset[str]  # processes
    topics: Mapping[str, frozenset[str]]  # process -> what its steps call outside
    events: frozenset[str]  # recorded by some element
    deadlines: Mapping[str, frozenset[tuple[str, str]]]  # key -> process and element that start it or ask for it


def read_usage(diagrams: Mapping[str, bytes]) -> Usage:
    """Return what the readable ones of these files use; the others are reported by `check_diagrams`."""
    read = [read_diagram(file, data)[0] for file, data in sorted(diagrams.items())]
    library = Library(diagrams=tuple(diagram for diagram in read if diagram is not None), known=Known())
    nodes = [node for diagram in library.diagrams for _, node in diagram.nodes]
    deadlines: dict[str, set[tuple[str, str]]] = {}
    for diagram in library.diagrams:
        for key, place in _deadlines(diagram):
            deadlines.setdefault(key, set()).add(place)
    topics: dict[str, set[str]] = {}
    for scope, node in (place for diagram in library.diagrams for place in diagram.nodes):
        if topic := node.camunda("topic"):
            topics.setdefault(scope.process.get("id") or "", set()).add(topic)
    return Usage(
        forms=frozenset(form for node in nodes if (form := form_of(node))),
        decisions=frozenset(decision for node in nodes if (decision := decision_of(node))),
        called=frozenset(called for node in nodes if (called := node.get("calledElement"))),
        topics={process: frozenset(found) for process, found in topics.items()},
        events=library.recorded_events,
        deadlines={key: frozenset(places) for key, places in deadlines.items()},
    )


def _deadlines(diagram: Diagram) -> Iterator[tuple[str, tuple[str, str]]]:
    for scope, node in diagram.nodes:
        for key in node.properties.get("deadlines", "").split():
            yield key, _place(scope.process, node)
    for text in texts(diagram, Known()):
        for key in _asked(text.feel):
            yield key, (text.of_process, text.element.id or "")


def _place(process: Element, node: Element) -> tuple[str, str]:
    return process.get("id") or "", node.id or ""


def _asked(formula: str | None) -> Iterator[str]:
    if formula is None:
        return
    try:
        calls = read_formula(formula).calls_with_text
    except FeelSyntaxError:
        return  # reported by `expressions`
    yield from (key for function, key in calls if function in ASKING)

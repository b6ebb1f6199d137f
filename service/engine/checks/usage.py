"""What the diagrams of a release make use of: for what is there and used by nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.engine.checks.calls import decision_of, roles_given
from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.formula import read_formula
from service.engine.checks.known import Known
from service.engine.checks.reading import read_diagram
from service.engine.checks.release import Library
from service.engine.checks.tasks import form_of, static_roles
from service.engine.checks.texts import texts
from service.feel import FeelSyntaxError

ASKING = ("due", "next_sitting")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What diagrams call by name."""

    forms: frozenset[str]
    decisions: frozenset[str]
    called: frozenset[str]  # processes


@dataclass(frozen=True, kw_only=True)
class Usage(Names):
    topics: Mapping[str, frozenset[str]]  # process -> what its steps call outside
    events: frozenset[str]  # recorded by some element
    bound_forms: frozenset[str]  # of steps that carry out a rule, or read as a whole by some expression
    answers: Mapping[str, frozenset[str]]  # form -> names of its answers that some expression reads
    roles: Mapping[str, str]  # role -> the name of a task that it can do
    deadlines: Mapping[str, frozenset[tuple[str, str]]]  # key -> process and element that start it or ask for it


def names_in(data: bytes) -> Names:
    """Return what this diagram calls by name; nothing when it cannot be read."""
    diagram, _ = read_diagram("", data)
    return _names([] if diagram is None else [node for _, node in diagram.nodes])


def read_usage(diagrams: Mapping[str, bytes]) -> Usage:
    """Return what the readable ones of these files use; the others are reported by `check_diagrams`."""
    read = [read_diagram(file, data)[0] for file, data in sorted(diagrams.items())]
    library = Library(diagrams=tuple(diagram for diagram in read if diagram is not None), known=Known())
    nodes = [node for diagram in library.diagrams for _, node in diagram.nodes]
    deadlines: dict[str, set[tuple[str, str]]] = {}
    answers: dict[str, set[str]] = {}
    bound = {form for node in nodes if node.properties.get("rules") and (form := form_of(node))}
    for diagram in library.diagrams:
        for key, place in _deadlines(diagram):
            deadlines.setdefault(key, set()).add(place)
        for text in texts(diagram, Known()):
            names, records = _read(text.feel)
            bound |= records
            if text.answers_of is not None:
                answers.setdefault(text.answers_of, set()).update(names)
    topics: dict[str, set[str]] = {}
    for scope, node in (place for diagram in library.diagrams for place in diagram.nodes):
        if topic := node.camunda("topic"):
            topics.setdefault(scope.process.get("id") or "", set()).add(topic)
    return Usage(
        **vars(_names(nodes)),
        topics={process: frozenset(found) for process, found in topics.items()},
        events=library.recorded_events,
        bound_forms=frozenset(bound),
        answers={form: frozenset(names) for form, names in answers.items()},
        roles={role: node.label for node in nodes for role in (*static_roles(node), *roles_given(node, library))},
        deadlines={key: frozenset(places) for key, places in deadlines.items()},
    )


def _names(nodes: Sequence[Element]) -> Names:
    return Names(
        forms=frozenset(form for node in nodes if (form := form_of(node))),
        decisions=frozenset(decision for node in nodes if (decision := decision_of(node))),
        called=frozenset(called for node in nodes if (called := node.get("calledElement"))),
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


def _read(formula: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Names and forms that the expression reads."""
    if formula is None:
        return frozenset(), frozenset()
    try:
        found = read_formula(formula)
    except FeelSyntaxError:
        return frozenset(), frozenset()  # reported by `expressions`
    return found.names, frozenset(form for function, form in found.calls_with_text if function == "record")


def _asked(formula: str | None) -> Iterator[str]:
    if formula is None:
        return
    try:
        calls = read_formula(formula).calls_with_text
    except FeelSyntaxError:
        return  # reported by `expressions`
    yield from (key for function, key in calls if function in ASKING)

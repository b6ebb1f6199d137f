"""What the editors offer to choose from: everything in a library that a diagram may name, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from service.engine.checks.diagram import Diagram
from service.engine.checks.reading import read_diagram
from service.library.parts import Parts


@dataclass(frozen=True, kw_only=True)
class Pick:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PickLists:
    """Each in the order of its file or by id.  Files that cannot be read offer nothing."""

    roles: Sequence[Pick]
    forms: Sequence[Pick]
    decisions: Sequence[Pick]
    processes: Sequence[Pick]
    deadlines: Sequence[Pick]
    rules: Sequence[Pick]
    stages: Sequence[Pick]  # words that are in use
    events: Sequence[Pick]  # of the register, and others that are in use

    def as_json(self) -> Mapping[str, object]:
        """The catalogue that the macro `editor` takes."""
        return asdict(self)


def pick_lists(parts: Parts) -> PickLists:
    model = parts.decisions.model.decisions if parts.decisions is not None else {}
    diagrams = [read for file, data in parts.diagrams.items() if (read := read_diagram(file, data)[0]) is not None]
    roles = parts.authority.roles.values() if parts.authority is not None else ()
    return PickLists(
        roles=[Pick(id=role.id, text=role.name) for role in roles],
        forms=_sorted((form.id, form.title) for form in parts.forms.values()),
        decisions=_sorted((decision.id, decision.title) for decision in model.values()),
        processes=_sorted((process.id or "", process.name) for read in diagrams for process in read.processes),
        deadlines=[Pick(id=key, text=rule.label) for key, rule in parts.deadlines.items()],
        rules=[Pick(id=rule.id, text=rule.text) for rule in parts.rules.rules.values()],
        stages=_sorted((stage, stage) for stage in _used(diagrams, "case_stage")),
        events=_sorted({**_events_used(diagrams), **parts.rules.events}.items()),
    )


def _sorted(entries: Iterable[tuple[str, str]]) -> Sequence[Pick]:
    return [Pick(id=id_, text=text or id_) for id_, text in sorted(set(entries)) if id_]


def _events_used(diagrams: Iterable[Diagram]) -> dict[str, str]:
    return {name: name for value in _used(diagrams, "event") for name in value.split()}


def _used(diagrams: Iterable[Diagram], name: str) -> Iterator[str]:
    values = (node.properties.get(name, "") for diagram in diagrams for _, node in diagram.nodes)
    return (value for value in values if value and not value.startswith("="))

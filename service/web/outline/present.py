"""A diagram as a page to be read, printed and changed from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from service.engine.checks.namespaces import ACTIVITIES
from service.findings import Finding, Severity
from service.library.outline import About, Fact, Process, Step, Way
from service.pathways.queries.outlines import DiagramAsList

BEHIND = frozenset({About.RULES, About.HANDED_ON, About.NOTES, About.OTHER})  # facts that most readers pass over
NOT_REMOVED = frozenset({"startEvent", "endEvent", "boundaryEvent"})


@dataclass(frozen=True, kw_only=True)
class Action:
    """A link; `about` is only heard: which step it is for."""

    text: str
    about: str
    href: str


@dataclass(frozen=True, kw_only=True)
class FactLine:
    label: str
    words: str
    formula: str
    href: str


@dataclass(frozen=True, kw_only=True)
class FoundLine:
    severity: str
    tone: str
    text: str


@dataclass(frozen=True, kw_only=True)
class WayLine:
    """`text`: what leads there, such as 'If "Accepted?" is "Yes" (Yes)'; `links`: what can be done with the way."""

    id: str
    text: str
    formula: str
    to: str
    href: str
    links: tuple[Action, ...]


@dataclass(frozen=True, kw_only=True)
class StepBlock:
    id: str
    number: str
    name: str
    kind: str
    facts: tuple[FactLine, ...]
    behind: tuple[FactLine, ...]
    ways: tuple[WayLine, ...]
    found: tuple[FoundLine, ...]
    links: tuple[Action, ...]
    boundary: "tuple[StepBlock, ...]"
    inner: "tuple[StepBlock, ...]"
    is_reached: bool


@dataclass(frozen=True, kw_only=True)
class Run:
    """Steps that follow each other in one lane; `lane` is empty where there are no lanes."""

    lane: str
    steps: tuple[StepBlock, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessBlock:
    id: str
    name: str
    facts: tuple[FactLine, ...]
    links: tuple[Action, ...]
    lanes: tuple[tuple[str, Action | None], ...]
    runs: tuple[Run, ...]
    by_themselves: tuple[StepBlock, ...]
    found: tuple[FoundLine, ...]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Addresses.  `of`: for an endpoint of a change and what it is about, "" where nothing can be changed."""

    outline: Callable[[str], str]  # of another diagram
    table: Callable[[str], str]
    form: Callable[[str], str]
    of: Callable[[str, str], str]


@dataclass(frozen=True, kw_only=True)
class OutlineBody:
    processes: tuple[ProcessBlock, ...]
    beside: tuple[FactLine, ...]
    found: tuple[FoundLine, ...]  # about the file as a whole


def body_of(shown: DiagramAsList, places: Places) -> OutlineBody:
    builder = _Builder(shown, places)
    outline = shown.outline
    processes = () if outline is None else tuple(map(builder.process, outline.processes))
    told = builder.told
    return OutlineBody(
        processes=processes,
        beside=() if outline is None else tuple(builder.facts(outline.beside)),
        found=tuple(map(found_line, (each for each in shown.findings if each.element not in told))),
    )


def found_line(finding: Finding) -> FoundLine:
    is_error = finding.severity is Severity.ERROR
    return FoundLine(
        severity="Error" if is_error else "Warning",
        tone="red" if is_error else "yellow",
        text=f"{finding.message} {finding.remedy}",
    )


class _Builder:
    """`told`: the elements beside which findings stand."""

    def __init__(self, shown: DiagramAsList, places: Places) -> None:
        self._shown = shown
        self._places = places
        self._known = frozenset() if shown.outline is None else frozenset(shown.outline.steps)
        self.told: set[str | None] = set()

    def process(self, process: Process) -> ProcessBlock:
        return ProcessBlock(
            id=process.id,
            name=process.name,
            facts=tuple(self.facts(process.facts)),
            links=self._link("outline.change", process.id, text="Change name and rules", about=f"of {process.name}"),
            lanes=tuple((lane.name, self._lane(lane.id, lane.name)) for lane in process.lanes),
            runs=tuple(self._runs(process.steps)),
            by_themselves=tuple(map(self._step, process.by_themselves)),
            found=tuple(self._found(process.id)),
        )

    def facts(self, facts: Sequence[Fact]) -> Iterator[FactLine]:
        yield from (FactLine(label=each.label, words=each.words, formula=each.formula, href="") for each in facts)

    def _runs(self, steps: Sequence[Step]) -> Iterator[Run]:
        for lane, run in groupby(steps, key=lambda step: step.lane):
            yield Run(lane=lane, steps=tuple(map(self._step, run)))

    def _step(self, step: Step) -> StepBlock:
        self.told.add(step.id)
        facts = [(fact.about in BEHIND, self._fact(step, fact)) for fact in step.facts]
        found = [*self._found(step.id), *(line for way in step.ways for line in self._found(way.id))]
        return StepBlock(
            id=step.id,
            number=step.number,
            name=step.label,
            kind=step.kind_words if step.name else "",
            facts=tuple(line for is_behind, line in facts if not is_behind),
            behind=tuple(line for is_behind, line in facts if is_behind),
            ways=tuple(self._way(step, way) for way in step.ways),
            found=tuple(found),
            links=tuple(self._links(step)),
            boundary=tuple(map(self._step, step.boundary)),
            inner=tuple(map(self._step, step.inner)),
            is_reached=step.is_reached,
        )

    def _fact(self, step: Step, fact: Fact) -> FactLine:
        ids = {About.CALLED: step.called, About.DECISION: step.decision, About.FORM: step.form}
        address = {
            About.CALLED: self._places.outline,
            About.DECISION: self._places.table,
            About.FORM: self._places.form,
        }
        place = self._shown.places.get(ids.get(fact.about, ""), "")
        href = address[fact.about](place) if place else ""
        return FactLine(label=fact.label, words=fact.words, formula=fact.formula, href=href)

    def _way(self, step: Step, way: Way) -> WayLine:
        about = f"on the way to {way.to_number} {way.to_name}, from {step.number} {step.label}"
        chooses = len(step.ways) > 1
        links = self._link("outline.change", way.id, text="Change", about=about) if chooses else ()
        if step.kind != "eventBasedGateway":
            links += self._link("outline.adding", way.id, text="Add a task here", about=about)
            links += self._link("outline.branching", way.id, text="Add a choice here", about=about)
        return WayLine(
            id=way.id,
            text=way_text(way, chooses=chooses),
            formula=way.condition,
            to=f"{way.to_number} {way.to_name}".strip() or "nowhere",
            href=f"#{way.to}" if way.to in self._known else "",
            links=links,
        )

    def _links(self, step: Step) -> Iterator[Action]:
        yield from self._link("outline.change", step.id, text="Change", about=f"{step.number} {step.label}")
        removable = step.kind not in NOT_REMOVED and len(step.ways) == 1 and step.kind in ACTIVITIES
        if removable and not step.boundary:
            yield from self._link("outline.removing", step.id, text="Remove", about=f"{step.number} {step.label}")

    def _lane(self, id_: str, name: str) -> Action | None:
        return next(iter(self._link("outline.change", id_, text="Rename", about=f"the lane {name}")), None)

    def _link(self, endpoint: str, id_: str, *, text: str, about: str) -> tuple[Action, ...]:
        href = self._places.of(endpoint, id_)
        return (Action(text=text, about=about, href=href),) if href else ()

    def _found(self, id_: str) -> Iterator[FoundLine]:
        self.told.add(id_)
        yield from (found_line(finding) for finding in self._shown.findings if finding.element == id_)


def way_text(way: Way, *, chooses: bool) -> str:
    """Return under which condition a way is taken, in words where there are any."""
    if way.condition:
        words = way.words or way.condition
        return f"{way.name}, if {words}" if way.name else f"If {words}"
    if way.is_default or chooses:
        return f"{way.name}, otherwise" if way.name and way.is_default else way.name or "Otherwise"
    return way.name or "Then"

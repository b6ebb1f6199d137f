"""What differs, in words first, then part by part."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from service.library.difference import CARRIED, Change, Detail, Difference, Section, Sentence, Sign, Subject, Weight
from service.pathways.queries.changes import Changes
from service.web.changes.texts import Compared, compared, compared_cells, headed, text_lines

SIGNS = {
    Sign.ADDED: ("New", "green"),
    Sign.REMOVED: ("Removed", "red"),
    Sign.CHANGED: ("Changed", "blue"),
    Sign.DRAWN: ("Only drawn differently", "grey"),
}
RULE_SIGNS = {
    Sign.ADDED: ("Now carried out", "green"),
    Sign.REMOVED: ("Carried out by nothing", "red"),
    Sign.CHANGED: ("Carried out differently", "blue"),
}
_WORDS = (
    (frozenset({Weight.TIME}), "Until when"),
    (frozenset({Weight.STEP, Weight.WAY}), "What is done, and what comes after what"),
    (frozenset({Weight.PERSON}), "Who does it"),
    (frozenset({Weight.CONTENT}), "What is asked, kept and handed on"),
    (frozenset({Weight.WORDING}), "Wording"),
    (frozenset({Weight.SERVICE}), "The authority, its roles and teams"),
    (frozenset({Weight.PROOF}), "Rules, reports and scenarios"),
    (frozenset({Weight.FILE, Weight.DRAWING}), "Files and drawings"),
)
_SUBJECTS = {
    Subject.DEADLINES: "Deadlines",
    Subject.DIAGRAM: "Diagram",
    Subject.DECISION: "Decision table",
    Subject.FORM: "Form",
    Subject.LETTERS: "Letters",
    Subject.CALENDAR: "Calendar",
    Subject.AUTHORITY: "Roles, teams and words",
    Subject.REPORTS: "Reports",
    Subject.RULES: "Rules",
    Subject.SCENARIOS: "Scenarios",
    Subject.FILES: "File",
}
_NAMED = frozenset({Subject.DIAGRAM, Subject.DECISION, Subject.FORM, Subject.FILES})  # several of them, each by name
_GRIDS = frozenset({Subject.DEADLINES, Subject.DECISION})
_THINGS = {
    Subject.DIAGRAM: "Element",
    Subject.FORM: "Question",
    Subject.LETTERS: "Letter",
    Subject.REPORTS: "Report",
    Subject.RULES: "Rule",
    Subject.SCENARIOS: "Scenario",
}

Address = Callable[[str], str]  # of the page with the drawings of a process


@dataclass(frozen=True, kw_only=True)
class Words:
    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """`notes`: what is said of it as a whole."""

    title: str
    state: str
    tone: str
    compared: tuple[Compared, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of a decision table, each with a cell for each of the heads."""

    heads: tuple[str, ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One diagram, table, form …  `thing`: what its rows are.  `drawn`: how much is only drawn differently."""

    id: str
    heading: str
    state: str
    tone: str
    thing: str
    notes: tuple[str, ...]
    rows: tuple[ChangeRow, ...]
    grid: Grid | None
    drawn: int
    drawings_href: str | None


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    id: str
    text: str
    state: str
    tone: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that differs.  `lost`: the rules that nothing carries out any more, as sentences."""

    lost: tuple[str, ...]
    words: tuple[Words, ...]
    parts: tuple[Part, ...]
    rules: tuple[RuleRow, ...]


def told(changes: Changes, drawings: Address) -> Told:
    found = changes.difference
    return Told(
        lost=tuple(sentence.text for change in found.uncarried for sentence in change.sentences),
        words=tuple(words_of(found)),
        parts=tuple(_parts(changes, drawings)),
        rules=tuple(rule_row(change, changes.rule(change.id)) for change in found.carried),
    )


def words_of(found: Difference) -> Iterator[Words]:
    """Yield the sentences under the heading of what they are about; what changes the work comes first."""
    for heading, sentences in groupby(found.sentences, key=_heading):
        yield Words(heading=heading, sentences=tuple(sentence.text for sentence in sentences))


def rule_row(change: Change, text: str) -> RuleRow:
    carriers = next(detail for detail in change.details if detail.what == CARRIED)
    state, tone = RULE_SIGNS[change.sign]
    return RuleRow(
        id=change.id,
        text=text or "The register has no rule of this number.",
        state=state,
        tone=tone,
        before=carriers.before or "Nothing",
        after=carriers.after or "Nothing",
    )


def part_of(section: Section, number: int, drawings: Address) -> Part:
    state, tone = SIGNS[section.sign]
    grid = _grid(section) if section.subject in _GRIDS else None
    rows = tuple(change_row(each) for each in section.changes if _is_listed(each, section))
    return Part(
        id=f"part-{number}",
        heading=_headline(section),
        state=state,
        tone=tone,
        thing=_THINGS.get(section.subject, "What"),
        notes=tuple(sentence.text for sentence in section.own),
        rows=rows,
        grid=grid,
        drawn=sum(change.sign is Sign.DRAWN for change in section.changes),
        drawings_href=drawings(section.id) if section.subject is Subject.DIAGRAM else None,
    )


def change_row(change: Change) -> ChangeRow:
    state, tone = SIGNS[change.sign]
    return ChangeRow(
        title=change.title,
        state=state,
        tone=tone,
        compared=tuple(_compared(detail) for detail in change.details if detail.differs),
        notes=tuple(sentence.text for sentence in change.own),
    )


def _parts(changes: Changes, drawings: Address) -> Iterator[Part]:
    for number, section in enumerate(_without_carriers(changes.difference.sections), start=1):
        yield _with_lines(part_of(section, number, drawings), section, changes)


def _without_carriers(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield them without what gained or lost carriers: those rules have a table of their own."""
    for section in sections:
        left = tuple(change for change in section.changes if all(each.what != CARRIED for each in change.details))
        if left or section.own:
            yield replace(section, changes=left)


def _with_lines(part: Part, section: Section, changes: Changes) -> Part:
    """Add to a file that no sentence tells about the lines that differ."""
    if section.subject is not Subject.FILES or changes.before is None:
        return part
    before, after = (_text(each.composed.files.get(section.id)) for each in (changes.before, changes.after))
    lines = Compared(what="Its text", lines=tuple(text_lines(before, after)))
    row = ChangeRow(title=section.id, state=part.state, tone=part.tone, compared=(lines,))
    return replace(part, rows=(row,))


def _text(content: bytes | None) -> str:
    return "" if content is None else content.decode("utf-8", errors="replace")


def _heading(sentence: Sentence) -> str:
    return next(heading for weights, heading in _WORDS if sentence.weight in weights)


def _headline(section: Section) -> str:
    subject = _SUBJECTS[section.subject]
    return f"{subject}: {section.name}" if section.subject in _NAMED else subject


def _is_listed(change: Change, section: Section) -> bool:
    """Not what is only drawn differently, nor the rows that stand in a grid."""
    in_grid = section.subject in _GRIDS and change.id != section.id
    return change.sign is not Sign.DRAWN and not in_grid


def _grid(section: Section) -> Grid | None:
    rows = [change for change in section.changes if change.id != section.id]
    heads = tuple(dict.fromkeys(detail.what for change in rows for detail in change.details))
    if not heads:
        return None
    return Grid(heads=tuple(map(headed, heads)), rows=tuple(_grid_row(change, heads) for change in rows))


def _grid_row(change: Change, heads: tuple[str, ...]) -> ChangeRow:
    state, tone = SIGNS[change.sign]
    cells = {detail.what: detail for detail in change.details}
    blank = Detail(what="", before="", after="")
    return ChangeRow(
        title=change.title,
        state=state,
        tone=tone,
        compared=tuple(
            compared_cells(head, cells.get(head, blank).before, cells.get(head, blank).after) for head in heads
        ),
    )


def _compared(detail: Detail) -> Compared:
    return compared(detail.what, detail.before, detail.after)

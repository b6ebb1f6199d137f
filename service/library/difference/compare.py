"""The difference between two libraries of one authority, such as the live release and a draft."""

from collections.abc import Iterator

from service.library.compose import Composed
from service.library.difference.authority import authority_sections
from service.library.difference.calendar import calendar_sections
from service.library.difference.diagrams import diagram_sections
from service.library.difference.forms import form_sections
from service.library.difference.letters import letter_sections
from service.library.difference.matching import pairs
from service.library.difference.model import Difference, Section, Sentence, Sign, Subject, Weight
from service.library.difference.reports import report_sections
from service.library.difference.rules import rule_sections
from service.library.difference.scenarios import scenario_sections
from service.library.difference.side import Side, Sides
from service.library.difference.tables import decision_sections

ORDER = tuple(Subject)
SECTIONS = (
    decision_sections,
    diagram_sections,
    form_sections,
    letter_sections,
    calendar_sections,
    authority_sections,
    report_sections,
    rule_sections,
    scenario_sections,
)


def difference(before: Composed, after: Composed) -> Difference:
    """Return what differs: nothing is left out, for what has no words of its own is named by its file."""
    if before.digest == after.digest:
        return Difference(sections=())
    sides = Sides(Side(before), Side(after))
    found = [section for sections in SECTIONS for section in sections(sides)]
    told = frozenset(file for section in found for file in section.files)
    return Difference(sections=tuple(sorted([*found, *_files(before, after, told)], key=_place)))


def _place(section: Section) -> int:
    return ORDER.index(section.subject)


def _files(before: Composed, after: Composed, told: frozenset[str]) -> Iterator[Section]:
    """Yield the files that differ and that no other section tells about, such as README.md."""
    for path, old, new in pairs(before.files, after.files):
        if old == new or path in told:
            continue
        sign = Sign.CHANGED if old is not None and new is not None else Sign.REMOVED if new is None else Sign.ADDED
        text = f"The file {path} is {_WORDS[sign]}."
        own = (Sentence(text=text, weight=Weight.FILE),)
        yield Section(subject=Subject.FILES, sign=sign, id=path, name=path, files=frozenset({path}), own=own)


_WORDS = {
    Sign.ADDED: "new",
    Sign.REMOVED: "no longer there",
    Sign.CHANGED: "written differently; no other sentence tells how",
}

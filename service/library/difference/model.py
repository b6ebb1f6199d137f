"""What differs between two libraries: section by section, thing by thing, detail by detail, each with its sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

CARRIED = "carried out by"  # the detail of a rule that has gained or lost something that carries it out


class Sign(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    DRAWN = "drawn"  # only drawn differently: moved, relaid, another note beside it


class Subject(StrEnum):
    """What a section is about, in the order in which sections stand."""

    DEADLINES = "deadlines"
    DIAGRAM = "diagram"
    DECISION = "decision"
    FORM = "form"
    LETTERS = "letters"
    CALENDAR = "calendar"
    AUTHORITY = "authority"
    REPORTS = "reports"
    RULES = "rules"
    SCENARIOS = "scenarios"
    FILES = "files"  # what no other section tells


class Weight(IntEnum):
    """What a sentence is about; what changes the work comes first."""

    TIME = 1  # until when
    STEP = 2  # what is done
    WAY = 3  # what comes after what
    PERSON = 4  # who does it
    CONTENT = 5  # what is asked, kept, handed on
    WORDING = 6
    SERVICE = 7  # roles, teams, the authority's words
    PROOF = 8  # rules, reports, scenarios
    FILE = 9
    DRAWING = 10


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """For a process owner: names and no ids."""

    text: str
    weight: Weight


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One property of a thing, such as its form, or one cell of a row; "" where there is none.

    `before` and `after` are words where there are words for it, otherwise the text of the file.
    """

    what: str
    before: str
    after: str
    sentences: tuple[Sentence, ...] = ()

    @property
    def differs(self) -> bool:
        """False for the cells of a changed row that stay what they are."""
        return self.before != self.after or bool(self.sentences)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One element, row, question, role and so on.

    `id`: of the element or row, key of the question, as the file has it; `earlier_id`: what it was before, where an
    editor has made the same flow or row anew.  `spoken`: how to call what has no name that says it, such as a row.
    """

    sign: Sign
    id: str
    name: str
    spoken: str = ""
    earlier_id: str | None = None
    details: tuple[Detail, ...] = ()
    own: tuple[Sentence, ...] = ()  # about the thing as a whole

    @property
    def title(self) -> str:
        return self.spoken or self.name or self.id

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return (*self.own, *(sentence for detail in self.details for sentence in detail.sentences))


@dataclass(frozen=True, kw_only=True)
class Section:
    """One diagram, decision table, form …  `id`: of the process, decision, form, letter; otherwise the subject."""

    subject: Subject
    sign: Sign
    id: str
    name: str
    files: frozenset[str]  # paths of what it tells about, before and after
    changes: tuple[Change, ...] = ()
    own: tuple[Sentence, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return (*self.own, *(sentence for change in self.changes for sentence in change.sentences))


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Which elements to mark on the two drawings of a process, by element id."""

    before: Mapping[str, Sign]
    after: Mapping[str, Sign]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Empty when the two libraries have the same files."""

    sections: tuple[Section, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything in words, what changes the work first; nothing twice."""
        told = dict.fromkeys(sentence for section in self.sections for sentence in section.sentences)
        return tuple(sorted(told, key=lambda sentence: sentence.weight))

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(sentence.text for sentence in self.sentences)

    def of(self, subject: Subject) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.subject is subject)

    @property
    def carried(self) -> tuple[Change, ...]:
        """The rules that have gained or lost something that carries them out; the one detail has all of it."""
        changes = (change for section in self.of(Subject.RULES) for change in section.changes)
        return tuple(change for change in changes if any(detail.what == CARRIED for detail in change.details))

    @property
    def uncarried(self) -> tuple[Change, ...]:
        """The rules that nothing carries out any more."""
        return tuple(change for change in self.carried if change.sign is Sign.REMOVED)

    def marks(self, process: str) -> Marks:
        """Return what to mark on the two drawings of the process; nothing when it is the same in both."""
        changes = [
            change for section in self.of(Subject.DIAGRAM) if section.id == process for change in section.changes
        ]
        return Marks(
            before={each.earlier_id or each.id: each.sign for each in changes if each.sign is not Sign.ADDED},
            after={each.id: each.sign for each in changes if each.sign is not Sign.REMOVED},
        )

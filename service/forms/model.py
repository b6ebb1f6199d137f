"""What a form is once its file has been read: pages of questions, each with its own rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

MAX_TEXT = 500
MAX_LONG_TEXT = 20_000
MAX_ITEMS = 100
MAX_NUMBER = Decimal(10) ** 15


class Kind(StrEnum):
    """What a question asks for; the value is form-js' name of the component (dates: of its subtype)."""

    TEXT = "textfield"
    LONG_TEXT = "textarea"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "datetime"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    CHECKBOX = "checkbox"
    FILES = "filepicker"
    LIST = "dynamiclist"


CHOICES = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST, Kind.TAGLIST})
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})


class OptionList(StrEnum):
    """Options that depend on the case and are given when the form is shown and checked; the value is `valuesKey`."""

    CHILDREN = "children"  # of the case; values of the first four are ids of people
    SIBLINGS = "siblings"  # the children but for the one whom the task is about
    ADULTS = "adults"
    PEOPLE = "people"  # the whole family
    WORKERS = "workers"  # who may work on cases; values are user names


PERSONAL = frozenset(OptionList) - {OptionList.WORKERS}


class TextFormat(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Option:
    value: str
    label: str
    roles: frozenset[str] = frozenset()  # of the person that it stands for


OptionLists = Mapping[str, Sequence[Option]]  # by OptionList; a list that is missing offers nothing
NO_LISTS: OptionLists = {}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of an answer; those that the file does not give are the service's own."""

    min_length: int = 0
    max_length: int = MAX_TEXT
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimal_digits: int = 0
    min_items: int = 0
    max_items: int = MAX_ITEMS
    pattern: str | None = None
    pattern_message: str | None = None
    format: TextFormat | None = None
    not_in_future: bool = False
    not_in_past: bool = False
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """One answer that the form asks for."""

    id: str  # the component's id in the file
    key: str  # where the answer goes; dots nest: "referrer.name".  Inside a repeated group: relative to one item
    kind: Kind
    label: str
    hint: str | None = None
    required: bool = False
    required_message: str | None = None
    options: tuple[Option, ...] = ()
    options_from: OptionList | None = None  # instead of `options`
    limits: Limits = field(default_factory=Limits)
    hide_when: tuple[str, ...] = ()  # FEEL, its own and its groups'; hidden when any of them is true
    check: str | None = None  # FEEL over all answers; refused when false
    check_message: str | None = None
    accept: tuple[str, ...] = ()  # of files: ".pdf", ".docx"; none: whatever the service takes
    repetitions: int = 1  # of a repeated group: how many empty items are shown at first
    editable: bool = True  # False: shown, never answered
    default: object = None
    prefix: str | None = None
    suffix: str | None = None
    rules: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    elements: tuple["Element", ...] = ()  # of a repeated group: what one item shows
    questions: tuple["Question", ...] = ()  # of a repeated group: what one item asks

    def offered(self, lists: OptionLists) -> Sequence[Option]:
        """Return its options; of people who work here only those with one of the roles in its property `roles`."""
        if self.options_from is None:
            return self.options
        wanted = frozenset(self.properties.get("roles", "").split())
        listed = lists.get(self.options_from, ())
        return [option for option in listed if not wanted or not wanted.isdisjoint(option.roles)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Text:
    id: str
    markdown: str
    hide_when: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Separator:
    id: str
    hide_when: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Questions under one legend."""

    id: str
    label: str | None
    elements: tuple["Element", ...]
    hide_when: tuple[str, ...] = ()


Element = Question | Text | Separator | Group


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    id: str
    title: str
    elements: tuple[Element, ...]
    hide_when: tuple[str, ...] = ()


def questions_of(elements: tuple[Element, ...]) -> Iterator[Question]:
    """Yield the questions in the order in which they stand, those of groups included, those of repeats not."""
    for element in elements:
        if isinstance(element, Question):
            yield element
        elif isinstance(element, Group):
            yield from questions_of(element.elements)

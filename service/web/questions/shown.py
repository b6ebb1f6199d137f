"""What the templates of a form are given: elements with the parameters of GOV.UK's macros, ready made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Params = Mapping[str, object]


class Macro(StrEnum):
    """Which macro of templates/questions/elements.html draws an element."""

    INPUT = "input"
    TEXTAREA = "textarea"
    COUNTED = "counted"  # a textarea that counts characters
    DATE = "date"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    SELECT = "select"
    FILES = "files"
    ROWS = "rows"
    GROUP = "group"
    REPEAT = "repeat"
    ITEM = "item"
    TEXT = "text"
    SEPARATOR = "separator"
    NOTHING = "nothing"  # nobody to choose from


@dataclass(frozen=True, kw_only=True)
class Hidden:
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Button:
    """A submit button of the form that does not send it: adds, removes or takes a file away."""

    text: str
    value: str
    about: str = ""  # visually hidden: what it does it to


@dataclass(frozen=True, kw_only=True)
class FileLine:
    name: str
    size: str
    href: str | None
    remove: Button


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What the procedure says about a question; each paragraph with the number of its rule."""

    about: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One element.  `choices`: what is shown inside each answer of radios or checkboxes, in the order of `params`."""

    macro: Macro
    id: str = ""
    params: Params
    choices: tuple[tuple["Shown", ...], ...] = ()
    inner: tuple["Shown", ...] = ()
    hidden: tuple[Hidden, ...] = ()
    files: tuple[FileLine, ...] = ()
    buttons: tuple[Button, ...] = ()
    guidance: Guidance | None = None


@dataclass(frozen=True, kw_only=True)
class ShownPage:
    """One page of a form.  `number` of `total`: among those that apply.  `uploads`: the form must be multipart."""

    id: str
    title: str
    number: int
    total: int
    elements: tuple[Shown, ...]
    uploads: bool
    buttons: bool  # it has buttons that do not send it, so Enter must not press one of them

"""Texts before and after, to be read side by side; long ones line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LONG = 160  # letters
AROUND = 2  # lines that stay the same, above and below of what differs
_QUOTED = re.compile(r'"([^"]*)"')
_PLAIN = {"true": "yes", "false": "no", "-": ""}


class Stays(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class TextLine:
    """`words`: what its look says, for those who do not see it."""

    text: str
    stays: Stays

    @property
    def words(self) -> str:
        return {Stays.GONE: "No longer: ", Stays.COME: "New: "}.get(self.stays, "")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """`lines`: of a long text, instead of `before` and `after`."""

    what: str
    before: str = ""
    after: str = ""
    differs: bool = True
    lines: tuple[TextLine, ...] = ()


def compared(what: str, before: str, after: str) -> Compared:
    """`what` is a name of the library, such as `met_by` or "who does it"."""
    head = headed(what)
    if max(map(len, (before, after))) > LONG or "\n" in f"{before}{after}":
        return Compared(what=head, lines=tuple(text_lines(before, after)))
    return Compared(what=head, before=before, after=after, differs=before != after)


def compared_cells(what: str, before: str, after: str) -> Compared:
    """The same for cells of a decision table."""
    return compared(what, plain(before), plain(after))


def headed(what: str) -> str:
    words = what.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def plain(text: str) -> str:
    """A cell of a table as people say it: without the quotes of a text, yes for true; formulas as they stand."""
    quoted = _QUOTED.fullmatch(text.strip())
    return quoted[1] if quoted else _PLAIN.get(text.strip(), text)


def text_lines(before: str, after: str) -> Iterator[TextLine]:
    """Yield the lines that differ, with those around them."""
    old, new = before.splitlines(), after.splitlines()
    blocks = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for number, (kind, first, last, new_first, new_last) in enumerate(blocks):
        if kind == "equal":
            yield from _same(old[first:last], is_first=number == 0, is_last=number == len(blocks) - 1)
        else:
            yield from (TextLine(text, Stays.GONE) for text in old[first:last] if text.strip())
            yield from (TextLine(text, Stays.COME) for text in new[new_first:new_last] if text.strip())


def _same(texts: list[str], *, is_first: bool, is_last: bool) -> Iterator[TextLine]:
    head, tail = texts[: 0 if is_first else AROUND], texts[len(texts) - (0 if is_last else AROUND) :]
    if len(texts) <= len(head) + len(tail):
        yield from (TextLine(text, Stays.SAME) for text in texts)
        return
    yield from (TextLine(text, Stays.SAME) for text in head)
    yield TextLine("…", Stays.LEFT_OUT)
    yield from (TextLine(text, Stays.SAME) for text in tail)

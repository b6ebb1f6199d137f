"""Lists of named things, such as roles and reports: what has come, gone or changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.library.difference.matching import pairs
from service.library.difference.model import Change, Section, Sentence, Sign, Subject, Weight
from service.library.difference.side import Side, Sides
from service.library.difference.speech import capital, quoted
from service.library.difference.traits import Comparable, details

T = TypeVar("T")
Entry = tuple[str, str]  # a name and the text under it


@dataclass(frozen=True, kw_only=True)
class Catalogue(Generic[T]):
    """`added`, `removed`: sentences with {it}, the quoted name of the thing."""

    name: Callable[[T], str]
    added: str
    removed: str
    weight: Weight
    traits: tuple[Comparable[T], ...]

    def changes(self, before: Mapping[str, T], after: Mapping[str, T], sides: Sides) -> Iterator[Change]:
        for id_, old, new in pairs(before, after):
            if old is None and new is not None:
                yield self._whole(Sign.ADDED, id_, new)
            elif new is None and old is not None:
                yield self._whole(Sign.REMOVED, id_, old)
            elif old is not None and new is not None:
                found = details(self.traits, old, new, sides=sides, it=quoted(self.name(new)))
                yield from [Change(sign=Sign.CHANGED, id=id_, name=self.name(new), details=found)] if found else []

    def _whole(self, sign: Sign, id_: str, thing: T) -> Change:
        name, pattern = self.name(thing), self.added if sign is Sign.ADDED else self.removed
        text = capital(pattern.format(it=quoted(name)))
        return Change(sign=sign, id=id_, name=name, own=(Sentence(text=text, weight=self.weight),))


def entries(texts: Mapping[str, str]) -> Mapping[str, Entry]:
    return dict(zip(texts, texts.items(), strict=True))


def said(entry: Entry, _side: Side) -> str:
    return quoted(entry[1])


def section(subject: Subject, changes: Iterable[Change], *, files: frozenset[str]) -> Iterator[Section]:
    """Yield the one section of a subject, if anything in it differs; `files`: all that it tells about."""
    found, name = tuple(changes), subject.capitalize()
    if found:
        yield Section(subject=subject, sign=Sign.CHANGED, id=subject, name=name, files=files, changes=found)

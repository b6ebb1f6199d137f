"""Letter templates."""

from collections.abc import Iterator

from service.letters import LetterTemplate
from service.library.difference.catalogue import Catalogue, section
from service.library.difference.model import Section, Subject, Weight
from service.library.difference.side import Sides
from service.library.difference.speech import quoted
from service.library.difference.traits import Comparable, Several, Trait

LETTER_TRAITS: tuple[Comparable[LetterTemplate], ...] = (
    Trait(
        what="text",
        weight=Weight.WORDING,
        read=lambda letter: letter.body,
        otherwise="The text of the letter {it} has changed.",
    ),
    Several(
        what="what is filled in",
        weight=Weight.CONTENT,
        read=lambda letter: [field.label for field in letter.fields],
        gained="Whoever writes the letter {it} is now asked for {one}.",
        lost="Whoever writes the letter {it} is no longer asked for {one}.",
    ),
    Trait(
        what="how it is filled in",
        weight=Weight.CONTENT,
        read=lambda letter: letter.fields,
        otherwise="What is filled in, or must be, in the letter {it} has changed.",
    ),
    Trait(
        what="wording may be changed",
        weight=Weight.CONTENT,
        read=lambda letter: letter.editable,
        say=lambda letter, _: "yes" if letter.editable else "",
        gained="The wording of the letter {it} may now be changed before it is final.",
        lost="The wording of the letter {it} may no longer be changed.",
        otherwise="Whether the wording of the letter {it} may be changed has changed.",
    ),
    Trait(
        what="for whom",
        weight=Weight.WORDING,
        read=lambda letter: letter.audience,
        say=lambda letter, _: quoted(letter.audience),
        changed="The letter {it} is now for {after} instead of {before}.",
        otherwise="The letter {it} is for somebody else.",
    ),
    Trait(
        what="purpose",
        weight=Weight.WORDING,
        read=lambda letter: letter.purpose,
        otherwise="What is said about the purpose of the letter {it} has changed.",
    ),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda letter: letter.title,
        say=lambda letter, _: quoted(letter.title),
        changed="The letter {before} is now called {after}.",
        otherwise="The letter {it} has another name.",
    ),
    Trait(what="rules", weight=Weight.PROOF, read=lambda letter: frozenset(letter.rules), otherwise=""),
)


LETTERS = Catalogue[LetterTemplate](
    name=lambda letter: letter.title,
    added="New letter {it}.",
    removed="The letter {it} is no longer there.",
    weight=Weight.CONTENT,
    traits=LETTER_TRAITS,
)


def letter_sections(sides: Sides) -> Iterator[Section]:
    """Yield the letters that differ, as one section."""
    old, new = (side.composed.letters for side in sides)
    changes = tuple(LETTERS.changes(old, new, sides))
    files = frozenset({**old, **new}[change.id].file for change in changes)
    yield from section(Subject.LETTERS, changes, files=files)

"""Forms, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.forms import Form, Question
from service.forms.model import Element, Group, Text
from service.library.carriers import questions_of
from service.library.difference.matching import pairs
from service.library.difference.model import Change, Section, Sentence, Sign, Subject, Weight
from service.library.difference.questions import QUESTION_TRAITS
from service.library.difference.side import Sides
from service.library.difference.speech import counted, quoted
from service.library.difference.traits import Comparable, Trait, details


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form as a whole; `asked`: the keys of the questions that it has in both versions."""

    form: Form
    asked: frozenset[str]

    @property
    def layout(self) -> object:
        """What stands on it in which order, but for questions that have come or gone."""
        return [(page.title, page.hide_when, list(self._laid(page.elements))) for page in self.form.pages]

    def _laid(self, elements: tuple[Element, ...], path: str = "") -> Iterator[object]:
        for element in elements:
            match element:
                case Question(key=key, elements=inner):
                    yield from [path + key] if path + key in self.asked else []
                    yield from self._laid(inner, f"{path}{key}.")
                case Group(label=label, elements=inner):
                    yield label
                    yield from self._laid(inner, path)
                case Text(markdown=markdown, hide_when=hide_when):
                    yield markdown, hide_when
                case _:
                    yield None


FORM_TRAITS: tuple[Comparable[Sheet], ...] = (
    Trait(
        what="order and pages",
        weight=Weight.WORDING,
        read=lambda sheet: sheet.layout,
        otherwise="The order, the pages or the explanations of {it} have changed.",
    ),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda sheet: sheet.form.title,
        say=lambda sheet, _: quoted(sheet.form.title),
        changed="The form {before} is now called {after}.",
        otherwise="The form {it} has another name.",
    ),
    Trait(what="rules", weight=Weight.PROOF, read=lambda sheet: frozenset(sheet.form.rules), otherwise=""),
)


def form_sections(sides: Sides) -> Iterator[Section]:
    """Yield the forms that differ."""
    old, new = (side.composed.forms for side in sides)
    for _, before, after in pairs(old, new):
        if before is None and after is not None:
            yield _whole(after, Sign.ADDED)
        elif after is None and before is not None:
            yield _whole(before, Sign.REMOVED)
        elif before is not None and after is not None:
            changes = tuple(_changes(sides, before, after))
            if changes:
                yield _section(after, Sign.CHANGED, changes=changes)


def _whole(form: Form, sign: Sign) -> Section:
    size = counted(len(form.fields), "question")
    name = quoted(form.title)
    text = f"New form {name} with {size}." if sign is Sign.ADDED else f"The form {name} is no longer there."
    changes = tuple(Change(sign=sign, id=key, name=question.label) for key, question in questions_of(form.fields))
    return _section(form, sign, changes=changes, own=(Sentence(text=text, weight=Weight.CONTENT),))


def _section(form: Form, sign: Sign, *, changes: tuple[Change, ...], own: tuple[Sentence, ...] = ()) -> Section:
    return Section(
        subject=Subject.FORM,
        sign=sign,
        id=form.id,
        name=form.title,
        files=frozenset({form.file}),
        changes=changes,
        own=own,
    )


def _changes(sides: Sides, before: Form, after: Form) -> Iterator[Change]:
    where = quoted(after.title)
    old, new = (dict(questions_of(form.fields)) for form in (before, after))
    for key, was, is_now in pairs(old, new):
        if was is None and is_now is not None:
            must = "; it must be answered" if is_now.required else ""
            text = f"The new question {quoted(is_now.label)} is asked in {where}{must}."
            yield _question(Sign.ADDED, (key, is_now), text)
        elif is_now is None and was is not None:
            text = f"The question {quoted(was.label)} is no longer asked in {where}."
            yield _question(Sign.REMOVED, (key, was), text)
        elif was is not None and is_now is not None:
            found = details(QUESTION_TRAITS, was, is_now, sides=sides, it=f"{quoted(is_now.label)} in {where}")
            yield from [Change(sign=Sign.CHANGED, id=key, name=is_now.label, details=found)] if found else []
    sheets = [Sheet(form=form, asked=frozenset(old.keys() & new.keys())) for form in (before, after)]
    frame = details(FORM_TRAITS, *sheets, sides=sides, it=where)
    if frame:
        yield Change(sign=Sign.CHANGED, id=after.id, name=after.title, details=frame)


def _question(sign: Sign, keyed: tuple[str, Question], text: str) -> Change:
    key, question = keyed
    return Change(sign=sign, id=key, name=question.label, own=(Sentence(text=text, weight=Weight.CONTENT),))

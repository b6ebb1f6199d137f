"""How far a form has been filled in, and what is shown beside its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.forms import NO_LISTS, Element, Form, OptionLists, Page, Question
from service.forms.conditions import holds, item_names, values_of, visible
from service.forms.shape import pick
from service.web.questions.paths import Data, mapped
from service.web.questions.values import NO_ATTACHMENTS, Attachment, Reading

NOTHING: Mapping[str, object] = {}
NO_ERRORS: Mapping[str, Sequence[str]] = {}
NO_TEXTS: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Filling:
    """`answers`: nested; kept (JSON), a draft, what was typed, or FEEL values; those of read-only questions too.

    `context`: further names that conditions read, such as `case`.  `errors`: sentences by path.  `notes`: where a
    prefilled answer comes from, by key ("From the referral, 3 December 2026").  `guidance`: paragraphs by rule id.
    `options`: what the lists of the service offer.  `attachments`: files by the references in the answers.
    """

    answers: Data
    now: datetime
    context: Data = field(default_factory=lambda: NOTHING)
    errors: Mapping[str, Sequence[str]] = field(default_factory=lambda: NO_ERRORS)
    notes: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    guidance: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    options: OptionLists = field(default_factory=lambda: NO_LISTS)
    attachments: Mapping[str, Attachment] = field(default_factory=lambda: NO_ATTACHMENTS)

    @property
    def reading(self) -> Reading:
        return Reading(options=self.options, attachments=self.attachments)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What conditions see: in the whole form, or in one item of a repeated group."""

    names: Data
    applying: frozenset[Question]
    now: datetime

    def shows(self, element: Element | Page) -> bool:
        if isinstance(element, Question):
            return element in self.applying or not element.hide_when
        return not any(holds(text, self.names, now=self.now) is True for text in element.hide_when)


def scope_of(form: Form, filling: Filling) -> Scope:
    values = form.values(filling.answers)
    applying = form.visible(values, now=filling.now, context=filling.context)
    read = {question.key: pick(values, question.key) for question in form.fields}
    names = {**filling.context, **values_of(form.fields, read, applying)}
    return Scope(names=names, applying=applying, now=filling.now)


def item_scope(group: Question, item: object, index: int, *, outer: Scope) -> Scope:
    """Return what conditions inside one item of a repeated group see; `item` as `Form.values` gives it."""
    read = {question.key: pick(mapped(item), question.key) for question in group.questions}
    names = item_names(outer.names, mapped(item), index)
    return Scope(names=names, applying=visible(group.questions, read, names, now=outer.now), now=outer.now)

"""Drawing the pages of a form as GOV.UK pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markupsafe import Markup

from service.forms import Element, Form, Group, Kind, Page, Question, Separator, Text
from service.forms.model import questions_of
from service.forms.shape import is_answered, pick
from service.web.questions.fields import CHOOSING, PLAIN, Asked, common
from service.web.questions.filling import Filling, Scope, item_scope, scope_of
from service.web.questions.naming import count_name, element_id, upload_name
from service.web.questions.paths import Data, listed, mapped
from service.web.questions.reveals import TICKED, Plan, plan_of
from service.web.questions.shown import Button, FileLine, Guidance, Hidden, Macro, Shown, ShownPage
from service.web.questions.values import Attachment, html_of, item_noun, item_title

__all__ = ["Filling", "Shown", "ShownPage", "markdown", "pages_of", "show_page"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def pages_of(form: Form, filling: Filling) -> tuple[Page, ...]:
    """Return the pages that apply with these answers and have something on them, in order."""
    scope = scope_of(form, filling)
    return tuple(page for page in form.pages if scope.shows(page) and _has_something(page, scope))


def show_page(form: Form, page_id: str, filling: Filling) -> ShownPage:
    """Return the page, drawn with these answers and errors.

    An id that is not among the pages that apply gives the first one.
    """
    pages = pages_of(form, filling) or form.pages[:1]
    number = next((n for n, page in enumerate(pages) if page.id == page_id), 0)
    page = pages[number]
    scope = scope_of(form, filling)
    drawing = _Drawing(
        filling=filling,
        answers=filling.answers,
        values=form.values(filling.answers),
        scope=scope,
        plan=plan_of(page.elements, page.hide_when),
    )
    elements = tuple(drawing.each(page.elements))
    inside = tuple(_walk(elements))
    return ShownPage(
        id=page.id,
        title=page.title,
        number=number + 1,
        total=len(pages),
        elements=elements,
        uploads=any(shown.macro is Macro.FILES for shown in inside),
        buttons=any(shown.buttons or shown.files for shown in inside),
    )


def markdown(text: str) -> Markup:
    """Return the HTML of a text; HTML inside it is shown as it stands, never kept."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - the renderer escapes HTML


def _has_something(page: Page, scope: Scope) -> bool:
    return any(scope.shows(question) for question in questions_of(page.elements)) or not any(
        questions_of(page.elements)
    )


def _walk(elements: Sequence[Shown]) -> Iterator[Shown]:
    for element in elements:
        yield element
        yield from _walk(element.inner)
        for inside in element.choices:
            yield from _walk(inside)


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    """Draws a page, or (`prefix`) one item of a repeated group.  `values`: the answers as FEEL values."""

    filling: Filling
    answers: Data
    values: Data
    scope: Scope
    plan: Plan
    prefix: str = ""
    told: set[str] = field(default_factory=set)  # rules whose paragraphs the page shows already

    def each(self, elements: Sequence[Element]) -> Iterator[Shown]:
        """Draw what applies and is not inside an answer; read-only answers that follow each other are one list."""
        rows: list[Question] = []
        for element in elements:
            if self.plan.moved(element) or not self.scope.shows(element):
                continue
            if isinstance(element, Question) and not element.editable:
                rows.append(element)
                continue
            yield from self._rows(rows)
            rows = []
            yield self._guided(element)
        yield from self._rows(rows)

    def _element(self, element: Element) -> Shown:
        if isinstance(element, Text):
            return Shown(macro=Macro.TEXT, params={"html": markdown(element.markdown)})
        if isinstance(element, Separator):
            return Shown(macro=Macro.SEPARATOR, params={})
        if isinstance(element, Group):
            legend = (
                {"legend": {"text": element.label, "classes": "govuk-fieldset__legend--m"}} if element.label else {}
            )
            return Shown(macro=Macro.GROUP, params=legend, inner=tuple(self.each(element.elements)))
        return self._question(element)

    def _question(self, question: Question) -> Shown:
        asked = Asked(question=question, prefix=self.prefix, answers=self.answers, filling=self.filling)
        if question.kind in {Kind.LIST, Kind.FILES}:
            return self._repeat(asked) if question.kind is Kind.LIST else _files(asked)
        if question.options_from is not None and not asked.options:
            return Shown(macro=Macro.NOTHING, id=asked.id, params={"label": question.label, **common(asked)})
        if question.kind in CHOOSING and (question.kind not in PLAIN or self.plan.reveals(question)):
            return CHOOSING[question.kind](asked, self._choices(asked))
        return PLAIN[question.kind](asked)

    def _choices(self, asked: Asked) -> tuple[tuple[Shown, ...], ...]:
        question = asked.question
        values = [TICKED] if question.kind is Kind.CHECKBOX else [option.value for option in asked.options]
        return tuple(tuple(self._inside(self.plan.beside(question, value))) for value in values)

    def _inside(self, elements: Sequence[Element]) -> Iterator[Shown]:
        """Draw what an answer reveals, whether or not it is the answer now: the browser shows and hides it."""
        for element in elements:
            if isinstance(element, Question) and not element.editable:
                yield from self._rows([element])
            else:
                yield self._guided(element)

    def _guided(self, element: Element) -> Shown:
        """Draw an element with what the procedure says about it, unless all of it stands further up on the page."""
        known = self.filling.guidance
        rules = [rule for rule in element.rules if rule in known] if isinstance(element, Question) else []
        new = not self.told.issuperset(rules)
        self.told.update(rules)
        shown = self._element(element)
        if not new or not isinstance(element, Question):
            return shown
        paragraphs = tuple((rule, known[rule]) for rule in rules)
        return replace(shown, guidance=Guidance(about=element.label, paragraphs=paragraphs))

    def _rows(self, questions: Sequence[Question]) -> Iterator[Shown]:
        if questions:
            rows = [
                {
                    "key": {"text": question.label},
                    "value": {"html": self._read(question)},
                }
                for question in questions
            ]
            yield Shown(macro=Macro.ROWS, params={"rows": rows})

    def _read(self, question: Question) -> Markup:
        value = pick(self.answers, question.key)
        return html_of(question, value, self.filling.reading) if is_answered(value) else Markup("Nothing recorded")

    def _repeat(self, asked: Asked) -> Shown:
        group = asked.question
        limits = group.limits
        items = listed(asked.value) or [{}] * max(1, group.repetitions, limits.min_items)
        items = items[: limits.max_items]
        noun = item_noun(group)
        add = Button(text=f"Add another {_lowered(noun)}", value=f"add:{asked.path}")
        return Shown(
            macro=Macro.REPEAT,
            id=asked.id,
            params={"label": asked.label, **common(asked)},
            hidden=(Hidden(name=count_name(asked.path), value=str(len(items))),),
            inner=tuple(self._item(asked, item, index, of=len(items)) for index, item in enumerate(items)),
            buttons=(add,) if len(items) < limits.max_items else (),
        )

    def _item(self, asked: Asked, item: object, index: int, *, of: int) -> Shown:
        group = asked.question
        path = f"{asked.path}.{index}"
        values = listed(pick(self.values, group.key))
        value = values[index] if index < len(values) else {}
        inner = replace(
            self,
            answers=mapped(item),
            values=mapped(value),
            scope=item_scope(group, value, index, outer=self.scope),
            plan=plan_of(group.elements, ()),
            prefix=f"{path}.",
        )
        title = item_title(group, index)
        remove = Button(text="Remove", about=title, value=f"remove:{asked.path}:{index}")
        return Shown(
            macro=Macro.ITEM,
            id=element_id(path),
            params={"title": title, "legend": {"text": title, "classes": "govuk-fieldset__legend--s"}},
            inner=tuple(inner.each(group.elements)),
            buttons=(remove,) if of > max(1, group.limits.min_items) else (),
        )


def _files(asked: Asked) -> Shown:
    references = [str(each) for each in listed(asked.value)]
    limits, accept = asked.question.limits, asked.question.accept
    hint = f"You can upload {_spoken(accept)} files." if accept and not asked.question.hint else None
    attributes = {"accept": ",".join(accept)} if accept else {}
    return Shown(
        macro=Macro.FILES,
        id=asked.id,
        params={
            "id": asked.id,
            "name": upload_name(asked.path),
            "label": {"text": asked.label, "classes": "govuk-label--s"},
            "multiple": limits.max_items > 1,
            "attributes": attributes,
            **common(asked, hint=hint),
        },
        hidden=(
            Hidden(name=count_name(asked.path), value=str(len(references))),
            *(Hidden(name=f"{asked.id}-{index}", value=each) for index, each in enumerate(references)),
        ),
        files=tuple(_file_line(asked, each, index) for index, each in enumerate(references)),
    )


def _file_line(asked: Asked, reference: str, index: int) -> FileLine:
    found = asked.filling.attachments.get(reference, Attachment(name="A file that is not there any more"))
    remove = Button(text="Remove", about=found.name, value=f"unfile:{asked.path}:{index}")
    return FileLine(name=found.name, size=found.size, href=found.href, remove=remove)


def _spoken(accept: Sequence[str]) -> str:
    *many, last = [ending.removeprefix(".").upper() for ending in accept]
    return f"{', '.join(many)} and {last}" if many else last


def _lowered(noun: str) -> str:
    return noun if any(letter.isupper() for letter in noun[1:]) else noun[:1].lower() + noun[1:]

"""What must hold over a whole form: keys that fit together, conditions that can be evaluated."""

import re
from collections.abc import Iterable, Sequence

from service import feel
from service.findings import Finding, Severity
from service.forms.form import Form
from service.forms.model import Element, Group, Kind, Page, Question, questions_of
from service.forms.notes import Notes

_WORDS = "true false null and or not if then else for in return some every satisfies between instance of function"
RESERVED = frozenset(["typename", "this", "parent", "i", "case", "item", *_WORDS.split()])
CONTEXT_NAMES = frozenset({"case"})
LIST_NAMES = frozenset({"this", "parent", "i"})

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*){0,4}")
# conditions that GOV.UK's conditional reveals can express without the server
_REVEAL = re.compile(r'^(?:not\(\s*)?(?:list contains\(\s*)?[\w.]+\s*(?:!=|=|,)\s*(?:"[^"]*"|true|false)\s*\)*$')


def audit(form: Form, notes: Notes) -> None:
    """Note what is wrong with the keys and the conditions of the form."""
    if not form.fields:
        remedy = "Add a question."
        notes.add(None, "form-empty", "The form asks nothing.", remedy)
    _keys(form.fields, notes)
    roots = {question.key.split(".")[0] for question in form.fields} | CONTEXT_NAMES
    for page in form.pages:
        _expressions(page, page.elements, roots, notes=notes)
        _same_page(page, notes)


def _keys(questions: Sequence[Question], notes: Notes) -> None:
    seen: set[str] = set()
    parents = {key[: key.rindex(".")] for q in questions if "." in (key := q.key)}
    for question in questions:
        key = question.key
        if key and not _KEY.fullmatch(key):
            remedy = "Use letters, digits and underscores, beginning with a letter; dots nest."
            notes.add(question.id, "form-key-invalid", f'The key "{key}" cannot be read by expressions.', remedy)
        if any(part in RESERVED for part in key.split(".")):
            notes.add(question.id, "form-key-reserved", f'The key "{key}" is a reserved word.', "Use another word.")
        if key and (key in seen or key in parents):
            notes.add(question.id, "form-key-duplicate", f'The key "{key}" is used twice.', "Give each its own key.")
        seen.add(key)
        if question.kind is Kind.LIST:
            _keys(question.questions, notes)


def _expressions(owner: Page, elements: Iterable[Element], names: set[str], *, notes: Notes) -> None:
    for text in owner.hide_when:
        _expression(owner.id, text, names, notes=notes)
    for element in elements:
        # conditions of groups are handed down to what they hold; only what is new is looked at
        for text in element.hide_when:
            if text not in owner.hide_when:
                _expression(element.id, text, names, notes=notes)
        if isinstance(element, Group):
            _expressions(owner, element.elements, names, notes=notes)
        elif isinstance(element, Question):
            if element.check is not None:
                _expression(element.id, element.check, names, notes=notes)
            _expressions(owner, element.elements, names | LIST_NAMES, notes=notes)


def _expression(element: str, text: str, names: set[str], *, notes: Notes) -> None:
    try:
        feel.parse(text)
    except feel.FeelSyntaxError as error:
        notes.add(element, "form-condition-syntax", f'The condition "{text}" cannot be read: {error}.', "Mend it.")
        return
    unknown = sorted(feel.names(text) - names)
    if unknown:
        notes.add(
            element,
            "form-condition-unknown-name",
            f'The condition "{text}" reads {", ".join(unknown)}, which this form does not ask for.',
            "Read keys of this form or case; bring other data in as a read-only question.",
        )


def _same_page(page: Page, notes: Notes) -> None:
    here = {question.key.split(".")[0] for question in questions_of(page.elements)}
    for question in questions_of(page.elements):
        for text in question.hide_when:
            if text in page.hide_when or _REVEAL.match(text.strip()) or not _reads(text) & here:
                continue
            notes.found.append(
                Finding(
                    file=notes.file,
                    element=question.id,
                    code="form-condition-same-page",
                    message=f'The condition "{text}" reads a question of the same page in a way no reveal can express.',
                    remedy="Put the question it reads on an earlier page, or compare one question with one value.",
                    severity=Severity.WARNING,
                )
            )


def _reads(text: str) -> frozenset[str]:
    try:
        return feel.names(text)
    except feel.FeelSyntaxError:
        return frozenset()  # noted already

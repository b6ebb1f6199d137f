"""Where what is wrong is shown: the ids of the fields, in the order in which they stand."""

from collections.abc import Iterator, Mapping, Sequence

from service.forms import Form, Kind, Page, Question
from service.forms.model import questions_of
from service.web.questions.naming import element_id
from service.web.questions.paths import find
from service.web.questions.posted import PARTS

Errors = Mapping[str, Sequence[str]]  # by the answers' paths, as `service.forms` refuses them


def beside(form: Form, errors: Errors) -> dict[str, list[str]]:
    """Return the sentences by the id of the field that the summary links to, in the order of the form.

    What stands beside no field of the form comes last.
    """
    known = list(_ordered(form, errors))
    rest = [path for path in errors if path not in known]
    return {anchor(form, path): list(errors[path]) for path in [*known, *rest]}


def anchor(form: Form, path: str) -> str:
    """Return the id to go to for an answer: of a date its first part, of radios the first of them."""
    place = find(form, path)
    parts = PARTS.get(place.question.kind) if place is not None else None
    return element_id(path) if parts is None else f"{element_id(path)}-{parts[0]}"


def first_page(form: Form, errors: Errors) -> Page | None:
    """Return the first page that has something wrong on it."""
    for page in form.pages:
        keys = {question.key for question in questions_of(page.elements)}
        if any(path == key or path.startswith(f"{key}.") for path in errors for key in keys):
            return page
    return None


def on_page(page: Page, errors: Errors) -> dict[str, list[str]]:
    """Return those of the errors that stand on the page, by path."""
    keys = [question.key for question in questions_of(page.elements)]
    return {
        path: list(texts)
        for path, texts in errors.items()
        if any(path == key or path.startswith(f"{key}.") for key in keys)
    }


def _ordered(form: Form, errors: Errors) -> Iterator[str]:
    for question in form.fields:
        yield from (path for path in [question.key] if path in errors)
        if question.kind is Kind.LIST:
            yield from _in_group(question, errors)


def _in_group(group: Question, errors: Errors) -> Iterator[str]:
    inner = [question.key for question in group.questions]
    found = []
    for path in errors:
        number, _, key = path.removeprefix(f"{group.key}.").partition(".")
        if path.startswith(f"{group.key}.") and number.isdecimal() and key in inner:
            found.append((int(number), inner.index(key), path))
    yield from (path for _, _, path in sorted(found))

"""What of a start form people without an account are asked.

Left out are questions marked public="false", files (nobody unknown stores files here), and lists of people.
"""

from dataclasses import replace

from service.forms import Element, Form, Group, Kind, Question

HIDDEN = "false"


def public_form(form: Form) -> Form:
    """The form without what only the service can know."""
    pages = tuple(replace(page, elements=_elements(page.elements)) for page in form.pages)
    return replace(
        form,
        pages=tuple(page for page in pages if page.elements),
        fields=tuple(question for question in form.fields if _asked(question)),
    )


def _elements(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    kept = (_element(element) for element in elements)
    return tuple(element for element in kept if element is not None)


def _element(element: Element) -> Element | None:
    if isinstance(element, Question):
        return element if _asked(element) else None
    if isinstance(element, Group):
        inner = _elements(element.elements)
        return replace(element, elements=inner) if inner else None
    return element


def _asked(question: Question) -> bool:
    listed = question.kind is Kind.FILES or question.options_from is not None
    return question.properties.get("public") != HIDDEN and not listed

"""What of a start form people without an account are asked.

Left out are questions marked public="false", files (nobody unknown stores files here), and lists of people; also those
marked public="contact", which ask how the sender can be reached: every request from outside says that already.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from service.forms import Element, Form, Group, Kind, Question
from service.pathways.referral_content import Sender

HIDDEN = "false"
CONTACT = "contact"


def public_form(form: Form) -> Form:
    """The form without what only the service can know."""
    pages = tuple(replace(page, elements=_elements(page.elements)) for page in form.pages)
    return replace(
        form,
        pages=tuple(page for page in pages if page.elements),
        fields=tuple(question for question in form.fields if _asked(question)),
    )


def received_answers(
    form: Form, answers: Mapping[str, object], sender: Sender, *, now: datetime
) -> Mapping[str, object]:
    """The answers as they are kept, with what the sender said on how to reach them.

    :raises InvalidInputError: by the answers' paths.
    """
    contact = [question for question in form.fields if question.properties.get("public") == CONTACT]
    told = {question.key: _reached(sender)[: question.limits.max_length] for question in contact}
    asked = (*public_form(form).fields, *contact)
    return replace(form, fields=asked).validate({**answers, **told}, now=now).stored


def _reached(sender: Sender) -> str:
    if sender.unreachable:
        return "Cannot be contacted"
    return ", ".join(sender.ways) or "By way of the family"


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
    return question.properties.get("public") not in {HIDDEN, CONTACT} and not listed

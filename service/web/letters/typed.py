"""What was typed into the forms of letters."""

from collections.abc import Mapping

from flask import request

from service.letters import FieldKind, LetterTemplate
from service.web.days import boxes_in

PREFIX = "field-"  # in front of the template's own names, which know nothing of the page's
SOMEBODY_ELSE = "somebody-else"


def typed_fields(template: LetterTemplate) -> dict[str, str]:
    """Free fields by their ids; a date that is begun as "year-month-day", whatever stands in its boxes."""
    return {
        field.id: _date(field.id) if field.kind is FieldKind.DATE else request.form.get(PREFIX + field.id, "")
        for field in template.fields
    }


def at_fields(errors: Mapping[str, tuple[str, ...]], template: LetterTemplate) -> dict[str, tuple[str, ...]]:
    """Errors by the names that the fields have on the page."""
    own = {field.id for field in template.fields}
    return {PREFIX + name if name in own else name: sentences for name, sentences in errors.items()}


def _date(field: str) -> str:
    boxes = boxes_in(request.form, PREFIX + field)
    if not any(boxes.values()):
        return ""
    return f"{boxes['year']}-{boxes['month'].zfill(2)}-{boxes['day'].zfill(2)}"

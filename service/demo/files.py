"""Files for the answers of a scenario, which names them but does not hold them."""

from collections.abc import Mapping
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.forms import Form
from service.pathways.attached import files_in
from service.pathways.store_document import store_document

PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def with_files(
    answers: Mapping[str, object], form: Form | None, *, task_id: UUID, actor: Actor, clock: Clock
) -> dict[str, object]:
    """Return the answers with an empty PDF, uploaded for the task, in place of each name of a file."""
    if form is None:
        return dict(answers)
    named = {file.reference for file in files_in(form.fields, answers)}
    ids = {
        name: store_document(
            file_name=name,
            content=PAGE,
            media_type="application/pdf",
            task_id=task_id,
            actor=actor,
            clock=clock,
        ).document_id
        for name in sorted(named)
    }
    return {key: _replaced(value, ids) for key, value in answers.items()}


def _replaced(value: object, ids: Mapping[str, str]) -> object:
    if isinstance(value, Mapping):
        return {key: _replaced(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [ids.get(item, item) if isinstance(item, str) else _replaced(item, ids) for item in value]
    return value

"""Keeping a file for a question of an open task's form, before the form is sent."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.forms import Kind, Question
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task, require_workable
from service.pathways.store_document import FIELD, StoredDocument, store_document
from service.pathways.transaction import transact


def attach_file(
    *,
    task_id: UUID,
    question: str,
    file_name: str,
    content: bytes,
    media_type: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> StoredDocument:
    """Keep the file with the task; the answer to the question then names its `document_id`.

    `question`: path of the answer, such as "plan" or "children.0.report".
    :raises InvalidInputError: under `question`: the form asks for no such file; under `file`: as store_document.
    :raises NotFoundError: there is no such task that the actor may see.
    :raises NotAllowedError: it is somebody else's.
    :raises WrongStateError: the task is done.
    """
    require(actor, Capability.WORK, action="add documents")
    require_kind(transact(lambda: _asked(task_id, question, actor=actor, clock=clock)), file_name)
    return store_document(
        task_id=task_id,
        file_name=file_name,
        content=content,
        media_type=media_type,
        actor=actor,
        clock=clock,
        idempotency=idempotency,
    )


def require_kind(question: Question, file_name: str) -> None:
    """:raises InvalidInputError: under `file`: the question does not take files that are called so."""
    if question.accept and PurePosixPath(file_name).suffix.lower() not in question.accept:
        *others, last = (each.removeprefix(".").upper() for each in question.accept)
        kinds = f"{', '.join(others)} or {last}" if others else last
        raise InvalidInputError({FIELD: [f"The selected file must be a {kinds}"]})


def _asked(task_id: UUID, path: str, *, actor: Actor, clock: Clock) -> Question:
    opened = open_task(task_id, actor, clock)
    require_workable(opened, action="add a file to this task")
    form = opened.running.composed.forms.get(opened.task.form or "")
    asked = {} if form is None else dict(_file_questions(form.fields))
    found = asked.get(".".join(part for part in path.split(".") if not part.isdecimal()))
    if found is None:
        raise InvalidInputError({"question": ["This form does not ask for a file there"]})
    return found


def _file_questions(questions: Sequence[Question]) -> Iterator[tuple[str, Question]]:
    """By the path of the answer, without the numbers of items."""
    for question in questions:
        if question.kind is Kind.FILES:
            yield question.key, question
        for key, inner in _file_questions(question.questions):
            yield f"{question.key}.{key}", inner

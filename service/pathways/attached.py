"""Files in answers: a form may only name files that belong where its answers go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy import or_, select, true, update

from service.access import Actor
from service.errors import InvalidInputError
from service.forms import Kind, Question
from service.forms.shape import pick
from service.models import Document, DocumentKind, db
from service.pathways.forms import Checked

NOT_THERE = "This file is not there any more. Take it away and upload it again"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the answers are given: a task, a start form (neither task nor, before it is opened, case), a correction."""

    authority: str
    case_id: UUID | None = None
    task_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NamedFile:
    """`path`: of the question, as in the errors of a form."""

    path: str
    question: Question
    reference: str


def files_in(questions: Sequence[Question], answers: Mapping[str, object]) -> Iterator[NamedFile]:
    """Yield every file that the answers name, those in repeated groups too."""
    for question in questions:
        value = pick(answers, question.key)
        if isinstance(value, list) and question.kind is Kind.FILES:
            for reference in value:
                yield NamedFile(path=question.key, question=question, reference=str(reference))
        elif isinstance(value, list) and question.kind is Kind.LIST:
            yield from _in_items(question, value)


def _in_items(group: Question, items: Sequence[object]) -> Iterator[NamedFile]:
    for index, item in enumerate(items):
        if isinstance(item, Mapping):
            for named in files_in(group.questions, item):
                yield replace(named, path=f"{group.key}.{index}.{named.path}")


def require_own_files(checked: Checked, place: Place, *, actor: Actor) -> tuple[UUID, ...]:
    """Return the ids of the files that the answers name.

    A file may be named that was uploaded for this task, that the actor uploaded for this start form or this case, and
    one that came to this case with a form that was sent before.
    :raises InvalidInputError: another file, one that was removed, or one of a kind that the question does not take.
    """
    named = () if checked.form is None else tuple(files_in(checked.form.fields, checked.stored))
    if not named:
        return ()
    found = _own(named, place, actor)
    errors: dict[str, list[str]] = {}
    for file in named:
        sentence = _wrong(file.question, found.get(file.reference))
        if sentence is not None and sentence not in errors.setdefault(file.path, []):
            errors[file.path].append(sentence)
    if wrong := {path: sentences for path, sentences in errors.items() if sentences}:
        raise InvalidInputError(wrong)
    return tuple(document.id for document in found.values())


def attach_to_case(document_ids: Sequence[UUID], case_id: UUID | None) -> None:
    """Give the files of a form that was sent to its case."""
    if document_ids and case_id is not None:
        db.session.execute(
            update(Document).where(Document.id.in_(document_ids), Document.case_id.is_(None)).values(case_id=case_id)
        )


def as_id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None


def _own(named: Sequence[NamedFile], place: Place, actor: Actor) -> dict[str, Document]:
    ids = [document_id for file in named if (document_id := as_id(file.reference)) is not None]
    # whoever has a task may send what a colleague who handed it over uploaded for it
    mine = Document.created_by == actor.name if place.task_id is None else true()
    here = [mine & Document.case_id.is_(None) & (Document.task_id == place.task_id)]
    if place.case_id is not None:
        on_case = Document.case_id == place.case_id
        here.append(on_case & or_(Document.created_by == actor.name, Document.task_id.is_not(None)))
    statement = select(Document).where(
        Document.id.in_(ids),
        Document.authority == place.authority,
        Document.kind == DocumentKind.UPLOAD,
        Document.removed_at.is_(None),
        or_(*here),
    )
    return {str(document.id): document for document in db.session.scalars(statement.with_for_update(read=True))}


def _wrong(question: Question, document: Document | None) -> str | None:
    if document is None:
        return NOT_THERE
    suffix = PurePosixPath(document.file_name).suffix.lower()
    if question.accept and suffix not in question.accept:
        return f"“{document.file_name}” must be one of these kinds: {', '.join(question.accept)}"
    return None

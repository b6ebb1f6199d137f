"""Files: those of a case, and those that a form names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from service.access import Actor, Scope, may_see_case, require_scope, visible_cases, visible_tasks
from service.errors import NotFoundError
from service.models import Case, Document, DocumentKind, Task, User, db
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """`size` in bytes, `sha256` in hex; `created_by` is a user name; `creator`, `removed_by`: how people are called."""

    id: UUID
    case_id: UUID | None
    kind: DocumentKind
    title: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    created_by: str
    creator: str
    removed_at: datetime | None
    removed_by: str | None
    removed_reason: str | None


def list_documents(*, case_id: UUID, actor: Actor, page: PageRequest) -> Page[DocumentView]:
    """Files of the case, removed ones too, the newest first.  Letters are listed by `list_letters`.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read documents")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    statement = (
        _with_names()
        .where(Document.case_id == case_id, Document.kind == DocumentKind.UPLOAD)
        .execution_options(populate_existing=True)
    )
    order = Order(columns={"created_at": Document.created_at}, default="-created_at", key=Document.id)
    return page_of(statement, order, page, make=_view)


def document_of(*, document_id: UUID, actor: Actor) -> DocumentView:
    """:raises NotFoundError: there is none that the actor may see, or it was removed."""
    found = documents_named(document_ids=[document_id], actor=actor)
    if not found:
        raise NotFoundError("document", document_id)
    return found[str(document_id)]


def documents_named(*, document_ids: Sequence[UUID], actor: Actor) -> dict[str, DocumentView]:
    """Return, by id, those of the files that the actor may see and that are still there."""
    statement = _with_names().where(
        Document.id.in_(document_ids), Document.removed_at.is_(None), visible_documents(actor)
    )
    return {str(row.Document.id): _view(row) for row in db.session.execute(statement)}


def visible_documents(actor: Actor) -> ColumnElement[bool]:
    """Condition over Document: its case may be seen now, else its task, else it was sent by the actor for a start form.

    Statements that use it have neither Case nor Task of their own.  Packs of sittings are no part of it.
    """
    of_case = Document.case_id.in_(select(Case.id).where(visible_cases(actor)))
    tasks = select(Task.id).outerjoin(Case, Case.id == Task.case_id).where(visible_tasks(actor))
    waiting = Document.case_id.is_(None)
    own = and_(waiting, Document.task_id.is_(None), Document.created_by == actor.name)
    kept = Document.kind.in_((DocumentKind.UPLOAD, DocumentKind.LETTER))
    return and_(kept, or_(of_case, and_(waiting, Document.task_id.in_(tasks)), own))


def _with_names() -> AnySelect:
    remover = aliased(User)
    return (
        select(Document, User.display_name.label("creator"), remover.display_name.label("remover"))
        .outerjoin(User, User.name == Document.created_by)
        .outerjoin(remover, remover.name == Document.removed_by)
    )


def _view(row: AnyRow) -> DocumentView:
    document: Document = row.Document
    return DocumentView(
        id=document.id,
        case_id=document.case_id,
        kind=document.kind,
        title=document.title,
        file_name=document.file_name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256.hex(),
        created_at=document.created_at,
        created_by=document.created_by,
        creator=row.creator or document.created_by,
        removed_at=document.removed_at,
        removed_by=row.remover or document.removed_by,
        removed_reason=document.removed_reason,
    )

"""Keeping a file that somebody sent: looked at first, then kept once by its content."""

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor, Capability, require, visible_tasks
from service.clocks.clock import Clock
from service.context import current_settings
from service.documents import FileRefusedError, FileType, clean_name, inspect, without_location
from service.errors import InvalidInputError, NotFoundError, WrongStateError
from service.integrations.scanning import Clamd, ScannerFailedError
from service.models import Case, Document, DocumentContent, DocumentKind, Task, TaskStatus, db, table_of
from service.pathways.idempotency import Idempotency
from service.pathways.standing import acting_authority, audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

FIELD = "file"  # the field that the messages belong to
LONGEST_TITLE = 200
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class StoredDocument:
    """`sha256` in hex; `size` in bytes."""

    document_id: str
    file_name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class _Accepted:
    content: bytes
    kind: FileType
    file_name: str
    title: str


def store_document(
    *,
    file_name: str,
    content: bytes,
    media_type: str,  # noqa: ARG001 - what the browser says is not trusted; named so that no caller forgets it
    actor: Actor,
    clock: Clock,
    title: str | None = None,
    case_id: UUID | None = None,
    task_id: UUID | None = None,
    idempotency: Idempotency | None = None,
) -> StoredDocument:
    """Keep the file with the case, or with the open task until its form is sent, or for a start form of the actor.

    What the file is, is told by its content; the name is cleaned, and a photo loses the place where it was taken.
    :raises InvalidInputError: under `file` or `title`: empty, too large, of a kind that is not kept, or malware.
    :raises NotFoundError: there is no such case or task that the actor may see.
    :raises WrongStateError: the task is done.
    """
    require(actor, Capability.WORK, action="add documents")
    accepted = _accept(file_name, content, title)

    def work() -> StoredDocument:
        authority = _authority_of(case_id, task_id, actor)
        sha256 = keep_content(accepted.content)
        document = Document(
            id=uuid4(),
            authority=authority,
            case_id=case_id,
            task_id=task_id,
            kind=DocumentKind.UPLOAD,
            title=accepted.title,
            file_name=accepted.file_name,
            media_type=accepted.kind.media_type,
            size=len(accepted.content),
            sha256=sha256,
            created_at=clock.now(),
            created_by=actor.name,
        )
        db.session.add(document)
        _note(document, actor)
        return stored(document)

    return transact_once(work, returns=StoredDocument, actor=actor, clock=clock, idempotency=idempotency)


def keep_content(content: bytes) -> bytes:
    """Keep the bytes once and return their digest.  The row stays locked, so that nobody empties it meanwhile."""
    digest = hashlib.sha256(content).digest()
    statement = insert(table_of(DocumentContent)).values(sha256=digest, content=content)
    again = {"content": statement.excluded["content"]}
    db.session.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=again))
    return digest


def _note(document: Document, actor: Actor) -> None:
    task = document.task_id and str(document.task_id)
    audit(
        actor,
        "store document",
        f"document {document.id}",
        at=document.created_at,
        case_id=document.case_id,
        authority=document.authority,
        details={"sha256": document.sha256.hex(), "media_type": document.media_type, "task": task},
    )


def stored(document: Document) -> StoredDocument:
    return StoredDocument(
        document_id=str(document.id),
        file_name=document.file_name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256.hex(),
    )


def _accept(file_name: str, content: bytes, title: str | None) -> _Accepted:
    """Look at the file, before anything is written and while no row is locked."""
    largest = current_settings().largest_upload
    if len(content) > largest:
        raise _refused(f"The selected file must be smaller than {largest // MEGABYTE} MB")
    try:
        kind = inspect(content)
        kept = without_location(content, kind)
    except FileRefusedError as error:
        raise _refused(str(error)) from error
    _scan(content)
    name = clean_name(file_name, kind)
    return _Accepted(content=kept, kind=kind, file_name=name, title=_title(title, name))


def _scan(content: bytes) -> None:
    address = current_settings().malware_scanner
    if address is None:
        return
    try:
        found = Clamd(address).scan(content)
    except ScannerFailedError as error:
        raise _refused("The file cannot be checked for viruses at the moment. Nothing was kept. Try again") from error
    if found is not None:
        raise _refused("The selected file contains a virus")


def _title(title: str | None, file_name: str) -> str:
    cleaned = " ".join((title or "").split())
    if not cleaned.isprintable():
        raise InvalidInputError({"title": ["Title must not include control characters"]})
    if len(cleaned) > LONGEST_TITLE:
        raise InvalidInputError({"title": [f"Title must be {LONGEST_TITLE} characters or fewer"]})
    return cleaned or file_name.rpartition(".")[0]


def _authority_of(case_id: UUID | None, task_id: UUID | None, actor: Actor) -> str:
    if case_id is not None:
        return visible_case(case_id, actor).authority
    if task_id is not None:
        return _open_task(task_id, actor).authority
    return acting_authority(actor, None, action="add documents")


def _open_task(task_id: UUID, actor: Actor) -> Task:
    seen = select(Task).outerjoin(Case, Case.id == Task.case_id).where(Task.id == task_id, visible_tasks(actor))
    task = db.session.scalar(seen.with_for_update(of=Task, read=True).execution_options(populate_existing=True))
    if task is None:
        raise NotFoundError("task", task_id)
    if task.status is not TaskStatus.OPEN:
        raise WrongStateError("The task", "done", "Add the file to the case instead.")
    return task


def _refused(sentence: str) -> InvalidInputError:
    return InvalidInputError({FIELD: [sentence]}, "The file was not kept.")

"""Making a letter final: from then on it is the document that was printed, and changes no more."""

from uuid import UUID, uuid4

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.documents import FileType, clean_name
from service.errors import InvalidInputError
from service.models import Case, Document, DocumentKind, Letter, LetterStatus, db
from service.pathways.idempotency import Idempotency
from service.pathways.letters import locked_letter, require_contact_seen, require_status, template_of
from service.pathways.standing import audit
from service.pathways.store_document import keep_content
from service.pathways.transaction import transact_once
from service.pathways.write_letter import WrittenLetter, written


def finish_letter(
    *,
    letter_id: UUID,
    pdf: bytes | None,
    revision: int,
    actor: Actor,
    clock: Clock,
    contact_seen: str | None = None,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Make the draft of `revision` final; `pdf` is made from it.  None: this installation cannot make any.

    :raises StaleVersionError: it was changed since, so the PDF would say something else.
    :raises WrongStateError: it is no draft any more.
    :raises InvalidInputError: a field that must be filled in is empty, or the warning about safe contact was not
    confirmed (under `contact_seen`).
    """
    require(actor, Capability.WORK, action="write letters")

    def work() -> WrittenLetter:
        letter, case = locked_letter(letter_id, actor, if_revision=revision)
        require_status(letter, LetterStatus.DRAFT)
        require_complete(letter)
        require_contact_seen(letter, contact_seen)
        if pdf is not None:
            letter.document_id = _keep(letter, case, pdf, actor=actor, clock=clock)
        letter.status = LetterStatus.FINAL
        letter.revision += 1
        audit(
            actor,
            "make letter final",
            f"letter {letter.id}",
            at=clock.now(),
            case_id=letter.case_id,
            authority=letter.authority,
            details={"document": letter.document_id and str(letter.document_id), "contact_confirmed": contact_seen},
        )
        return written(letter)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)


def require_complete(letter: Letter) -> None:
    """:raises InvalidInputError: a field that the template needs is empty."""
    template = template_of(letter)
    labels = {} if template is None else template.labels()
    needed = () if template is None else sorted(template.required - letter.fields.keys(), key=list(labels).index)
    if needed:
        raise InvalidInputError({id_: [f"Enter {labels[id_][:1].lower()}{labels[id_][1:]}"] for id_ in needed})


def _keep(letter: Letter, case: Case, pdf: bytes, *, actor: Actor, clock: Clock) -> UUID:
    document = Document(
        id=uuid4(),
        authority=letter.authority,
        case_id=letter.case_id,
        task_id=None,
        kind=DocumentKind.LETTER,
        title=letter.title,
        file_name=clean_name(f"{case.reference} {letter.title}.pdf", FileType.PDF),
        media_type=FileType.PDF.media_type,
        size=len(pdf),
        sha256=keep_content(pdf),
        created_at=clock.now(),
        created_by=actor.name,
    )
    db.session.add(document)
    db.session.flush()
    return document.id

"""Documents and letters in words."""

from dataclasses import dataclass

from flask import url_for

from service.documents import FileType
from service.models import LetterStatus, OutboxStatus
from service.pathways.queries.documents import DocumentView
from service.pathways.queries.letters import LetterSummary
from service.web.cases.frame import Frame
from service.web.channels import way_text
from service.web.texts import date_text, moment_text, size_text

_KINDS = {kind.media_type: kind.value.label for kind in FileType}
ACCEPT = ",".join(suffix for kind in FileType for suffix in kind.suffixes)


@dataclass(frozen=True, kw_only=True)
class DocumentLine:
    """`href` None: it was removed, and `about` says by whom and why."""

    id: str
    title: str
    about: str
    href: str | None
    look_href: str | None
    remove_href: str | None
    file_name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    title: str
    href: str
    receiver: str
    about: str
    status: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class DocumentsPage:
    frame: Frame
    letters: tuple[LetterLine, ...]
    documents: tuple[DocumentLine, ...]
    more_letters: str | None
    more_documents: str | None
    first_href: str | None
    write_href: str
    add_href: str
    limit: str
    accept: str = ACCEPT


def document_line(view: DocumentView) -> DocumentLine:
    there = view.removed_at is None
    picture = view.media_type.startswith("image/")
    return DocumentLine(
        id=str(view.id),
        title=view.title,
        about=_added(view) if there else _removed(view),
        href=url_for("documents.download", document_id=view.id) if there else None,
        look_href=url_for("documents.look", document_id=view.id) if there and picture else None,
        remove_href=url_for("documents.removal", document_id=view.id) if there else None,
        file_name=view.file_name,
        digest=view.sha256,
    )


def letter_line(letter: LetterSummary) -> LetterLine:
    text, tone = status_of(letter)
    return LetterLine(
        title=letter.title,
        href=url_for("letters.show", letter_id=letter.id),
        receiver=letter.recipient.partition("\n")[0],
        about=story_of(letter),
        status=text,
        tone=tone,
    )


def status_of(letter: LetterSummary) -> tuple[str, str]:
    """The status in words, and the tone of its tag."""
    match letter.status:
        case LetterStatus.DRAFT:
            return "Draft", "grey"
        case LetterStatus.FINAL:
            return "Final, not sent", "blue"
        case LetterStatus.CANCELLED:
            return "Cancelled", "grey"
        case LetterStatus.SENT:
            return _delivery(letter)


def story_of(letter: LetterSummary) -> str:
    """Who did what last, and when."""
    if letter.cancelled_at is not None:
        return f"Cancelled {date_text(letter.cancelled_at)} by {letter.cancelled_by}: {letter.cancelled_reason}"
    if letter.sent_at is not None:
        how = "Sent by a step of the procedure" if letter.by_process else "Sent"
        return " ".join(f"{how} {way_text(letter.channel)} {moment_text(letter.sent_at)}, {letter.sent_by}".split())
    return f"Begun {moment_text(letter.created_at)} by {letter.created_by}"


def kind_text(media_type: str) -> str:
    label = _KINDS.get(media_type, "File")
    return label[:1].upper() + label[1:]


def _delivery(letter: LetterSummary) -> tuple[str, str]:
    match letter.delivery:
        case OutboxStatus.DEAD:
            return "Not delivered: tell your administrator", "red"
        case OutboxStatus.CANCELLED:
            return "Called back before it left", "grey"
        case OutboxStatus.PENDING | OutboxStatus.LOCKED:
            return "On its way", "blue"
        case OutboxStatus.DONE | None:
            return "Sent", "green"


def _added(view: DocumentView) -> str:
    what = f"{kind_text(view.media_type)}, {size_text(view.size)}"
    return f"{what}. Added {moment_text(view.created_at)} by {view.creator}"


def _removed(view: DocumentView) -> str:
    when = "" if view.removed_at is None else f" {date_text(view.removed_at)}"
    return f"Removed{when} by {view.removed_by}: {view.removed_reason}"

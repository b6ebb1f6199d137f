"""What a file is by its content.  Its name and what the browser says of it are not asked."""

import re

from service.documents.errors import FileRefusedError
from service.documents.kinds import FileType, kinds_in_words
from service.documents.mail import attachments, is_mail
from service.documents.office import check_office
from service.documents.pictures import check_picture

DEEPEST = 3  # a letter in an email in an email

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIC = re.compile(rb".{4}ftyp(heic|heix|hevc|heim|heis|hevm|mif1|msf1|avif)", re.DOTALL)
_GIF = re.compile(rb"GIF8[79]a")
_MARKUP_FIRST = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*(script|html|svg|iframe|object|embed)\b", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ENDS_OF_PDF = 2048  # bytes in which %%EOF is looked for


def inspect(content: bytes, *, depth: int = 0) -> FileType:
    """Return the kind of file.

    :raises FileRefusedError: it is none that is kept, or carries one that is not.
    """
    if not content.strip():
        raise FileRefusedError("The selected file is empty")
    if depth > DEEPEST:
        raise FileRefusedError("The selected file has files inside files inside files")
    found = _pdf_or_picture(content)
    if found is not None:
        return found
    if content.startswith(b"PK\x03\x04"):
        kind, embedded = check_office(content)
        _check_all(embedded, depth=depth, within="document")
        return kind
    _refuse_known(content)
    return _text_or_mail(content, depth=depth)


def _pdf_or_picture(content: bytes) -> FileType | None:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_ENDS_OF_PDF:]:
            raise FileRefusedError("The selected PDF is damaged or incomplete. Save it again and upload the new copy")
        return FileType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        check_picture(content, "JPEG")
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        check_picture(content, "PNG")
        return FileType.PNG
    return None


def _refuse_known(content: bytes) -> None:
    """Say more than "not of these kinds" where the person can do something about it."""
    if content.startswith(_OLE):
        raise FileRefusedError(
            "The selected file is an older Word, Excel or Outlook file. Save it as DOCX, XLSX or PDF and upload that"
        )
    if _HEIC.match(content):
        raise FileRefusedError("The selected photo is in the HEIC format. Save it as JPEG and upload that")


def _text_or_mail(content: bytes, *, depth: int) -> FileType:
    if _CONTROLS.search(content) or content.startswith((b"#!", b"MZ")):
        raise _not_of_these_kinds()
    if is_mail(content):
        _check_all(attachments(content), depth=depth, within="email")
        return FileType.MAIL
    kind = FileType.TEXT
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        kind, text = FileType.OLD_TEXT, content.decode("cp1252", errors="replace")
    if _MARKUP_FIRST.match(text) or _MARKUP.search(text):
        raise _not_of_these_kinds()
    return kind


def _check_all(files: list[bytes], *, depth: int, within: str) -> None:
    for content in files:
        if within == "email" and _GIF.match(content):
            continue  # the pictures in people's signatures
        try:
            inspect(content, depth=depth + 1)
        except FileRefusedError as error:
            raise FileRefusedError(
                f"The selected {within} has a file inside that cannot be kept. Save it as a PDF and upload that"
            ) from error


def _not_of_these_kinds() -> FileRefusedError:
    return FileRefusedError(f"The selected file must be {kinds_in_words()}")

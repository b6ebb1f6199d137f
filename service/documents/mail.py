"""E-mails that were saved as files, and what is attached to them."""

import re
from email import message_from_bytes
from email.message import Message

from service.documents.errors import FileRefusedError

MOST_PARTS = 200
_HEADERS = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+\r?\n")
_NEEDED = (
    re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE),
    re.compile(rb"^(date|message-id|received):", re.IGNORECASE | re.MULTILINE),
)
_LONGEST_HEAD = 256 * 1024  # bytes in which the headers end


def is_mail(content: bytes) -> bool:
    """Whether it begins with the headers of an email."""
    head = _HEADERS.match(content[:_LONGEST_HEAD])
    return head is not None and all(needed.search(head.group()) for needed in _NEEDED)


def attachments(content: bytes) -> list[bytes]:
    """Return every part that is no text of the email itself.  :raises FileRefusedError: there are too many."""
    parts = list(message_from_bytes(content).walk())
    if len(parts) > MOST_PARTS:
        raise FileRefusedError("The selected email has too many parts. Save it as a PDF and upload that")
    found = [_bytes_of(part) for part in parts if not part.is_multipart() and not _is_text(part)]
    return [part for part in found if part.strip()]


def _is_text(part: Message) -> bool:
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return part.get_content_type() in {"text/plain", "text/html"} and not named


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

"""What the page of a file sends: as large as a file may be, with line ends as the file has them."""

from collections.abc import Mapping

from flask import request

from service.context import current_settings
from service.library.files import MAX_FILE_BYTES
from service.web.drafts.area import area

CONTENT, VERSION = "content", "version"
LARGE = frozenset({"drafts.save", "drafts.autosave", "drafts.preview"})
ENCODED = 3  # letters that stand for one in a form that is sent, at the most


@area.url_value_preprocessor
def _allow_large_files(endpoint: str | None, _: Mapping[str, object] | None) -> None:
    """Before anything of the request is read."""
    if endpoint in LARGE:
        largest = current_settings().largest_body + ENCODED * MAX_FILE_BYTES
        request.max_content_length = request.max_form_memory_size = largest


def posted_content(before: bytes = b"") -> bytes:
    """Return the file that was sent.  A browser sends every line end as two characters, which no file means.

    `before`: the file as it stands; one that has such line ends throughout keeps them.
    """
    text = request.form.get(CONTENT, "").replace("\r\n", "\n")
    crlf = text.replace("\n", "\r\n").encode()
    return crlf if crlf == before else text.encode()


def posted_version() -> str | None:
    """What the writer has seen of the file; None: that there was none."""
    return request.form.get(VERSION) or None

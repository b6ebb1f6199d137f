"""One file that comes with a form."""

from dataclasses import dataclass

from flask import request

from service.context import current_settings
from service.errors import InvalidInputError

FIELD = "file"


@dataclass(frozen=True, kw_only=True)
class SentFile:
    name: str
    media_type: str  # as the browser says
    content: bytes


def allow_file() -> None:
    """Let this request hold a file that is twice too large: it is told so beside the field.  Before it is read."""
    settings = current_settings()
    request.max_content_length = settings.largest_body + 2 * settings.largest_upload


def sent_file() -> SentFile:
    """:raises InvalidInputError: no file was chosen."""
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        raise InvalidInputError({FIELD: ["Select a file"]})
    content = file.stream.read(current_settings().largest_upload + 1)
    return SentFile(name=file.filename, media_type=file.mimetype, content=content)

"""The kinds of file that are kept.

Each can be read by everybody in a council, and runs nothing when it is opened.  Not kept: programs and scripts, HTML
and SVG (a browser runs what is in them), archives, macros, older Word and Excel files and Outlook's .msg (macros and
other files hide in them), and HEIC photos (most office computers cannot show them; a phone sends JPEG when asked to).
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, kw_only=True)
class FileFormat:
    """`suffixes`: endings that a name may have; the first one is given to names with another one."""

    media_type: str
    suffixes: tuple[str, ...]
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument"


class FileType(Enum):
    PDF = FileFormat(media_type="application/pdf", suffixes=(".pdf",), label="PDF")
    JPEG = FileFormat(media_type="image/jpeg", suffixes=(".jpg", ".jpeg"), label="JPEG")
    PNG = FileFormat(media_type="image/png", suffixes=(".png",), label="PNG")
    DOCX = FileFormat(media_type=f"{_OFFICE}.wordprocessingml.document", suffixes=(".docx",), label="Word (DOCX)")
    XLSX = FileFormat(media_type=f"{_OFFICE}.spreadsheetml.sheet", suffixes=(".xlsx",), label="Excel (XLSX)")
    ODT = FileFormat(
        media_type="application/vnd.oasis.opendocument.text", suffixes=(".odt",), label="OpenDocument text (ODT)"
    )
    TEXT = FileFormat(media_type="text/plain; charset=utf-8", suffixes=(".txt",), label="plain text")
    OLD_TEXT = FileFormat(media_type="text/plain; charset=windows-1252", suffixes=(".txt",), label="plain text")
    MAIL = FileFormat(media_type="message/rfc822", suffixes=(".eml",), label="email (EML)")

    @property
    def media_type(self) -> str:
        return self.value.media_type

    @property
    def suffixes(self) -> tuple[str, ...]:
        return self.value.suffixes


PICTURES = frozenset({FileType.JPEG, FileType.PNG})


def kinds_in_words() -> str:
    """Say it as: a PDF, JPEG, … or email (EML) file."""
    *labels, last = dict.fromkeys(kind.value.label for kind in FileType)
    return f"a {', '.join(labels)} or {last} file"

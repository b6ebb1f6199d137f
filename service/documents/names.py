"""Names of files as they are kept and given out again."""

import re
import unicodedata
from pathlib import PurePosixPath

from service.documents.kinds import FileType

LONGEST = 120  # characters
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # what Windows refuses
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def clean_name(name: str, kind: FileType) -> str:
    """Return the name without folders and invisible characters, with an ending that tells the truth."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        letter for letter in unicodedata.normalize("NFC", last) if not unicodedata.category(letter).startswith("C")
    )
    plain = " ".join(_NOT_IN_NAMES.sub("-", visible).split()).strip(". ")
    suffix = PurePosixPath(plain).suffix
    stem = plain
    if suffix.lower() in kind.suffixes:
        stem = plain[: -len(suffix)].rstrip(". ")
    else:
        suffix = kind.suffixes[0]
    if not stem or _DEVICES.fullmatch(stem):
        stem = f"file {stem}".strip()
    return stem[: LONGEST - len(suffix)].rstrip(". ") + suffix

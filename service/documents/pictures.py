"""Photos: whether they can be opened, and without the place where they were taken.

A photo from a phone says where it was taken, which may be where a family hides.  The place is taken out of what is
kept; the picture itself stays as it is, bit by bit.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from service.documents.errors import FileRefusedError
from service.documents.kinds import FileType

MOST_PIXELS = 150_000_000
_EXIF = b"Exif\x00\x00"
_XMP = b"http://ns.adobe.com/x"  # both the usual packet and its extension
_GPS = 0x8825  # the tag that points to the place
_SCAN = 0xDA  # after it come the pixels
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_DAMAGED = "The selected picture cannot be opened. Save it again and upload the new copy"
_TOO_LARGE = "The selected picture is too large: it has more than 150 million pixels"
_PNG_HEAD = 8


def check_picture(content: bytes, format_: str) -> None:
    """:raises FileRefusedError: it cannot be opened, or is beyond every camera."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
            with Image.open(io.BytesIO(content), formats=(format_,)) as picture:
                width, height = picture.size
    except Image.DecompressionBombError as error:
        raise FileRefusedError(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileRefusedError(_DAMAGED) from error
    if width * height > MOST_PIXELS:
        raise FileRefusedError(_TOO_LARGE)


def without_location(content: bytes, kind: FileType) -> bytes:
    """Return a JPEG or PNG without its place; everything else as it is.

    :raises FileRefusedError: the picture is damaged.
    """
    try:
        if kind is FileType.JPEG:
            return b"".join(_jpeg_parts(content))
        if kind is FileType.PNG:
            return content[:_PNG_HEAD] + b"".join(_png_chunks(content))
    except (struct.error, IndexError, ValueError, SyntaxError, OSError) as error:
        raise FileRefusedError(_DAMAGED) from error
    return content


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Yield the segments, the one with the place written anew, and from the pixels on the rest as it is."""
    yield content[:2]
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004 - every segment begins with it
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - filling
            at += 1
            continue
        if marker in _LONE:
            yield content[at : at + 2]
            at += 2
            continue
        if marker == _SCAN:
            yield content[at:]
            return
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        yield _segment(content[at : at + 2], content[at + 4 : at + 2 + length])
        at += 2 + length
    raise ValueError("no pixels")


def _segment(marker: bytes, data: bytes) -> bytes:
    if marker == b"\xff\xe1" and data.startswith(_EXIF):
        data = _EXIF + _exif_without_place(data)
    elif marker == b"\xff\xe1" and data.startswith(_XMP):
        return b""
    return marker + struct.pack(">H", len(data) + 2) + data


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = _PNG_HEAD
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at : at + 12 + length]
        if kind == b"eXIf":
            data = _exif_without_place(chunk[8:-4])
            yield struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        elif kind not in {b"iTXt", b"tEXt", b"zTXt"}:  # texts may hold a second copy of the place
            yield chunk
        at += 12 + length
        if kind == b"IEND":
            return


def _exif_without_place(data: bytes) -> bytes:
    """Return the Exif data as it is when it names no place, else written anew without it."""
    exif = Image.Exif()
    exif.load(data if data.startswith(_EXIF) else _EXIF + data)
    if _GPS not in exif:
        return data.removeprefix(_EXIF)
    del exif[_GPS]
    return exif.tobytes().removeprefix(_EXIF)

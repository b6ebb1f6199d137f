"""Small files of every kind, made here so that each test shows what is in them."""

import base64
import io
import struct
import zipfile
import zlib

from PIL import Image

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/>{more}</Types>'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
MAIL = b"From: school@example.org\r\nDate: Mon, 14 Dec 2026 10:00:00 +0000\r\nSubject: Meeting\r\n"


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(main=WORD, more="", **parts):
    return zipped(
        {"[Content_Types].xml": CONTENT_TYPES.format(main=main, more=more), "word/document.xml": "<w/>", **parts}
    )


def relation(kind, target="http://evil.example/x", mode="External"):
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def odt(**parts):
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", **parts})


def picture(format_="JPEG", *, place=False):
    """A picture of 8 by 8; with `place`, Exif that says where it was taken and with which camera."""
    image = Image.new("RGB", (8, 8), "white")
    exif = Image.Exif()
    exif[0x0110] = "Camera One"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 35.0, 0.0), 3: "W", 4: (0.0, 6.0, 0.0)})
    buffer = io.BytesIO()
    image.save(buffer, format_, exif=exif)
    return buffer.getvalue()


def huge_png(side=60_000):
    """A picture so many pixels high and wide; those themselves are missing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"")
    chunks = (struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) for body in (head, pixels))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def mail(attachment=b"", name="report.pdf"):
    if not attachment:
        return MAIL + b"\r\nDear all,\r\n"
    body = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\n\r\n"
        b"<p>Dear all</p>\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n\r\n'
    )
    return MAIL + body + base64.encodebytes(attachment) + b"\r\n--b--\r\n"

"""Word, Excel and OpenDocument files: zips, so their parts are looked at one by one, within limits."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from lxml import etree

from service.documents.errors import FileRefusedError
from service.documents.kinds import FileType

MOST_PARTS = 5_000
LARGEST_UNPACKED = 100 * 1024 * 1024
_PIECE = 64 * 1024
_ODT = b"application/vnd.oasis.opendocument.text"
_MAIN: Mapping[str, FileType] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileType.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileType.XLSX,
}
_MACROS = ("vbaproject.bin", "vbadata.xml", "/activex/", "/macrosheets/", "/ctrlprops/")
_ODT_MACROS = ("basic/", "scripts/")
# What Word fetches and runs from elsewhere by itself; links that somebody clicks on are left alone.
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")

MACROS = "The selected file contains macros or other programs. Save it without them, or as a PDF, and upload that"
DAMAGED = "The selected file cannot be opened. Check that it has no password, save it again and upload the new copy"
TOO_LARGE = "The selected file becomes too large when it is opened"
OTHER = "The selected file is an archive or a kind of office document that cannot be kept. Save it as a PDF"


def check_office(content: bytes) -> tuple[FileType, list[bytes]]:
    """Return the kind of office document and the files embedded in it.

    :raises FileRefusedError: another archive, encrypted, damaged, too large when unpacked, with macros, or with parts
    that are fetched from elsewhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise FileRefusedError(DAMAGED) from error
    kind = _odt(parts) or _open_xml(parts)
    return kind, [part for name, part in parts.items() if "/embeddings/" in name]


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the parts by their names in small letters; sizes are counted while unpacking, whatever the zip says."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS:
        raise FileRefusedError(TOO_LARGE)
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & 1 or name in parts or name.startswith("/") or ".." in name.split("/"):
            raise FileRefusedError(DAMAGED)
        parts[name] = _read(archive, entry, at_most=left)
        left -= len(parts[name])
    return parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, at_most: int) -> bytes:
    if entry.file_size > at_most:
        raise FileRefusedError(TOO_LARGE)
    taken = bytearray()
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            taken += piece
            if len(taken) > at_most:
                raise FileRefusedError(TOO_LARGE)
    return bytes(taken)


def _odt(parts: Mapping[str, bytes]) -> FileType | None:
    if parts.get("mimetype", b"").strip() != _ODT:
        return None
    if any(name.startswith(_ODT_MACROS) or f"/{_ODT_MACROS[0]}" in name for name in parts):
        raise FileRefusedError(MACROS)
    return FileType.ODT


def _open_xml(parts: Mapping[str, bytes]) -> FileType:
    types = parts.get("[content_types].xml")
    if types is None:
        raise FileRefusedError(OTHER)
    named = {node.get("ContentType", "").lower() for node in _nodes(types)}
    if any("macroenabled" in name or "vba" in name or "activex" in name for name in named):
        raise FileRefusedError(MACROS)
    if any(mark in f"/{name}" for name in parts for mark in _MACROS):
        raise FileRefusedError(MACROS)
    for name, part in parts.items():
        if name.endswith(".rels") and any(_is_fetched(node) for node in _nodes(part)):
            raise FileRefusedError(MACROS)
    kinds = [kind for main, kind in _MAIN.items() if main in named]
    if len(kinds) != 1:
        raise FileRefusedError(OTHER)
    return kinds[0]


def _is_fetched(node: etree._Element) -> bool:
    return bool(node.get("TargetMode", "").lower() == "external" and node.get("Type", "").endswith(_FETCHED))


def _nodes(xml: bytes) -> Iterator[etree._Element]:
    """Yield the elements.  :raises FileRefusedError: no XML, or with a document type, which office files never have."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefusedError(DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise FileRefusedError(DAMAGED)
    yield from root.iter(etree.Element)

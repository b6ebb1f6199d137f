import zipfile

import pytest

from service.documents import FileRefusedError, FileType, inspect
from service.documents import office as limits
from tests.unit.documents.files import (
    EXCEL,
    MACRO_WORD,
    PDF,
    docx,
    huge_png,
    mail,
    odt,
    picture,
    relation,
    zipped,
)

KEPT = {
    "PDF": (PDF, FileType.PDF),
    "JPEG": (picture("JPEG"), FileType.JPEG),
    "PNG": (picture("PNG"), FileType.PNG),
    "Word": (docx(), FileType.DOCX),
    "Word with a link": (docx(**{"word/_rels/document.xml.rels": relation("hyperlink")}), FileType.DOCX),
    "Word with a table inside": (docx(**{"word/embeddings/table.xlsx": docx(EXCEL)}), FileType.DOCX),
    "Excel": (docx(EXCEL), FileType.XLSX),
    "OpenDocument": (odt(), FileType.ODT),
    "text": ("Zoë said 3 < 4 & 5 > 4\r\n".encode(), FileType.TEXT),
    "text with a byte order mark": (b"\xef\xbb\xbfHello", FileType.TEXT),
    "text of an old computer": (b"Zo\xeb came", FileType.OLD_TEXT),
    "email": (mail(), FileType.MAIL),
    "email with a PDF": (mail(PDF), FileType.MAIL),
    "email with a signature's picture": (mail(b"GIF89a\x01\x00", "logo.gif"), FileType.MAIL),
}
REFUSED = {
    "nothing": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "Windows program": (b"MZ\x90\x00" + bytes(60), "must be a PDF"),
    "Windows program without a nought": (b"MZ and so on", "must be a PDF"),
    "Linux program": (b"\x7fELF\x02\x01\x01", "must be a PDF"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "must be a PDF"),
    "HTML": (b"\n <!DOCTYPE html><p>Hi", "must be a PDF"),
    "HTML after some words": (b"Dear all <SCRIPT src=x></SCRIPT>", "must be a PDF"),
    "HTML of two bytes a letter": ("\ufeff<html>".encode("utf-16-le"), "must be a PDF"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "must be a PDF"),
    "SVG after a comment": (b"<!-- --><svg/>", "must be a PDF"),
    "XML": (b"<?xml version='1.0'?><a/>", "must be a PDF"),
    "GIF": (b"GIF89a\x01\x00\x01\x00", "must be a PDF"),
    "half a PDF": (PDF[:20], "damaged or incomplete"),
    "PDF behind something else": (b"MZ" + PDF, "must be a PDF"),
    "no picture": (b"\xff\xd8\xff\xe0 not a picture", "cannot be opened"),
    "picture beyond every camera": (huge_png(), "too large"),
    "picture beyond most cameras": (huge_png(13_000), "too large"),
    "older Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "older Word, Excel or Outlook"),
    "photo of a phone": (b"\x00\x00\x00\x18ftypheic" + bytes(20), "HEIC"),
    "archive": (zipped({"a.txt": "hello"}), "an archive"),
    "Java program": (zipped({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe"}), "an archive"),
    "presentation": (docx("application/vnd.openxmlformats-officedocument.presentationml.main+xml"), "an archive"),
    "macros by their part": (docx(**{"word/vbaProject.bin": b"x"}), "contains macros"),
    "macros by their type": (docx(MACRO_WORD), "contains macros"),
    "macros of old Excel": (docx(EXCEL, **{"xl/macrosheets/sheet1.xml": "<a/>"}), "contains macros"),
    "controls that run": (docx(**{"word/activeX/activeX1.xml": "<a/>"}), "contains macros"),
    "template from elsewhere": (
        docx(**{"word/_rels/settings.xml.rels": relation("attachedTemplate")}),
        "contains macros",
    ),
    "object from elsewhere": (docx(**{"word/_rels/document.xml.rels": relation("oleObject")}), "contains macros"),
    "macros in OpenDocument": (odt(**{"Basic/Standard/Module1.xml": "<a/>"}), "contains macros"),
    "scripts in OpenDocument": (odt(**{"Scripts/python/a.py": "x"}), "contains macros"),
    "program in Word": (docx(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "file inside"),
    "macros in a table in Word": (docx(**{"word/embeddings/t.xlsx": docx(MACRO_WORD)}), "file inside"),
    "document type in Word": (
        docx(**{"word/_rels/x.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "cannot be opened",
    ),
    "half a Word file": (docx()[:-40], "cannot be opened"),
    "way out of the folder": (zipped({"[Content_Types].xml": "<a/>", "../../x": "y"}), "cannot be opened"),
    "too much when unpacked": (docx(**{"word/big.xml": bytes(limits.LARGEST_UNPACKED + 1)}), "too large"),
    "too many parts": (zipped({str(n): "" for n in range(limits.MOST_PARTS + 1)}), "too large"),
    "unusual packing": (zipped({"[Content_Types].xml": "<a/>"}, zipfile.ZIP_LZMA), "an archive"),
    "email with a program": (mail(b"MZ\x90\x00", "invoice.pdf"), "email has a file inside"),
    "email with a web page": (mail(b"<html><script>1</script>", "page.html"), "email has a file inside"),
    "email in an email in …": (mail(mail(mail(mail(mail(PDF))))), "email has a file inside"),
}


@pytest.mark.parametrize("what", sorted(KEPT))
def test_a_file_is_known_by_its_content(what):
    content, kind = KEPT[what]

    assert inspect(content) is kind


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_could_do_harm_is_refused_in_words(what):
    content, words = REFUSED[what]

    with pytest.raises(FileRefusedError, match=words):
        inspect(content)


def test_an_encrypted_document_is_refused():
    content = bytearray(docx())
    content[6] |= 1  # the flag in the first entry
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # and in the directory

    with pytest.raises(FileRefusedError, match="no password"):
        inspect(bytes(content))


def test_a_size_that_lies_is_noticed():
    content = bytearray(docx(**{"word/big.xml": b"x" * 5000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")  # ten bytes, says the directory

    with pytest.raises(FileRefusedError, match="cannot be opened"):
        inspect(bytes(content))

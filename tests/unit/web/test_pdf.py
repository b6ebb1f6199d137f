"""PDF that people who use screen readers can read, and that fetches nothing."""

import re
import sys
import zlib

import pytest

from service.errors import NoPdfError
from service.web.pdf import make_pdf


def objects(pdf: bytes) -> bytes:
    """The document with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(opened for each in streams if (opened := inflated(each)))


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_pdf_is_tagged_and_has_a_title_and_a_language():
    page = (
        "<h1>Agenda</h1><table><caption>Items</caption><tr><th scope=col>Family</th></tr><tr><td>Ash</td></tr></table>"
    )

    made = objects(make_pdf(page, title="Pack of the panel"))

    assert made.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in made
    assert b"/Marked true" in made
    assert b"/Lang (en-GB)" in made
    assert b"Pack of the panel" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made or b'pdfuaid:part="1"' in made
    for tag in (b"/H1", b"/Table", b"/TH", b"/TD"):
        assert tag in made


def test_the_title_and_the_language_replace_those_of_the_page():
    page = "<html lang=cy><head><title>Old</title></head><body><h1>Letter</h1></body></html>"

    made = objects(make_pdf(page, title="New title", language="en-GB"))

    assert b"New title" in made
    assert b"(Old)" not in made
    assert b"/Lang (en-GB)" in made


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "https://pictures.example/x.png"]
)
def test_nothing_is_fetched_from_anywhere(address, caplog):
    page = f'<link rel=stylesheet href="{address}"><p>Text</p><img alt="" src="{address}">'

    made = make_pdf(page, title="Letter")

    assert made.startswith(b"%PDF")
    assert "disallowed protocol" in caplog.text


def test_without_pango_the_reader_is_told_what_to_install(monkeypatch):
    class NoPango:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])

    with pytest.raises(NoPdfError, match="apt install libpango"):
        make_pdf("<p>Text</p>", title="Letter")

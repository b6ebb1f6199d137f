"""Accessible PDF from HTML: tagged (PDF/UA-1), with title and language, and without a single request to anywhere.

WeasyPrint lays the pages out with Pango, a library of the system.  Where it is missing the service runs all the same;
only PDF is refused, and whoever asked for one is told what to install and that the page itself can be printed.
"""

import warnings
from importlib import import_module
from pathlib import Path
from types import ModuleType
from xml.etree.ElementTree import Element, SubElement

from flask import Response

from service.errors import NoPdfError
from service.web.assets import STATIC, built_name

PAPER = Path(__file__).parent / "templates" / "print" / "paper.css"  # what everything printed has in common
VARIANT = "pdf/ua-1"
PICTURES = frozenset({"data"})  # the only addresses that are followed


def make_pdf(html: str, *, title: str, language: str = "en-GB") -> bytes:
    """Return the page as a tagged PDF; `title` and `language` replace what the page says of itself.

    Styles are those of `PAPER` and the page's own `style` elements, pictures are `data:` addresses.  Every other
    address is left out: text that somebody typed must not make the service ask for anything, anywhere.
    :raises NoPdfError: Pango is missing on this machine.
    """
    weasyprint = _weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=PICTURES)
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    _name(page.etree_element, title=title, language=language)
    paper = weasyprint.CSS(string=PAPER.read_text(), url_fetcher=nothing)
    made: bytes = page.write_pdf(stylesheets=[paper], pdf_variant=VARIANT)
    return made


def as_file(content: bytes, name: str) -> Response:
    """The answer that opens the PDF in the browser and is kept nowhere; `name` names nobody."""
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def style_sheet(name: str) -> str:
    """The text of one of our own style sheets, for a page's `style` element: print and screen look the same.

    :raises AssetsMissingError: the files are not built, or there is none of that name.
    """
    return (STATIC / built_name(name)).read_text()


def _weasyprint() -> ModuleType:
    """Load the library when it is first needed: without Pango the import fails, and only this may fail with it."""
    try:
        with warnings.catch_warnings():
            # an older HarfBuzz is complained of; fonts are then cut down in Python
            warnings.simplefilter("ignore", DeprecationWarning)
            return import_module("weasyprint")
    except OSError as error:
        raise NoPdfError from error


def _name(page: Element, *, title: str, language: str) -> None:
    page.set("lang", language)
    head = page.find("head")
    if head is None:
        head = SubElement(page, "head")
    for old in head.findall("title"):
        head.remove(old)
    SubElement(head, "title").text = title

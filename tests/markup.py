"""What is in an XML file, so that two versions of it can be compared."""

from collections.abc import Iterator

from lxml import etree


def content(element, path: str = "") -> Iterator[tuple[str, str]]:
    """Every attribute and text below the element, by its place; the order in which they are written says nothing."""
    here = f"{path}/{etree.QName(element).localname}#{element.get('id', '')}"
    yield from ((f"{here}@{name}", value) for name, value in element.attrib.items())
    yield here, " ".join((element.text or "").split())
    for child in element.iterchildren(tag=etree.Element):
        yield from content(child, here)

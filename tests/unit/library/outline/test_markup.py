"""Files that are changed where they lie."""

import pytest
from lxml import etree

from service.errors import PublicationRefusedError
from service.library.markup import New, Source
from tests.unit.library.outline.conftest import FILES

SOME = tuple(FILES)[::6]

ODD = b"""<?xml version='1.0' encoding="utf-8"?>
<!-- a comment > with < signs -->
<a xmlns="urn:a" xmlns:b = 'urn:b'
   b:x='say "hi" &amp; go'  >
\t<b:c id="one" text="1 > 0"/>
  <c id='two'><![CDATA[<not a tag>]]></c>\r
  <d   id="three"   />
</a>
"""


@pytest.mark.parametrize("path", FILES)
def test_a_file_in_which_nothing_is_changed_keeps_every_byte(path: str):
    data = FILES[path]

    assert Source(data, path).result() == data


@pytest.mark.parametrize("path", SOME)
def test_the_elements_are_those_that_any_reader_finds(path: str):
    data = FILES[path]

    found = [(node.tag, dict(node.attributes)) for node in Source(data, path).root.walk()]

    assert found == [(each.tag, dict(each.attrib)) for each in etree.fromstring(data).iter("{*}*")]


def test_an_attribute_is_changed_whatever_its_quotes():
    source = Source(ODD, "odd")

    source.set(source.root, "{urn:b}x", 'a "b" <c> & d\n')
    source.set(source.by_id["one"], "text", None)
    source.set(source.by_id["three"], "{urn:b}new", "1")

    result = source.result()
    root = etree.fromstring(result)
    assert root.get("{urn:b}x") == 'a "b" <c> & d\n'
    assert b'<b:c id="one"/>' in result
    assert b'<d   id="three" b:new="1"   />' in result
    assert result.startswith(ODD[:70])


def test_a_text_is_written_into_a_tag_that_had_none():
    source = Source(ODD, "odd")

    source.write(source.by_id["three"], "a < b")
    source.write(source.by_id["two"], "plain")

    root = etree.fromstring(source.result())
    assert [child.text for child in root.iter("{urn:a}c", "{urn:a}d")] == ["plain", "a < b"]


def test_an_element_is_added_with_the_indent_of_its_neighbours():
    source = Source(ODD, "odd")

    new = New(tag="{urn:b}new", attributes={"{urn:c}y": "1"}, children=(New(tag="{urn:a}in", text="x"),))
    source.add(new, within=source.root, after=source.by_id["three"])

    root = etree.fromstring(source.result())
    assert root[-1].get("{urn:c}y") == "1"
    assert root[-1][0].tag == "{urn:a}in"


def test_what_is_added_and_removed_again_leaves_the_file_as_it_was():
    source = Source(ODD, "odd")
    source.add(New(tag="{urn:a}e", attributes={"id": "four"}), within=source.root, after=source.by_id["two"])
    more = Source(source.result(), "odd")

    more.remove(more.by_id["four"])

    assert more.result() == ODD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<a/>".encode("utf-16"),
        b'<?xml version="1.0" encoding="iso-8859-1"?><a b="\xe4"/>',
        b"<a>" * 200 + b"</a>" * 200,
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"\xff\xfe",
    ],
)
def test_what_is_dangerous_or_in_another_alphabet_is_refused(data: bytes):
    with pytest.raises(PublicationRefusedError) as refused:
        Source(data, "bad")

    assert refused.value.findings[0].remedy

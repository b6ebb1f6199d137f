"""Files from outside are read without obeying them."""

import pytest

from service.engine.errors import ReleaseError
from service.engine.xml import MAX_BYTES, read_xml

ENTITY = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'
LAUGHS = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ENTITY, "xml-doctype"),
        (LAUGHS, "xml-doctype"),
        (b"<d>", "xml-not-readable"),
        (b"", "xml-not-readable"),
        (b"<d>" + b" " * MAX_BYTES + b"</d>", "xml-too-large"),
    ],
)
def test_hostile_and_broken_files_are_refused_with_a_remedy(data, code):
    with pytest.raises(ReleaseError) as refused:
        read_xml(data, "x.bpmn")

    (finding,) = refused.value.findings
    assert (finding.file, finding.code) == ("x.bpmn", code)
    assert finding.remedy

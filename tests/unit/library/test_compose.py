import pytest

from service.errors import PublicationRefusedError
from service.library import compose, digest


def test_a_library_is_put_together_from_its_files(files):
    composed = compose("little", files)

    assert composed.digest == composed.release.digest == digest(files)
    assert set(composed.release.processes) == {"valid", "case", "urgent_concern"}
    assert set(composed.release.deadlines) == {"first_visit"}
    assert set(composed.forms) == {"visit"}
    assert composed.authority.roles["fsw"].can == {"work", "start_cases", "publish"}
    assert composed.authority.people[0].user == "fsw.west"
    assert composed.rules.rules["LIT-003"].stage == "closure"
    assert composed.scenarios == ("processes/little/scenarios/one.yaml",)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("processes/little/authority.yaml", "yaml-unreadable"),
        ("processes/little/calendar.yaml", "yaml-unreadable"),
        ("processes/little/rules.yaml", "yaml-unreadable"),
        ("processes/little/valid.bpmn", "xml-not-readable"),
        ("processes/little/team.dmn", "xml-not-readable"),
        ("forms/little/visit.form", "form-not-json"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_library_and_is_named(files, path, code):
    files[path] = b"\x00: ["

    with pytest.raises(PublicationRefusedError) as caught:
        compose("little", files)

    assert (path, code) in {(finding.file, finding.code) for finding in caught.value.findings}

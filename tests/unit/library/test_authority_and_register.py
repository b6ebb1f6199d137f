import pytest

from service.access import Capability
from service.library import CAPABILITIES, Automatable
from service.library.authority import read_authority
from service.library.notes import Notes
from service.library.rules import read_rules

PATH = "processes/little/authority.yaml"


def authority_codes(text: bytes) -> set[str]:
    notes = Notes(file=PATH)
    assert read_authority(text, notes, expected="little") is None
    return {finding.code for finding in notes.found}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: little", "id: large", "authority-id"),
        ("council: Little Council", "", "authority-key-missing"),
        ("council:", "councils: x\ncouncil:", "authority-key-unknown"),
        ('"#00544d"', "green", "authority-value"),
        ("prefix: LIT", "prefix: little", "authority-value"),
        ("can: []", "can: [fly]", "capability-unknown"),
        ("id: spa", "id: fsw", "role-twice"),
        ("id: spa", "id: S PA", "role-id"),
        ("can: []", "able: []", "authority-key-unknown"),
        ("roles: [fsw]", "roles: [wizard]", "role-unknown"),
        ("team: west", "team: north", "team-unknown"),
        ("user: fsw.west", "user: FSW West", "user-unusable"),
        ("rules: [LIT-004]", "rules: LIT-004", "authority-value"),
        ("words: {case: family}", "words: [case]", "authority-value"),
        ("cases: []", "cases: [one]", "authority-value"),
        ("words: {case: family}", "words: &w {case: family}\nrecord_systems: *w", "yaml-unreadable"),
        ("words: {case: family}", "name: Twice", "yaml-unreadable"),
        ("words: {case: family}", "caseload_guide: many", "authority-value"),
        ("words: {case: family}", "caseload_guide: 0", "authority-value"),
        ("words: {case: family}", "overdue_reasons: [holidays]", "authority-value"),
    ],
)
def test_a_mistake_in_authority_yaml_is_named(files, old, new, code):
    text = files[PATH].decode()
    assert old in text

    assert code in authority_codes(text.replace(old, new, 1).encode())


def test_a_guide_for_caseloads_and_reasons_for_delay_may_be_given(files):
    text = files[PATH] + b"\ncaseload_guide: 15\noverdue_reasons: {flood: Flood in the office}\n"

    info = read_authority(text, Notes(file=PATH), expected="little")

    assert info is not None
    assert (info.caseload_guide, info.overdue_reasons) == (15, {"flood": "Flood in the office"})


@pytest.mark.parametrize("data", [b"", b"- 1", b"\xff\xfe", b"a: [", b"!!python/object:os.system {}", b"[" * 5_000])
def test_what_is_no_mapping_is_refused(data):
    assert authority_codes(data) == {"yaml-unreadable"}


def test_anchors_that_unfold_to_gigabytes_are_refused_at_once():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    assert authority_codes("\n".join(lines).encode()) == {"yaml-unreadable"}


def test_the_capabilities_are_those_that_access_knows():
    assert set(CAPABILITIES) == {capability.value for capability in Capability}


def test_the_register_is_read_in_its_order(files):
    notes = Notes(file="rules.yaml")

    register = read_rules(files["processes/little/rules.yaml"], notes)

    assert notes.found == []
    assert list(register.rules)[:2] == ["HAR-001", "LIT-002"]
    assert register.rules["LIT-004"].automatable is Automatable.PARTLY
    assert register.title == "Little guidance"


def test_the_register_says_in_words_what_standards_count_from(files):
    text = files["processes/little/rules.yaml"] + b"\nevents: {allocated: Case allocated to a worker}\n"

    register = read_rules(text, Notes(file="rules.yaml"))

    assert register.events == {"allocated": "Case allocated to a worker"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rules:", "list:", "register-without-rules"),
        ('"partly"', "maybe", "register-rule-unreadable"),
        ('automatable: "no"', "automatable: no", "register-rule-unreadable"),
        ("id: LIT-003, ", "", "register-rule-unreadable"),
        ("stage: closure, ", "", "register-rule-unreadable"),
        ("LIT-003", "LIT-002", "register-rule-twice"),
    ],
)
def test_a_mistake_in_the_register_is_named(files, old, new, code):
    notes = Notes(file="rules.yaml")

    read_rules(files["processes/little/rules.yaml"].decode().replace(old, new, 1).encode(), notes)

    assert code in {finding.code for finding in notes.found}

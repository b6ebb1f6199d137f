from dataclasses import dataclass, field

from service.library import Coverage, compose, coverage


@dataclass
class Used:
    elements: set[tuple[str, str]] = field(default_factory=set)
    processes: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    deadlines: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)


def covered_ids(found: Coverage) -> set[str]:
    return {each.rule.id for stage in found.stages for each in stage.rules if each.covered}


def test_a_rule_is_covered_by_any_kind_of_carrier(files):
    found = coverage(compose("little", files))

    assert covered_ids(found) == {"HAR-001", "LIT-002", "LIT-004", "LIT-005", "LIT-007", "LIT-008"}
    assert (found.covered, found.automatable) == (6, 7)
    assert (found.shown, [each.rule.id for each in found.principles]) == (0, ["LIT-006"])


def test_uncovered_rules_are_listed_by_stage(files):
    found = coverage(compose("little", files))

    stages = {stage.stage: [each.rule.id for each in stage.uncovered()] for stage in found.stages}
    assert stages == {"allocation": [], "closure": ["LIT-003"], "access": [], "review": []}


def test_with_runs_only_what_was_used_counts(files):
    composed = compose("little", files)

    assert covered_ids(coverage(composed, {"run": Used()})) == set()
    assert covered_ids(coverage(composed, {"run": Used(elements={("valid", "Task_Visit")})})) == {"HAR-001", "LIT-002"}
    assert covered_ids(coverage(composed, {"run": Used(elements={("case", "Task_Visit")})})) == set()
    assert covered_ids(coverage(composed, {"run": Used(deadlines={"first_visit"})})) == {"LIT-002"}
    assert covered_ids(coverage(composed, {"run": Used(decisions={"team_for"})})) == {"LIT-007"}
    assert covered_ids(coverage(composed, {"run": Used(forms={"visit"})})) == {"LIT-008"}
    assert covered_ids(coverage(composed, {"run": Used(roles={"fsw"}, teams={"west"})})) == {"LIT-004", "LIT-005"}


def test_a_kept_promise_has_no_shortfall(files):
    files["processes/little/coverage.yaml"] = b"covered: 5\ncomplete: [allocation, access]"

    assert coverage(compose("little", files)).shortfalls() == ()


def test_a_broken_promise_is_told_in_sentences(files):
    files["processes/little/coverage.yaml"] = b"covered: 7\nshown: 1\ncomplete: [closure, panel]"

    assert coverage(compose("little", files)).shortfalls() == (
        "6 rules are covered; 7 were promised.",
        "0 principles are shown; 1 were promised.",
        "The stage closure was promised whole and lacks LIT-003.",
        "The register has no automatable rule of the stage panel, which was promised.",
    )

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.unit.simulator.builders import FILES, SEEN, scenario


@pytest.fixture
def root(tmp_path):
    files = {**FILES, "processes/testshire/scenarios/seen.yaml": scenario(f"- {SEEN}")}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def pathways(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_simulate_prints_the_timeline_and_succeeds(root):
    result = pathways("simulate", root / "processes/testshire/scenarios/seen.yaml")

    assert result.exit_code == 0, result.output
    assert "Fri 18 Dec 2026" in result.output
    assert "✓ Family Worker: Make the visit" in result.output
    assert "holds  processes/testshire/scenarios/seen.yaml" in result.output


def test_simulate_runs_folders_quietly_and_tells_what_was_taken(root):
    result = pathways("simulate", "--quiet", "--coverage", root / "processes")

    assert result.exit_code == 0, result.output
    assert "Make the visit" not in result.output.split("Taken by")[0]
    assert "boundary events: 0 of 2 (0%)" in result.output


def test_simulate_fails_when_a_scenario_does_not_hold(root):
    (root / "processes/testshire/scenarios/wrong.yaml").write_bytes(scenario("- {do: Nothing, as: worker}"))

    result = pathways("simulate", "--quiet", root / "processes/testshire/scenarios")

    assert result.exit_code == 1
    assert "FAILS  processes/testshire/scenarios/wrong.yaml" in result.output
    assert 'expected an open task "Nothing"' in result.output
    assert "1 scenario does not hold" in result.output


def test_simulate_refuses_a_file_that_cannot_be_read_with_its_line(root):
    (root / "processes/testshire/scenarios/odd.yaml").write_text("title: A\nspeed: 3\n")

    result = pathways("simulate", root / "processes/testshire/scenarios/odd.yaml")

    assert result.exit_code == 1
    assert "odd.yaml:1" in result.output


@pytest.mark.parametrize("where", ["forms", "elsewhere"])
def test_simulate_refuses_a_folder_without_scenarios(root, where):
    (root / where).mkdir(exist_ok=True)

    result = pathways("simulate", root / where)

    assert result.exit_code == 1
    assert "holds no scenario" in result.output


def test_check_tells_what_forbids_publication(root):
    result = pathways("check", "testshire", "--library", root)

    assert result.exit_code == 1
    assert "processes/testshire/visit.bpmn" in result.output
    assert "errors," in result.output


def test_check_of_one_file_tells_its_own_findings_only(root):
    (root / "forms/testshire/visit.form").write_text('{"id": "visit", "components": [{"type": "html", "id": "H"}]}')

    result = pathways("check", root / "forms/testshire/visit.form")

    assert result.exit_code == 1
    assert "[form-component-unsupported]" in result.output
    assert "visit.bpmn" not in result.output


@pytest.mark.parametrize("what", ["nowhere", "/etc/hostname"])
def test_check_refuses_what_is_in_no_library(root, what):
    result = pathways("check", what, "--library", root)

    assert result.exit_code == 1
    assert "Error" in result.output


def test_rules_coverage_tells_covered_and_uncovered(root):
    result = pathways("rules", "coverage", "testshire", "--library", root, "--carriers")

    assert result.exit_code == 0, result.output
    assert "visit: 1 of 2" in result.output
    assert "whole: TST-001" in result.output
    assert "not covered: TST-004" in result.output
    assert "TST-001  element visit/Task_Visit" in result.output


@pytest.mark.parametrize("promise", ["covered: 2", "complete: [visit]"])
def test_rules_coverage_fails_below_what_was_promised(root, promise):
    (root / "processes/testshire/coverage.yaml").write_text(f"{promise}\n")

    result = pathways("rules", "coverage", "testshire", "--library", root)

    assert result.exit_code == 1
    assert "promise" in result.output


def test_rules_coverage_fails_when_a_scenario_does_not_hold(root):
    (root / "processes/testshire/scenarios/wrong.yaml").write_bytes(scenario("- {do: Nothing, as: worker}"))

    result = pathways("rules", "coverage", "testshire", "--library", root)

    assert result.exit_code == 1
    assert "wrong.yaml" in result.output


def test_an_authority_without_a_library_is_refused_with_those_there_are(root):
    result = pathways("rules", "coverage", "nowhere", "--library", root)

    assert result.exit_code == 1
    assert "known: testshire" in result.output

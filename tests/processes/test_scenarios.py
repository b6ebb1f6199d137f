"""Every scenario file holds, and together they take every way through the diagrams.

The numbers are printed: `pytest -s tests/processes/test_scenarios.py`.
"""

from functools import cache
from pathlib import Path

import pytest

from service.library import Composed, Coverage, compose, coverage, read_directory, rules_page
from service.simulator import PartKind, Suite, run_all

ROOT = Path(__file__).parents[2]
AUTHORITIES = sorted(path.parent.name for path in ROOT.glob("processes/*/authority.yaml"))
SCENARIOS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("processes/*/scenarios/*.yaml"))
WHOLE = (PartKind.FLOW, PartKind.BOUNDARY, PartKind.EVENT_SUB_PROCESS, PartKind.START, PartKind.ROW)

# What authorities share is taken by those that use it together, not by each of them.
SHARED = sorted(path.stem for suffix in ("bpmn", "dmn") for path in ROOT.glob(f"processes/shared/*.{suffix}"))


@cache
def library(authority: str) -> Composed:
    return compose(authority, read_directory(ROOT, authority))


@cache
def suite(authority: str) -> Suite:
    return run_all(library(authority))


@cache
def shared_by(authority: str) -> frozenset[str]:
    """What the authority's release takes from the shared folder: not what an own file replaces."""
    return frozenset(Path(path).stem for path in library(authority).files if path.startswith("processes/shared/"))


def test_there_are_authorities_with_scenarios():
    assert {path.split("/")[1] for path in SCENARIOS} == set(AUTHORITIES)


@pytest.mark.parametrize("path", SCENARIOS)
def test_the_scenario_holds(path):
    outcome = next(each for each in suite(path.split("/")[1]).outcomes if each.scenario.file == path)

    assert outcome.failure is None, "\n".join([*outcome.timeline.lines(), "", str(outcome.failure)])


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name.lower())
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_scenarios_take_everything_of_the_authoritys_own(authority, kind):
    missed = [part for part in suite(authority).paths.missed(kind) if part.owner not in shared_by(authority)]

    assert not missed, "\n".join(f"{part.owner} {part.id} ({part.words})" for part in missed)


@pytest.mark.parametrize("shared", SHARED)
def test_the_authorities_that_share_a_diagram_take_all_of_it_together(shared):
    users = [authority for authority in AUTHORITIES if shared in shared_by(authority)]
    missed_by_each = [
        {part.id for kind in WHOLE for part in suite(authority).paths.missed(kind) if part.owner == shared}
        for authority in users
    ]

    assert users, "no authority uses it"
    assert set.intersection(*missed_by_each) == set()


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_deadline_of_the_authority_runs_in_some_scenario(authority):
    missed = suite(authority).paths.missed(PartKind.DEADLINE)

    assert not missed, ", ".join(part.id for part in missed)


@cache
def covered(authority: str) -> Coverage:
    return coverage(library(authority), suite(authority).runs)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_scenarios_carry_out_every_rule_that_can_be_carried_out(authority):
    result = covered(authority)

    print(f"\n{authority}: {result.covered} of {result.automatable} automatable rules")  # noqa: T201 - asked for
    print("\n".join(suite(authority).paths.lines()))  # noqa: T201 - asked for
    assert [each.rule.id for stage in result.stages for each in stage.uncovered()] == []
    assert [each.rule.id for each in result.principles if not each.covered] == []
    assert result.shortfalls() == ()


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_page_of_the_rules_says_how_they_are_carried_out(authority):
    page = ROOT / "docs" / "rules" / f"{authority}.md"

    assert page.read_text() == rules_page(library(authority), covered(authority)), f"pathways rules page {authority}"


def test_nobody_for_demonstration_has_the_name_of_somebody_elsewhere():
    names = [person.user for authority in AUTHORITIES for person in library(authority).authority.people]

    assert sorted(names) == sorted(set(names))

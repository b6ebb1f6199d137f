"""Every scenario file holds, and together they take every way through the diagrams.

The numbers are printed: `pytest -s tests/processes/test_scenarios.py`.
"""

from functools import cache
from pathlib import Path

import pytest

from service.library import Composed, compose, coverage, read_directory
from service.simulator import PartKind, Suite, World, read_scenario, run_all, run_scenario

ROOT = Path(__file__).parents[2]
AUTHORITIES = sorted(path.parent.name for path in ROOT.glob("processes/*/authority.yaml"))
SCENARIOS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("processes/*/scenarios/*.yaml"))
WHOLE = (PartKind.FLOW, PartKind.BOUNDARY, PartKind.EVENT_SUB_PROCESS, PartKind.START, PartKind.ROW)

# Files of processes/shared are taken by the authorities together, not by each of them.
SHARED = {"urgent_alert", "urgent_concern"}


@cache
def library(authority: str) -> Composed:
    return compose(authority, read_directory(ROOT, authority))


@cache
def suite(authority: str) -> Suite:
    return run_all(library(authority))


def test_there_are_authorities_with_scenarios():
    assert {path.split("/")[1] for path in SCENARIOS} == set(AUTHORITIES)


@pytest.mark.parametrize("path", SCENARIOS)
def test_the_scenario_holds(path):
    world = World.of(library(path.split("/")[1]))

    outcome = run_scenario(world, read_scenario((ROOT / path).read_bytes(), path))

    assert outcome.failure is None, "\n".join([*outcome.timeline.lines(), "", str(outcome.failure)])


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name.lower())
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_scenarios_take_everything_of_the_authoritys_own(authority, kind):
    missed = [part for part in suite(authority).paths.missed(kind) if part.owner not in SHARED]

    assert not missed, "\n".join(f"{part.owner} {part.id} ({part.words})" for part in missed)


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name.lower())
def test_the_authorities_together_take_everything_that_they_share(kind):
    missed_by_each = [
        {(part.owner, part.id) for part in suite(authority).paths.missed(kind) if part.owner in SHARED}
        for authority in AUTHORITIES
    ]

    assert set.intersection(*missed_by_each) == set()


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_deadline_of_the_authority_runs_in_some_scenario(authority):
    missed = suite(authority).paths.missed(PartKind.DEADLINE)

    assert not missed, ", ".join(part.id for part in missed)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_scenarios_carry_out_the_rules_that_were_promised(authority):
    result = coverage(library(authority), suite(authority).trace)

    print(f"\n{authority}: {result.covered} of {result.automatable} automatable rules")  # noqa: T201 - asked for
    print("\n".join(suite(authority).paths.lines()))  # noqa: T201 - asked for
    assert result.obligations.covered > 0
    assert result.shortfalls() == ()


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_what_is_shared_is_named_here(authority):
    shared = {info.id for info in library(authority).release.processes.values() if "/shared/" in info.file}

    assert shared == SHARED

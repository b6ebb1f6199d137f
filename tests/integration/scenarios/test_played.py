"""Production does what the simulator shows: every scenario file, through the use cases, on a real database."""

from functools import cache

import pytest
from flask import Flask

from service.demo.library import DemoLibrary, read_demo
from service.library import read_directory
from service.pathways.releases import current_release
from service.simulator import World, read_scenario, run_scenario
from tests.integration.scenarios.conftest import ROOT
from tests.integration.scenarios.playing import Playback
from tests.integration.scenarios.snapshot import Snapshot

SCENARIOS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("processes/*/scenarios/*.yaml"))


@cache
def library(authority: str) -> DemoLibrary:
    return read_demo(authority, read_directory(ROOT, authority))


@pytest.mark.parametrize("path", SCENARIOS)
def test_the_scenario_holds_on_the_database(fresh: Flask, path: str):
    authority = path.split("/")[1]
    composed = current_release(authority).composed
    scenario = read_scenario(composed.files[path], path)

    shown: dict[int, Snapshot] = {}
    outcome = run_scenario(
        World.of(composed), scenario, watch=lambda step, standing: shown.update({step.number: Snapshot.of(standing)})
    )
    assert outcome.failure is None

    Playback(scenario, composed=composed, library=library(authority), shown=shown).all_steps()

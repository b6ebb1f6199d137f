"""Production does what the simulator shows: every scenario file, through the use cases, on a real database."""

from functools import cache

import pytest
from flask import Flask

from service.demo.library import DemoLibrary, read_demo
from service.library import read_directory
from service.pathways.releases import current_release
from service.simulator import read_scenario
from tests.integration.scenarios.conftest import ROOT
from tests.integration.scenarios.playing import Playback

SCENARIOS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("processes/*/scenarios/*.yaml"))


@cache
def library(authority: str) -> DemoLibrary:
    return read_demo(authority, read_directory(ROOT, authority))


@pytest.mark.parametrize("path", SCENARIOS)
def test_the_scenario_holds_on_the_database(fresh: Flask, path: str):
    authority = path.split("/")[1]
    composed = current_release(authority).composed
    scenario = read_scenario(composed.files[path], path)

    Playback(scenario, composed=composed, library=library(authority)).all_steps()

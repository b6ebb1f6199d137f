"""What really happened can be played again: every process of a scenario that was played on a real database."""

from functools import cache

import pytest
from flask import Flask
from sqlalchemy import select

from service.demo.library import DemoLibrary, read_demo
from service.library import read_directory
from service.models import Case, Instance, db
from service.pathways.happenings import mismatches, real_story
from service.pathways.releases import composed, current_release
from service.simulator import Limits, World, read_scenario, run_scenario
from service.simulator.replay import replay
from tests.integration.scenarios.conftest import ROOT
from tests.integration.scenarios.playing import Playback
from tests.integration.scenarios.snapshot import Snapshot

LIMITS = Limits(steps=10_000, seconds=60)
WHOLE = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.glob("processes/*/scenarios/*.yaml")
    if path.stem.startswith("whole_case") or path.stem in {"opened_again", "panel_puts_a_request_off"}
)


@cache
def library(authority: str) -> DemoLibrary:
    return read_demo(authority, read_directory(ROOT, authority))


@pytest.mark.parametrize("path", WHOLE)
def test_every_process_does_again_what_it_did(fresh: Flask, path: str):
    authority = path.split("/")[1]
    release = current_release(authority).composed
    scenario = read_scenario(release.files[path], path)
    shown: dict[int, Snapshot] = {}
    run_scenario(
        World.of(release), scenario, watch=lambda step, standing: shown.update({step.number: Snapshot.of(standing)})
    )
    played = Playback(scenario, composed=release, library=library(authority), shown=shown)
    played.all_steps()

    wrong = {}
    for instance in db.session.scalars(select(Instance).order_by(Instance.started_at)).all():
        case = None if instance.case_id is None else db.session.get_one(Case, instance.case_id)
        real = real_story(instance, case, now=played.clock.now())
        world = World.of(composed(instance.release_id))
        found = [*real.hindrances, *mismatches(real, replay(world, real.story, known=None, limits=LIMITS))]
        if found:
            wrong[instance.process] = found

    assert wrong == {}

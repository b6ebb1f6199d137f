"""One process that holds the sittings of several panels: Newham's Neighbourhood Action Meeting in four areas."""

from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Actor, actor_named, system_actor
from service.clocks.clock import VirtualClock
from service.demo.library import DemoCase, DemoLibrary, read_demo
from service.demo.replay import replay
from service.library import Files, read_directory
from service.models import Instance, Sitting, db
from service.pathways.publish_release import publish_release
from service.pathways.queries.panels import Item, get_sitting, panel_diaries
from service.pathways.start_instance import start_instance
from tests.integration.builders import add_demo_people

ROOT = Path(__file__).parents[3]
NEWHAM = "newham"
AREAS = ("Central", "East", "South", "West")


@cache
def files() -> Files:
    return read_directory(ROOT, NEWHAM)


@pytest.fixture
def library(rolled_back: Flask, clock: VirtualClock) -> DemoLibrary:
    publish_release(authority=NEWHAM, files=files(), actor=system_actor(), clock=clock)
    found = read_demo(NEWHAM, files())
    add_demo_people(found.people, NEWHAM, clock)
    return found


def chair() -> Actor:
    actor = actor_named("newham.partnership")
    assert actor is not None
    return actor


def opened(area: str, clock: VirtualClock) -> UUID:
    system = system_actor(authority=NEWHAM)
    started = start_instance(process="nam", event=f"Event_{area}Opens", actor=system, authority=NEWHAM, clock=clock)
    return UUID(started.instance_id)


def items(sitting: UUID, clock: VirtualClock) -> tuple[Item, ...]:
    return get_sitting(sitting_id=sitting, actor=chair(), clock=clock).items


def test_every_area_has_a_diary_of_its_own(library: DemoLibrary, clock: VirtualClock):
    diaries = panel_diaries(actor=chair(), clock=clock)

    assert [diary.panel.name for diary in diaries] == [f"Neighbourhood Action Meeting {area}" for area in AREAS]
    for diary in diaries:
        first, second = diary.ahead[:2]
        assert 13 <= (second.at.date() - first.at.date()).days <= 15


def test_the_process_of_an_area_holds_the_sitting_of_that_area(library: DemoLibrary, clock: VirtualClock):
    instance = opened("East", clock)

    rows = db.session.scalars(select(Sitting).where(Sitting.authority == NEWHAM)).all()
    assert [(row.panel, row.instance_id) for row in rows] == [("nam_east", instance)]
    assert db.session.get_one(Instance, instance).process == "nam"


def test_a_family_stands_on_the_agenda_of_its_own_area_only(library: DemoLibrary, clock: VirtualClock):
    wanted = DemoCase(scenario="coach_asks_for_nam", until="Start the chronology", family="Test Family Ash", team=None)

    replay(wanted, library, now=clock.now())

    asked_for = {
        diary.panel.key: {entry.entry.subject for line in diary.ahead for entry in items(line.id, clock)}
        for diary in panel_diaries(actor=chair(), clock=clock)
    }
    assert {key: subjects for key, subjects in asked_for.items() if subjects} == {"nam_west": {"Test Family Ash"}}

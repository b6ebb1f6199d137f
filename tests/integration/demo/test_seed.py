"""The bundled libraries are published again and again, and never over what people made."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text, update

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.demo import publish
from service.demo.library import DemoPerson
from service.demo.people import Passwords, ensure_people
from service.models import Publication, Release, RunningCases, db
from service.pathways.make_current_again import make_current_again
from service.pathways.publish_release import publish_release
from service.pathways.releases import current_release
from tests.integration import drafting
from tests.integration.builders import AUTHORITY, LIBRARY

README = "processes/test/README.md"


@pytest.fixture
def bundle(rolled_back: Flask, tmp_path: Path) -> Path:
    """The library that came with the service and is live, as a folder that can be changed."""
    for top in ("processes", "forms"):
        shutil.copytree(LIBRARY / top, tmp_path / top)
    published_by("seed", note=None)
    return tmp_path


def published_by(name: str, *, note: str | None) -> None:
    """Let another one have published what is there; the database guards it as long as nobody turns that off."""
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(update(Publication).values(by=name, note=note))
    db.session.execute(text("SET LOCAL session_replication_role = DEFAULT"))
    db.session.commit()


@pytest.fixture
def said() -> list[str]:
    return []


def publish_bundle(bundle: Path, clock: VirtualClock, said: list[str]):
    return publish(AUTHORITY, library=bundle, clock=clock, say=said.append)


def change(bundle: Path) -> None:
    (bundle / README).write_text("# From the bundle\n")


def test_a_newer_bundle_takes_the_place_of_the_older_one(bundle: Path, clock: VirtualClock, said: list[str]):
    publish_bundle(bundle, clock, said)
    change(bundle)

    publish_bundle(bundle, clock, said)

    assert said == ["test: release 1 unchanged", "test: release 2 published"]


def test_so_it_does_when_an_earlier_version_of_the_service_published_it(
    bundle: Path, clock: VirtualClock, said: list[str]
):
    published_by("command line: somebody", note="bundled")
    change(bundle)

    publish_bundle(bundle, clock, said)

    assert said == ["test: release 2 published"]


def test_what_was_made_from_a_draft_stays(bundle: Path, clock: VirtualClock, said: list[str]):
    drafting.add_owners(clock)
    drafting.published(drafting.approved(clock), clock)
    change(bundle)

    library = publish_bundle(bundle, clock, said)

    assert said == ["test: release 2 stays: people here chose it. The bundled files are not published over it"]
    assert current_release(AUTHORITY).number == 2
    assert library.files[README] == b"# Changed\n"


def test_what_people_went_back_to_stays_though_it_was_bundled(bundle: Path, clock: VirtualClock, said: list[str]):
    drafting.add_owners(clock)
    first = current_release(AUTHORITY).id
    made = drafting.published(drafting.approved(clock), clock)
    make_current_again(
        release_id=first,
        live_id=UUID(made.release_id),
        reason="It was wrong",
        running_cases=RunningCases.STAY,
        actor=system_actor(),
        clock=clock,
    )
    change(bundle)

    publish_bundle(bundle, clock, said)

    assert said == ["test: release 1 stays: people here chose it. The bundled files are not published over it"]
    assert current_release(AUTHORITY).id == first


def test_what_an_operator_published_stays(bundle: Path, clock: VirtualClock, said: list[str]):
    files = dict(publish_bundle(bundle, clock, said).files)
    publish_release(
        authority=AUTHORITY,
        files=files | {README: b"# By an operator\n"},
        without_approval="Urgent",
        actor=system_actor("command line: somebody"),
        clock=clock,
    )

    publish_bundle(bundle, clock, said)

    assert said[-1].startswith("test: release 2 stays")


def test_nothing_is_published_while_a_release_is_planned(bundle: Path, clock: VirtualClock, said: list[str]):
    drafting.add_owners(clock)
    day = (clock.now() + timedelta(days=3)).date()
    drafting.published(drafting.approved(clock), clock, effective_on=day)
    change(bundle)

    publish_bundle(bundle, clock, said)

    assert said == ["test: release 1 stays: release 2 is planned. The bundled files wait"]
    assert not db.session.get_one(Release, UUID(str(current_release(AUTHORITY).id))).is_planned


def test_demo_cases_come_with_the_first_people_alone(bundle: Path, clock: VirtualClock, said: list[str]):
    first, second = (DemoPerson(user=f"demo.{n}", name=n, roles=("worker",), team=None) for n in ("one", "two"))
    library = publish_bundle(bundle, clock, said)
    who = {"passwords": Passwords(bundle / "passwords"), "actor": system_actor(), "clock": clock}

    _, at_first = ensure_people(replace(library, people=(first,)), **who)
    logins, later = ensure_people(replace(library, people=(first, second)), **who)

    assert (at_first, later) == (True, False)
    assert [login.user for login in logins] == ["demo.one", "demo.two"]
    assert ensure_people(library, **who) == ((), False)

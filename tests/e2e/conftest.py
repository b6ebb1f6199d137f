"""A council of its own for every file of journeys, and one browser for every worker of the run."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg import sql

from service.embedded import EmbeddedRedis
from service.embedded.postgres import DATABASE, EmbeddedPostgres
from tests.e2e.browser import HOW_TO_INSTALL, Auditor, Office, chromium
from tests.e2e.council import Council, Place, prepare
from tests.servers import own_postgres

PATIENCE = 30_000  # milliseconds, as for clicks: machines that test are busy
MONDAY = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, journeys are skipped, except in continuous integration."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_INSTALL)
        pytest.skip(HOW_TO_INSTALL)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    return Auditor()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prepared(
    browser: Browser,  # without one there is nothing to prepare for
    postgres: EmbeddedPostgres,
    redis: EmbeddedRedis,
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    place = Place(database_url=postgres.url, redis_url=redis.url, var=tmp_path_factory.mktemp("var"))
    prepare(place, now=MONDAY)
    return place


@pytest.fixture(scope="module")
def scripts() -> bool:
    """Whether the browsers run scripts.  Files that say BOTH_WAYS are walked once with and once without."""
    return True


@pytest.fixture(scope="module")
def council(
    prepared: Place,
    postgres: EmbeddedPostgres,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    scripts: bool,
) -> Iterator[Council]:
    """Haringey, its library and its people, and no case yet; on 14 December 2026, or when the file says STARTS."""
    name = f"council_{request.module.__name__.rpartition('.')[2]}{'' if scripts else '_without_scripts'}"
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(DATABASE))
        connection.execute(copy)
    var = tmp_path_factory.mktemp(name)
    _copy_passwords(prepared.var, var)
    place = replace(prepared, database_url=postgres.url_of(name), var=var)
    council = Council(place, now=getattr(request.module, "STARTS", MONDAY))
    yield council
    council.close()


def _copy_passwords(source: Path, target: Path) -> None:
    for file in source.iterdir():
        if file.is_file():
            (target / file.name).write_bytes(file.read_bytes())


@pytest.fixture(scope="module")
def states(council: Council) -> dict[str, Any]:
    """Who of the council has signed in already."""
    assert council
    return {}


@pytest.fixture
def office(
    browser: Browser, council: Council, auditor: Auditor, states: dict[str, Any], scripts: bool
) -> Iterator[Office]:
    office = Office(browser, council.address, council.password, auditor, states, scripts)
    yield office
    office.close()

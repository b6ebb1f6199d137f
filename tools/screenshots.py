"""Take the pictures of docs/pictures/pages/: `make screenshots`.

The service runs on servers of its own with demo people and demo cases, on a fixed day, so that pictures change only
when pages do.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # a script of this repository, run from anywhere

from playwright.sync_api import sync_playwright  # noqa: E402

from service.embedded import EmbeddedRedis  # noqa: E402
from tests.e2e.browser import HOW_TO_INSTALL, NARROW, WIDE, Auditor, Office, chromium  # noqa: E402
from tests.e2e.council import Council, Place, prepare  # noqa: E402
from tests.servers import own_postgres  # noqa: E402
from tools.owner_pictures import take_owner_pictures  # noqa: E402
from tools.pictures import PICTURES, take  # noqa: E402

MONDAY = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
SCENARIO = "whole_case_christmas_to_easter"


@dataclass(frozen=True)
class Picture:
    """`path` may name {case} and {task}: those of a family whose first visit is next."""

    name: str
    user: str
    path: str
    width: int = WIDE


PICTURES_WANTED = (
    Picture("my-work", "fsw.west", "/work"),
    Picture("my-work-phone", "fsw.west", "/work", width=NARROW),
    Picture("task", "fsw.west", "{task}"),
    Picture("task-phone", "fsw.west", "{task}", width=NARROW),
    Picture("case", "fsw.west", "{case}"),
    Picture("people", "fsw.west", "{case}/people"),
    Picture("timeline", "fsw.west", "{case}/timeline"),
    Picture("pathway", "fsw.west", "{case}/pathway"),
    Picture("deadlines", "fsw.west", "{case}/deadlines"),
    Picture("unallocated", "manager.west", "/work/unallocated"),
    Picture("team", "manager.west", "/team"),
    Picture("panels", "business.lead", "/panels"),
    Picture("urgent-concern", "fsw.west", "/concerns/new"),
)


def main() -> int:
    if chromium() is None:
        sys.stdout.write(f"{HOW_TO_INSTALL}\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with a_council() as council, offices(council) as office:
        places = demo_cases(council)
        for picture in PICTURES_WANTED:
            desk = office.desk(picture.user, width=picture.width)
            desk.page.set_extra_http_headers({"X-Request-ID": "00000000"})  # it stands at the foot of the page
            desk.page.goto(council.address + picture.path.format(**places))
            take(desk, picture.name)
            desk.close()
    with a_council() as council, offices(council) as office:
        take_owner_pictures(council, office)
    return 0


@contextmanager
def a_council() -> Iterator[Council]:
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(own_postgres())
        redis = EmbeddedRedis(var / "redis")
        redis.start()
        stack.callback(redis.stop)
        place = Place(database_url=postgres.url, redis_url=redis.url, var=var)
        prepare(place, now=MONDAY)
        council = Council(place, now=MONDAY)
        stack.callback(council.close)
        yield council


@contextmanager
def offices(council: Council) -> Iterator[Office]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield Office(browser=browser, address=council.address, password=council.password, auditor=Auditor(), states={})
        browser.close()


def demo_cases(council: Council) -> dict[str, str]:
    """Make the demo cases that the library asks for; return where the one with a first visit is."""
    reference = ""
    for wanted in council.library().cases:
        made = council.case(wanted.scenario, until=wanted.until, family=wanted.family, team=wanted.team)
        reference = made if wanted.until == "Make the first visit" else reference
    task = council.task_id(reference, "Make the first visit")
    return {"case": f"/cases/{council.case_id(reference)}", "task": f"/tasks/{task}"}


if __name__ == "__main__":
    raise SystemExit(main())

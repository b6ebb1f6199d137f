"""Publish the bundled libraries and fill them with demo people and demo cases, once."""

from collections.abc import Callable
from pathlib import Path

from service.access import Actor
from service.clocks.clock import Clock
from service.demo.library import DemoLibrary, read_demo
from service.demo.people import PASSWORDS, DemoLogin, Passwords, ensure_people
from service.demo.replay import replay
from service.errors import PathwaysError
from service.library import read_directory
from service.models import db
from service.pathways.publish_release import publish_release

Say = Callable[[str], None]


def publish(authority: str, *, library: Path, actor: Actor, clock: Clock, say: Say) -> DemoLibrary:
    """Publish the authority's library if it changed; return what it asks for in demo people and cases."""
    files = read_directory(library, authority)
    release = publish_release(authority=authority, files=files, note="bundled", actor=actor, clock=clock)
    state = "published" if release.created else "unchanged"
    say(f"{authority}: release {release.number} {state}")
    return read_demo(authority, files)


def seed(wanted: DemoLibrary, *, var: Path, actor: Actor, clock: Clock, say: Say) -> tuple[DemoLogin, ...]:
    """Add demo people who are missing; with the first of them also the demo cases."""
    logins, added = ensure_people(wanted, passwords=Passwords(var / PASSWORDS), actor=actor, clock=clock)
    if added:
        say(f"{wanted.authority}: making {len(wanted.people)} demo people and {len(wanted.cases)} demo cases …")
        for case in wanted.cases:
            try:
                reference = replay(case, wanted, now=clock.now())
            except (PathwaysError, KeyError) as error:
                db.session.rollback()
                say(f"  {case.family}: not made ({error})")
            else:
                say(f"  {reference}: {case.family}, {f'waits for “{case.until}”' if case.until else 'at its end'}")
    return logins

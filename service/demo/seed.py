"""Publish the bundled libraries and fill them with demo people and demo cases, once."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import and_, exists, func, not_, or_, select

from service.access import Actor
from service.clocks.clock import Clock
from service.demo.library import DemoLibrary, read_demo
from service.demo.people import PASSWORDS, DemoLogin, Passwords, ensure_people
from service.demo.replay import replay
from service.errors import PathwaysError
from service.library import read_directory
from service.models import Publication, Release, db
from service.pathways.publication import planned_release
from service.pathways.publish_release import BUNDLE, publish_release
from service.pathways.queries.releases import get_release, release_file

_NOTE = "The procedure as it comes with the service."
_FORMER_NOTE = "bundled"  # of versions that published it as the operator who ran them

Say = Callable[[str], None]


def publish(authority: str, *, library: Path, clock: Clock, say: Say) -> DemoLibrary:
    """Publish the authority's library if it changed; return what the live one asks for in demo people and cases.

    What people of the authority made live, or planned, is theirs: the bundled library does not take its place.
    """
    files = read_directory(library, authority)
    live = _live(authority)
    if live is not None and (obstacle := _obstacle(live)):
        say(f"{authority}: {obstacle}")
        return read_demo(authority, _files(live))
    release = publish_release(authority=authority, files=files, note=_NOTE, actor=BUNDLE, clock=clock)
    state = "published" if release.created else "unchanged"
    say(f"{authority}: release {release.number} {state}")
    return read_demo(authority, files)


def _live(authority: str) -> Release | None:
    return db.session.scalar(select(Release).where(Release.authority == authority, Release.is_current))


def _obstacle(live: Release) -> str | None:
    """Why the bundled library is not published over the live release."""
    planned = planned_release(live.authority)
    if planned is not None:
        return f"release {live.number} stays: release {planned.number} is planned. The bundled files wait"
    if _was_chosen_here(live.authority):
        return f"release {live.number} stays: people here chose it. The bundled files are not published over it"
    return None


def _was_chosen_here(authority: str) -> bool:
    """Whether others ever published: then it is theirs to say what is live, also when they went back."""
    by_us = or_(Publication.by == BUNDLE.name, func.coalesce(Publication.note, "") == _FORMER_NOTE)
    bundled = and_(by_us, func.cardinality(Publication.authors) == 0)
    return bool(db.session.scalar(select(exists().where(Publication.authority == authority, not_(bundled)))))


def _files(release: Release) -> dict[str, bytes]:
    return {
        file.path: release_file(release_id=release.id, path=file.path, actor=BUNDLE)
        for file in get_release(release_id=release.id, actor=BUNDLE).files
    }


def seed(wanted: DemoLibrary, *, var: Path, actor: Actor, clock: Clock, say: Say) -> tuple[DemoLogin, ...]:
    """Add demo people who are missing; when nobody was there, also the demo cases."""
    logins, is_new = ensure_people(wanted, passwords=Passwords(var / PASSWORDS), actor=actor, clock=clock)
    if is_new:
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

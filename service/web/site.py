"""Whose pages these are: the council's name, its words, its colours, its calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask import g

from service.clocks import WorkingCalendar
from service.errors import NotFoundError
from service.library import Composed
from service.pathways.releases import current_release
from service.web.requests import somebody

DEFAULT_SERVICE = "Early Help"
_ANY_WEEK = {"office_hours": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")}


@dataclass(frozen=True)
class Site:
    """`authority` None: nobody is signed in and the page belongs to no council."""

    authority: str | None = None
    release: int | None = None
    library: Composed | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def council(self) -> str:
        return self.library.authority.council if self.library else ""

    @property
    def service(self) -> str:
        return self.library.authority.name if self.library else DEFAULT_SERVICE

    @property
    def colours(self) -> Mapping[str, str]:
        return self.library.authority.colours if self.library else {}

    @property
    def record_system(self) -> str:
        return self.library.authority.record_system if self.library else ""

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The authority's working days; an ordinary week in England where there is no authority."""
        return self.library.release.calendar if self.library else WorkingCalendar.from_mapping(_ANY_WEEK)

    def word(self, ours: str) -> str:
        """The authority's own word for one of ours: "worker" may be "coach"."""
        return self.words.get(ours, ours)


def site() -> Site:
    """The site of whoever asks, looked up once a request."""
    if "site" not in g:
        person = somebody()
        g.site = site_of(person.authority if person else None)
    found: Site = g.site
    return found


def site_of(authority: str | None) -> Site:
    if authority is None:
        return Site()
    try:
        release = current_release(authority)
    except NotFoundError:
        return Site(authority=authority)
    library = release.composed
    return Site(authority=authority, release=release.number, library=library, words=library.authority.words)

"""The way to each part of the service, for those who have business there."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from service.access import Actor, Capability


@dataclass(frozen=True)
class Item:
    text: str
    href: str
    current: bool


@dataclass(frozen=True)
class _Part:
    """`needs`: one of these capabilities; empty: everybody who works here."""

    text: str
    endpoint: str
    needs: frozenset[Capability] = frozenset()


_PARTS = (
    _Part("My work", "work.mine"),
    _Part("Cases", "cases.index"),
    _Part("Referrals", "referrals.inbox", frozenset({Capability.START_CASES})),
    _Part("Panels", "panels.diary"),
    _Part("Team", "team.overview", frozenset({Capability.ASSIGN, Capability.READ_REPORTS})),
    _Part("Reports", "reports.show", frozenset({Capability.READ_REPORTS})),
    _Part("Search", "search.results"),
)


def navigation(person: Actor | None) -> Sequence[Item]:
    """What stands in the bar on top of every page; nothing before signing in."""
    if person is None:
        return ()
    return tuple(
        Item(part.text, url_for(part.endpoint), current=_area(part.endpoint) == request.blueprint)
        for part in _PARTS
        if not part.needs or part.needs & person.capabilities
    )


def _area(endpoint: str) -> str:
    return endpoint.partition(".")[0]

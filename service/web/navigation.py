"""The way to each part of the service, for those who have business there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request, url_for

from service.access import Actor, Capability
from service.pathways.queries.incident_groups import count_open_incidents
from service.pathways.queries.referrals import count_waiting
from service.web.notifications.badge import count_text


@dataclass(frozen=True)
class Item:
    """`count`: of what waits there; empty where nothing does."""

    text: str
    href: str
    current: bool
    count: str


@dataclass(frozen=True)
class _Part:
    """`needs`: one of these capabilities; empty: everybody who works here.  `waiting`: how much there is to handle."""

    text: str
    endpoint: str
    needs: frozenset[Capability] = frozenset()
    waiting: Callable[[Actor], int] | None = None
    beside: frozenset[str] = frozenset()  # further areas that belong to it


def _requests(person: Actor) -> int:
    return count_waiting(actor=person)


def _incidents(person: Actor) -> int:
    return count_open_incidents(actor=person)


_OF_DRAFTS = frozenset({"drafts", "outline", "folders", "tryouts", "changes", "impact", "moves"})
_PARTS = (
    _Part("My work", "work.mine"),
    _Part("Cases", "cases.index"),
    _Part("Referrals", "referrals.inbox", frozenset({Capability.START_CASES}), _requests),
    _Part("Panels", "panels.diary"),
    _Part("Team", "team.overview", frozenset({Capability.ASSIGN, Capability.READ_REPORTS})),
    _Part("Reports", "reports.show", frozenset({Capability.READ_REPORTS})),
    _Part("Procedure", "procedure.show", frozenset({Capability.PUBLISH}), beside=_OF_DRAFTS),
    _Part("Operations", "operations.index", frozenset({Capability.OPERATE}), _incidents),
    _Part("Search", "search.results"),
)


def navigation(person: Actor | None) -> Sequence[Item]:
    """What stands in the bar on top of every page; nothing before signing in."""
    if person is None:
        return ()
    return tuple(
        Item(
            part.text,
            url_for(part.endpoint),
            current=request.blueprint in {_area(part.endpoint), *part.beside},
            count=count_text(part.waiting(person)) if part.waiting else "",
        )
        for part in _PARTS
        if not part.needs or part.needs & person.capabilities
    )


def _area(endpoint: str) -> str:
    return endpoint.partition(".")[0]

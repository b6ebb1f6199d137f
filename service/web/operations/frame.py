"""What the lists of operators have in common: the way between them, and words for what they show."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import url_for

from service.access import Actor, Capability
from service.models import InstanceState
from service.pathways.held_timers import IN_VAIN_KIND
from service.web.texts import spelt

STATES = {
    InstanceState.RUNNING: ("Running", "blue"),
    InstanceState.SUSPENDED: ("Suspended", "yellow"),
    InstanceState.COMPLETED: ("Completed", "green"),
    InstanceState.CANCELLED: ("Cancelled", "grey"),
}
# what went wrong, by the kind of the incident
CAUSES = {
    "expression": "An expression or answer could not be used",
    "service": "A call to another system failed",
    "message": "A message could not be sent or taken",
    "step-budget": "It went round without end",
    "uncaught-error": "An error that no step takes care of",
    "stuck": "Nothing can go on",
    IN_VAIN_KIND: "Its worker never came to the end of it",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Tab(StrEnum):
    PROCESSES = "index"
    INCIDENTS = "incidents"
    STUCK = "stuck"
    WAITING = "waiting"
    BULK = "bulk_list"


@dataclass(frozen=True, kw_only=True)
class TabLink:
    text: str
    href: str
    current: bool


_TABS = (
    (Tab.PROCESSES, "Processes", frozenset({Capability.OPERATE})),
    (Tab.INCIDENTS, "Incidents", frozenset({Capability.OPERATE})),
    (Tab.STUCK, "Stuck", frozenset({Capability.OPERATE})),
    (Tab.WAITING, "Where cases wait", frozenset({Capability.OPERATE, Capability.PUBLISH, Capability.READ_REPORTS})),
    (Tab.BULK, "Actions on many", frozenset({Capability.OPERATE, Capability.PUBLISH})),
)


def tabs_of(current: Tab, actor: Actor) -> tuple[TabLink, ...]:
    """Those that the person may open."""
    return tuple(
        TabLink(text=text, href=url_for(f"operations.{tab}"), current=tab is current)
        for tab, text, needs in _TABS
        if needs & actor.capabilities
    )


def cause_of(kind: str) -> str:
    return CAUSES.get(kind, kind)


# what the engine says of a value with the value itself, which may be what somebody wrote about a family
_VALUES = (
    (re.compile(r"""^(["']).*\1 is not """, re.DOTALL), "The value is not "),
    (re.compile(r"^(The priority) .* (is not)", re.DOTALL), r"\1 \2"),
    (re.compile(r"(gives nothing to repeat over), but .*", re.DOTALL), r"\1."),
)


def without_values(message: str) -> str:
    """What happened, without the value that it happened to."""
    for pattern, words in _VALUES:
        message = pattern.sub(words, message)
    return message


def span_text(span: timedelta) -> str:
    """Return about how long: 3 days, 5 hours, 12 minutes; less than a minute."""
    for unit, noun in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if span >= unit:
            return spelt(int(span / unit), noun)
    return "less than a minute"


def ago(moment: datetime, now: datetime) -> str:
    return f"{span_text(max(timedelta(), now - moment))} ago"
